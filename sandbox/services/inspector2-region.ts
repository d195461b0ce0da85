// What Inspector sees in a region: ECR's repositories and images as covered or not, what their scans found, where they run.
import type { EnhancedImageScanFinding } from '@aws-sdk/client-ecr'
import type { CoveredResource, Finding } from '@aws-sdk/client-inspector2'
import { seconds } from '../../src/clock.ts'
import { AwsFault, type Call } from '../service.ts'
import type { ImageState, OnWire, RegionState, RepositoryState } from '../world.ts'
import { effectiveScanning } from './ecr-repositories.ts'

type Covered = OnWire<CoveredResource> & {
  accountId: string
  resourceType: string
  resourceMetadata: { ecrRepository: { name: string } }
}
type Found = OnWire<Finding> & { findingArn: string; firstObservedAt: number }

/** Repositories, each with its images behind it. */
export const coverageIn = ({ registry, clusters }: RegionState, { account }: Call): Covered[] =>
  registry.repositories.flatMap((state) => {
    const { repositoryArn, repositoryName: name } = state.repository
    const frequency = effectiveScanning(registry, state).scanFrequency as 'MANUAL' | 'SCAN_ON_PUSH' | 'CONTINUOUS_SCAN'
    const base = { accountId: account, scanType: 'PACKAGE' as const }
    const ecrRepository = { name, scanFrequency: frequency }
    return [
      {
        ...base,
        resourceType: 'AWS_ECR_REPOSITORY' as const,
        resourceId: repositoryArn,
        scanStatus: frequency === 'MANUAL' ? inactive('SCAN_FREQUENCY_MANUAL') : successful,
        resourceMetadata: { ecrRepository },
      },
      ...state.images.map((image) => ({
        ...base,
        resourceType: 'AWS_ECR_CONTAINER_IMAGE' as const,
        resourceId: idOf(state, image),
        scanStatus: statusOf(image, frequency),
        resourceMetadata: { ecrRepository, ecrImage: used(image, clusters) },
        ...(image.scan?.findings?.imageScanCompletedAt && {
          lastScannedAt: image.scan.findings.imageScanCompletedAt,
        }),
      })),
    ]
  })

const idOf = ({ repository }: RepositoryState, { detail }: ImageState): string =>
  `${repository.repositoryArn}/${detail.imageDigest}`

type Status = NonNullable<Covered['scanStatus']>
const successful: Status = { statusCode: 'ACTIVE', reason: 'SUCCESSFUL' }
const inactive = (reason: NonNullable<Status['reason']>): Status => ({ statusCode: 'INACTIVE', reason })

const statusOf = ({ scan, detail }: ImageState, frequency: string): Status => {
  if (detail.imageStatus === 'ARCHIVED') return inactive('IMAGE_ARCHIVED')
  if (frequency === 'MANUAL') return inactive('SCAN_FREQUENCY_MANUAL')
  if (scan === null) return { statusCode: 'ACTIVE', reason: 'PENDING_INITIAL_SCAN' }
  if (scan.status.status === 'UNSUPPORTED_IMAGE') return inactive('UNSUPPORTED_MEDIA_TYPE')
  if (scan.status.status === 'SCAN_ELIGIBILITY_EXPIRED') return inactive('SCAN_ELIGIBILITY_EXPIRED')
  return frequency === 'SCAN_ON_PUSH' ? inactive('SCAN_FREQUENCY_SCAN_ON_PUSH') : successful
}

const used = ({ detail, use }: ImageState, clusters: RegionState['clusters']) => ({
  tags: detail.imageTags ?? [],
  ...(use && { inUseCount: running(use, clusters), lastInUseAt: use.lastInUseAt, imagePulledAt: use.lastInUseAt }),
})

// Nothing runs in a cluster that is not there.
const running = (use: NonNullable<ImageState['use']>, clusters: RegionState['clusters']): number =>
  clusters.some(({ cluster }) => cluster.name === use.cluster) ? use.pods : 0

/** What scans found, and for as long as Inspector keeps it what was closed: 30 days, and 3 where the image is gone. */
export const findingsIn = ({ registry }: RegionState, { now }: Call): Found[] =>
  registry.repositories.flatMap(({ images, closed = [] }) => {
    const there = new Set(images.map(({ detail }) => detail.imageDigest))
    const isKept = (one: OnWire<EnhancedImageScanFinding>) => {
      const hash = one.resources?.[0]?.details?.awsEcrContainerImage?.imageHash ?? ''
      return seconds(now) - (one.updatedAt ?? 0) < 86_400 * (there.has(hash) ? 30 : 3)
    }
    return [...images.flatMap(({ scan }) => scan?.findings?.enhancedFindings ?? []), ...closed.filter(isKept)].map(
      worded,
    )
  })

// As ECR has it, with the score under Inspector's own names.
const worded = ({ score, scoreDetails, resources, ...finding }: OnWire<EnhancedImageScanFinding>): Found =>
  ({
    ...finding,
    resources: resources?.map((one) => ({ ...one, partition: 'aws', region: finding.findingArn?.split(':')[3] })),
    inspectorScore: score,
    ...(scoreDetails?.cvss && { inspectorScoreDetails: { adjustedCvss: { ...scoreDetails.cvss, cvssSource: 'NVD' } } }),
  }) as Found

/** The clusters in which an image runs, or ran in the last day. Throws for what is no image of the region. */
export const usedIn = ({ registry, clusters }: RegionState, { now }: Call, resourceId: string) => {
  const image = registry.repositories
    .flatMap((state) => state.images.map((one) => ({ id: idOf(state, one), one })))
    .find(({ id }) => id === resourceId)?.one
  if (!image) throw new AwsFault('ValidationException', 400, `${resourceId} is not an image that is scanned`)
  const { use } = image
  const cluster = clusters.find((state) => state.cluster.name === use?.cluster)?.cluster
  if (!use || !cluster || (use.pods === 0 && seconds(now) - use.lastInUseAt > 86_400)) return []
  const awsEksMetadataDetails = {
    namespace: use.namespace,
    workloadInfoList: [{ name: use.workload, type: 'Deployment' }],
  }
  return [
    {
      clusterArn: cluster.arn,
      clusterDetails: [
        {
          lastInUse: use.pods > 0 ? seconds(now) : use.lastInUseAt,
          runningUnitCount: use.pods,
          stoppedUnitCount: use.pods > 0 ? 0 : 1,
          clusterMetadata: { awsEksMetadataDetails },
        },
      ],
    },
  ]
}
