// Images of the demo's repositories, with what scanning makes of them.
import type { ImageScanFindings } from '@aws-sdk/client-ecr'
import type { ImageState, OnWire, ScanState } from '../world.ts'
import { account, digestOf, number } from './seed.ts'
import { basicFinding, enhancedFinding, type Scanned, type VulnerabilityName } from './vulnerabilities.ts'

export type Scanning = 'enhanced' | 'enhanced-on-push' | 'basic' | 'unsupported' | 'never'

export type ImageSpec = {
  region: string
  repositoryName: string
  tags: string[]
  /** Seconds since 1970. */
  pushedAt: number
  scanning: Scanning
  holds: VulnerabilityName[]
  signing: 'COMPLETE' | 'FAILED' | null
  inUse: number
  /** When the last pod of it ended, where none runs any more. */
  lastInUseAt?: number
}

export const signingProfile = (region: string): string =>
  `arn:aws:signer:${region}:${account}:/signing-profiles/ReleaseImages`

const docker = 'application/vnd.docker.distribution.manifest.v2+json'
const oci = 'application/vnd.oci.image.manifest.v1+json'
const container = 'application/vnd.docker.container.image.v1+json'
const chart = 'application/vnd.cncf.helm.config.v1+json'

export const imageOf = (spec: ImageSpec): ImageState => {
  const label = `${spec.region}/${spec.repositoryName}/${spec.tags.join()}/${spec.pushedAt}`
  const imageDigest = digestOf(label)
  const isChart = spec.scanning === 'unsupported'
  const mebibyte = 1_048_576
  return {
    detail: {
      imageDigest,
      ...(spec.tags.length > 0 && { imageTags: spec.tags }),
      imageSizeInBytes: isChart ? 4096 + number(label, 60_000) : (30 + number(label, 400)) * mebibyte,
      imagePushedAt: spec.pushedAt,
      imageManifestMediaType: isChart ? oci : docker,
      artifactMediaType: isChart ? chart : container,
      imageStatus: 'ACTIVE',
    },
    scan: scanOf(spec, imageDigest),
    signing: spec.signing === null ? [] : [signed(spec.region, spec.signing)],
    ...(spec.scanning !== 'unsupported' && { use: useOf(spec) }),
  }
}

// Each team's images run in the cluster of that name; what all share runs in prod.
const useOf = ({ region, repositoryName, inUse, pushedAt, lastInUseAt = pushedAt }: ImageSpec) => {
  const [team = '', name = team] = repositoryName.split('/')
  const cluster = region === 'us-east-1' ? 'analytics' : team === 'staging' ? 'staging' : 'prod'
  return { cluster, namespace: team, workload: name, pods: inUse, lastInUseAt }
}

const signed = (region: string, status: 'COMPLETE' | 'FAILED'): ImageState['signing'][number] => ({
  signingProfileArn: signingProfile(region),
  status,
  ...(status === 'FAILED' && {
    failureCode: 'ThrottlingException',
    failureReason: 'The signing job was throttled; push the image again or start another signing job.',
  }),
})

const scanOf = (spec: ImageSpec, imageDigest: string): ScanState | null => {
  if (spec.scanning === 'never') return null
  if (spec.scanning === 'unsupported')
    return {
      status: { status: 'UNSUPPORTED_IMAGE', description: 'UnsupportedImageError: the image type is not supported.' },
      findings: null,
    }
  const scannedAt = spec.pushedAt + 95
  const times = { imageScanCompletedAt: scannedAt, vulnerabilitySourceUpdatedAt: scannedAt - 7200 }
  if (spec.scanning === 'basic') {
    const findings = spec.holds.map(basicFinding)
    const status = { status: 'COMPLETE' as const, description: 'The scan was completed successfully.' }
    return { status, findings: { findings, ...times, findingSeverityCounts: counted(findings) } }
  }
  const image: Scanned = { ...spec, imageDigest, imageTags: spec.tags }
  const enhancedFindings = spec.holds.map((name) => enhancedFinding(name, image))
  const continuous = spec.scanning === 'enhanced'
  return {
    status: continuous
      ? { status: 'ACTIVE', description: 'Continuous scan is selected for image.' }
      : { status: 'COMPLETE', description: 'The scan was completed successfully.' },
    findings: { enhancedFindings, ...times, findingSeverityCounts: counted(enhancedFindings) },
  }
}

const counted = (
  findings: { severity?: string | undefined }[],
): NonNullable<OnWire<ImageScanFindings>['findingSeverityCounts']> =>
  Object.fromEntries(
    [...Map.groupBy(findings, ({ severity }) => severity ?? 'UNDEFINED')].map(([key, all]) => [key, all.length]),
  )
