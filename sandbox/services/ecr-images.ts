// ECR: images, what scans found in them, and whether they are signed.
import { denied } from '../refusals.ts'
import type { Call, Handler } from '../service.ts'
import { listOf, members, oneOf, structure } from '../world/members.ts'
import type { ImageState, RegistryState, World } from '../world.ts'
import {
  imageId,
  imageOf,
  invalid,
  notBoth,
  pageOf,
  paging,
  refusal,
  registryId,
  registryOf,
  repositoryName,
  repositoryOf,
} from './ecr-repository.ts'

const filter = structure(
  {},
  { tagStatus: oneOf('TAGGED', 'UNTAGGED', 'ANY'), imageStatus: oneOf('ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY') },
)
const images = members(
  invalid,
  { repositoryName },
  { ...paging, registryId, imageIds: listOf(imageId, { min: 1, max: 100 }), filter },
)
const scan = members(invalid, { repositoryName, imageId }, { ...paging, registryId })
const signing = members(invalid, { repositoryName, imageId }, { registryId })

export const imageOperations = (world: World): Record<string, Handler> => ({
  DescribeImages(call) {
    const given = images(call.input)
    notBoth('imageIds', given.imageIds, given)
    const state = repositoryOf(world, call, given.repositoryName, given.registryId)
    const named = given.imageIds?.map((id) => imageOf(world, state, id))
    const { tagStatus = 'ANY', imageStatus = 'ACTIVE' } = given.filter ?? {}
    const all = (named ?? state.images)
      .filter(({ detail }) => tagStatus === 'ANY' || (tagStatus === 'TAGGED') === (detail.imageTags ?? []).length > 0)
      .filter(({ detail }) => imageStatus === 'ANY' || (detail.imageStatus ?? 'ACTIVE') === imageStatus)
    const { items, nextToken } = pageOf(call, all, given)
    const registry = registryOf(world, call, given.registryId)
    const identity = { registryId: world.account, repositoryName: given.repositoryName }
    const imageDetails = items.map((image) => ({ ...identity, ...image.detail, ...summary(registry, image) }))
    return { imageDetails, nextToken }
  },

  DescribeImageScanFindings(call) {
    const given = scan(call.input)
    const { image, identity } = named(world, call, given)
    if (registryOf(world, call, given.registryId).scanning.scanType === 'ENHANCED') asInspector(call)
    if (image.scan === null) throw refusal('ScanNotFoundException', notScanned(world, given.repositoryName, image))
    const { status, findings } = image.scan
    const answer = { ...identity, imageScanStatus: status }
    if (findings === null) return answer
    const { findings: basic, enhancedFindings: enhanced, ...counts } = findings
    if (enhanced !== undefined) {
      const { items, nextToken } = pageOf(call, enhanced, given)
      return { ...answer, imageScanFindings: { enhancedFindings: items, ...counts }, nextToken }
    }
    const { items, nextToken } = pageOf(call, basic ?? [], given)
    return { ...answer, imageScanFindings: { findings: items, ...counts }, nextToken }
  },

  DescribeImageSigningStatus(call) {
    const { image, identity } = named(world, call, signing(call.input))
    return { ...identity, signingStatuses: image.signing }
  },

  DescribeImageReplicationStatus(call) {
    const given = signing(call.input)
    const { identity } = named(world, call, given)
    const { rules = [] } = registryOf(world, call).replication
    const matching = rules.filter(
      ({ repositoryFilters = [] }) =>
        repositoryFilters.length === 0 ||
        repositoryFilters.some(({ filter = '' }) => given.repositoryName.startsWith(filter)),
    )
    const { repositoryName, imageId } = identity
    const replicationStatuses = matching
      .flatMap(({ destinations = [] }) => destinations)
      .map((destination) => ({ ...destination, status: 'COMPLETE' }))
    return { repositoryName, imageId, replicationStatuses }
  },
})

// What enhanced scanning found, ECR asks Inspector in the caller's name.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-iam.html
const asInspector = (call: Call): void => {
  for (const action of ['inspector2:ListCoverage', 'inspector2:ListFindings'])
    if (call.may?.(action, '*') === false) throw denied(call, { action, resource: '*' })
}

type Named = {
  repositoryName: string
  imageId: { imageDigest: string | undefined; imageTag: string | undefined }
  registryId: string | undefined
}

const named = (world: World, call: Call, { repositoryName, imageId, registryId }: Named) => {
  const image = imageOf(world, repositoryOf(world, call, repositoryName, registryId), imageId)
  const id = { imageDigest: image.detail.imageDigest, imageTag: imageId.imageTag }
  return { image, identity: { registryId: world.account, repositoryName, imageId: id } }
}

const notScanned = ({ account }: World, name: string, { detail }: ImageState): string =>
  `Image scan does not exist for the image with '${detail.imageDigest}' in the repository with name '${name}' in the registry with id '${account}'`

// The new basic scanning (AWS_NATIVE) tells its results by DescribeImageScanFindings alone.
const summary = ({ scanning, settings }: RegistryState, { scan }: ImageState) => {
  if (scan === null || (scanning.scanType === 'BASIC' && settings.BASIC_SCAN_TYPE_VERSION === 'AWS_NATIVE')) return {}
  if (scan.findings === null) return { imageScanStatus: scan.status }
  const { findings, enhancedFindings, ...imageScanFindingsSummary } = scan.findings
  return { imageScanStatus: scan.status, imageScanFindingsSummary }
}
