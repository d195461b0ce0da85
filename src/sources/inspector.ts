// What Amazon Inspector says of a region's images: whether it scans them, which run, and what it found and closed.

import type * as inspector from '@aws-sdk/client-inspector2'
import { accountOf } from '../arn.ts'
import { asking, defineSource, type Heard, list, listEach, listed, named, once, unless } from '../source.ts'
import { operation } from '../wire.ts'

const getStatus = operation<inspector.BatchGetAccountStatusRequest, inspector.BatchGetAccountStatusResponse>(
  'inspector2:BatchGetAccountStatus',
)
const listCoverage = operation<inspector.ListCoverageRequest, inspector.ListCoverageResponse>('inspector2:ListCoverage')
const listFindings = operation<inspector.ListFindingsRequest, inspector.ListFindingsResponse>('inspector2:ListFindings')
const getClusters = operation<inspector.GetClustersForImageRequest, inspector.GetClustersForImageResponse>(
  'inspector2:GetClustersForImage',
)

const equals = (value: string) => ({ comparison: 'EQUALS' as const, value })

// What could not be told is named beside the accounts, and is no answer.
const notRead = ({ accounts, failedAccounts }: inspector.BatchGetAccountStatusResponse): string[] => [
  ...(listed(accounts, 'accounts').length === 0 ? ['no account in the answer'] : []),
  ...(failedAccounts ?? []).map(({ errorCode, errorMessage }) => `${errorCode}: ${errorMessage}`),
]

// Where Inspector is off it refuses to list, by the same code as a denial: so it is not asked, and the status says why.
const isOff = ({ accounts }: inspector.BatchGetAccountStatusResponse): boolean =>
  accounts?.length === 1 && accounts[0]?.state?.status === 'DISABLED'

// The bulk answers count tasks of ECS and pods of EKS together, and name no cluster.
const inUse = (pages: Heard<inspector.ListCoverageRequest, inspector.ListCoverageResponse>[]) => [
  ...new Set(
    pages
      .flatMap(({ answer }) => listed(answer.coveredResources, 'coveredResources'))
      .filter(({ resourceMetadata }) => (resourceMetadata?.ecrImage?.inUseCount ?? 0) > 0)
      .map(({ resourceId }) => named(resourceId, 'resourceId')),
  ),
]

export default defineSource({
  id: 'inspector',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  ...asking(
    // A delegated administrator's environment is the whole organisation: only this account's own is asked for.
    once(getStatus, (region) => ({ accountIds: [accountOf(region.id)] }), notRead),
    ...unless(getStatus, isOff, [
      list(listCoverage, (region) => ({
        filterCriteria: {
          accountId: [equals(accountOf(region.id))],
          resourceType: [equals('AWS_ECR_CONTAINER_IMAGE'), equals('AWS_ECR_REPOSITORY')],
        },
        maxResults: 200,
      })),
      // Closed ones go after 30 days, and after 3 where the image is gone: what is left shows what was fixed, and when.
      // By the time they were first observed none changes its place while pages are read.
      list(listFindings, (region) => ({
        filterCriteria: {
          awsAccountId: [equals(accountOf(region.id))],
          resourceType: [equals('AWS_ECR_CONTAINER_IMAGE')],
          findingStatus: ['ACTIVE', 'SUPPRESSED', 'CLOSED'].map(equals),
        },
        sortCriteria: { field: 'FIRST_OBSERVED_AT' as const, sortOrder: 'ASC' as const },
        maxResults: 100,
      })),
      listEach(getClusters, listCoverage, (pages) =>
        inUse(pages).map((resourceId) => ({ filter: { resourceId }, maxResults: 100 })),
      ),
    ]),
  ),
})
