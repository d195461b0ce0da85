// What ECR says of one repository: its settings, its policies, its images, and what their scans found.
import type * as ecr from '@aws-sdk/client-ecr'
import { instant, readTime, seconds } from '../clock.ts'
import type { Subject } from '../model.ts'
import { asking, defineSource, each, type Heard, list, listEach, listed, named, once } from '../source.ts'
import { operation } from '../wire.ts'

// Not found is a read: the repository, or the image, was deleted after it was listed.
const gone = 'RepositoryNotFoundException'
const vanished = [gone, 'ImageNotFoundException']

const describe = operation<ecr.DescribeRepositoriesRequest, ecr.DescribeRepositoriesResponse>(
  'ecr:DescribeRepositories',
  { absentWhen: [gone] },
)
const getScanning = operation<
  ecr.BatchGetRepositoryScanningConfigurationRequest,
  ecr.BatchGetRepositoryScanningConfigurationResponse
>('ecr:BatchGetRepositoryScanningConfiguration', { absentWhen: [gone] })
const getPolicy = operation<ecr.GetRepositoryPolicyRequest, ecr.GetRepositoryPolicyResponse>(
  'ecr:GetRepositoryPolicy',
  { absentWhen: ['RepositoryPolicyNotFoundException', gone] },
)
const getLifecycle = operation<ecr.GetLifecyclePolicyRequest, ecr.GetLifecyclePolicyResponse>(
  'ecr:GetLifecyclePolicy',
  { absentWhen: ['LifecyclePolicyNotFoundException', gone] },
)
const listTags = operation<ecr.ListTagsForResourceRequest, ecr.ListTagsForResourceResponse>('ecr:ListTagsForResource', {
  absentWhen: [gone],
})
const describeImages = operation<ecr.DescribeImagesRequest, ecr.DescribeImagesResponse>('ecr:DescribeImages', {
  absentWhen: [gone],
})
// ScanNotFoundException is a read as well, and it says "never scanned", not "no findings": the line keeps the code, and
// the facts over it tell the two apart.
const describeFindings = operation<ecr.DescribeImageScanFindingsRequest, ecr.DescribeImageScanFindingsResponse>(
  'ecr:DescribeImageScanFindings',
  { absentWhen: ['ScanNotFoundException', ...vanished] },
)
const describeSigning = operation<ecr.DescribeImageSigningStatusRequest, ecr.DescribeImageSigningStatusResponse>(
  'ecr:DescribeImageSigningStatus',
  { absentWhen: vanished },
)
const describeReplication = operation<
  ecr.DescribeImageReplicationStatusRequest,
  ecr.DescribeImageReplicationStatusResponse
>('ecr:DescribeImageReplicationStatus', { absentWhen: vanished })

const ofRepository = ({ name }: Subject) => ({ repositoryName: name })

type Pages = Heard<ecr.DescribeImagesRequest, ecr.DescribeImagesResponse>[]
const details = (pages: Pages) => pages.flatMap(({ answer }) => listed(answer.imageDetails, 'imageDetails'))

// By digest: a tag can move between two questions, and an untagged image has none.
const byDigest = ({ imageDigest }: ecr.ImageDetail, { name }: Subject) => ({
  repositoryName: name,
  imageId: { imageDigest: named(imageDigest, 'imageDigest') },
})
const images = (pages: Pages, subject: Subject) => details(pages).map((one) => byDigest(one, subject))

// Whether replication works is seen by what was pushed last; that it worked for each image before was seen on its own day.
const newest = (pages: Pages, subject: Subject) =>
  details(pages)
    .toSorted((a, b) => pushedAt(b) - pushedAt(a) || (String(a.imageDigest) < String(b.imageDigest) ? -1 : 1))
    .slice(0, 1)
    .map((one) => byDigest(one, subject))
// Without a time it was pushed before all others.
const pushedAt = ({ imagePushedAt }: ecr.ImageDetail): number => seconds(readTime(imagePushedAt) ?? instant(0))

// The batch answers for what it could read, and names what it could not beside it.
const notRead = ({ failures }: ecr.BatchGetRepositoryScanningConfigurationResponse): string[] =>
  listed(failures, 'failures')
    .filter(({ failureCode }) => failureCode !== 'REPOSITORY_NOT_FOUND')
    .map(({ failureCode, failureReason }) => `${failureCode}: ${failureReason}`)

export default defineSource({
  id: 'ecr-repository',
  kind: 'state',
  of: 'repository',
  every: 86_400,
  zipped: true,
  atOnce: 8,
  ...asking(
    once(describe, ({ name }) => ({ repositoryNames: [name] })),
    once(getScanning, ({ name }) => ({ repositoryNames: [name] }), notRead),
    once(getPolicy, ofRepository),
    once(getLifecycle, ofRepository),
    once(listTags, ({ id }) => ({ resourceArn: id })),
    // Without the filter archived images are left out.
    list(describeImages, ({ name }) => ({
      repositoryName: name,
      maxResults: 1_000,
      filter: { imageStatus: 'ANY' as const },
    })),
    listEach(describeFindings, describeImages, (pages, subject) =>
      images(pages, subject).map((input) => ({ ...input, maxResults: 1_000 })),
    ),
    each(describeSigning, describeImages, images),
    each(describeReplication, describeImages, newest),
  ),
  /** Nothing is left of the repository: it was deleted between the plan and the reading. */
  isEmpty(exchanges) {
    for (const { got, action } of exchanges) if (got === 'body' && action === 'ecr:DescribeRepositories') return false
    return true
  },
})
