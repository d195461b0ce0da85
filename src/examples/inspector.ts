// What Inspector answers about the images of examples/images.ts: covered or not, in use or not, found and closed.
import type { Exchange } from '../model.ts'
import { account, answered, subjects } from './example.ts'
import { digestOf, scannedAt } from './images.ts'

export type ExampleUse = {
  /** Pods; left out: Inspector does not say. */
  inUse?: number
  lastInUseAt?: number
  /** The ARN of the cluster that it runs in. */
  in?: string
  status?: 'ACTIVE' | 'INACTIVE'
  reason?: string
}

const state = (status: string) => ({
  status,
  errorCode: 'ALREADY_ENABLED',
  errorMessage: `Inspector is ${status}`,
})

/** `of`: what scanning of ECR is, where that of the account is on. */
const accountStatus = (status: string, of = status): Exchange =>
  answered(
    'inspector2:BatchGetAccountStatus',
    { accountIds: [account] },
    {
      accounts: [
        { accountId: account, state: state(status), resourceState: { ec2: state('DISABLED'), ecr: state(of) } },
      ],
      failedAccounts: [],
    },
  )

/** Where it is off nothing else is asked. */
export const inspectorOff: Exchange[] = [accountStatus('DISABLED')]

const equals = (...values: string[]) => values.map((value) => ({ comparison: 'EQUALS', value }))

type Inspecting = {
  images?: ExampleUse[]
  findings?: Record<string, unknown>[]
  /** Of repositories, by name; `app` is covered where it is left out. */
  repositories?: Record<string, { status: string; reason: string }>
  ecr?: string
}

export const inspectorOf = ({ images = [], findings = [], repositories = covered, ecr }: Inspecting): Exchange[] => [
  accountStatus('ENABLED', ecr),
  answered(
    'inspector2:ListCoverage',
    {
      filterCriteria: {
        accountId: equals(account),
        resourceType: equals('AWS_ECR_CONTAINER_IMAGE', 'AWS_ECR_REPOSITORY'),
      },
      maxResults: 200,
    },
    { coveredResources: [...Object.entries(repositories).map(repositoryOf), ...images.map(imageOf)] },
  ),
  answered(
    'inspector2:ListFindings',
    {
      filterCriteria: {
        awsAccountId: equals(account),
        resourceType: equals('AWS_ECR_CONTAINER_IMAGE'),
        findingStatus: equals('ACTIVE', 'SUPPRESSED', 'CLOSED'),
      },
      sortCriteria: { field: 'FIRST_OBSERVED_AT', sortOrder: 'ASC' },
      maxResults: 100,
    },
    { findings },
  ),
  ...images.flatMap(({ in: where }, at) =>
    where === undefined
      ? []
      : [
          answered(
            'inspector2:GetClustersForImage',
            { filter: { resourceId: idOf(at) }, maxResults: 100 },
            { cluster: [{ clusterArn: where, clusterDetails: [] }] },
          ),
        ],
  ),
]

const covered = { app: { status: 'ACTIVE', reason: 'SUCCESSFUL' } }

const repositoryOf = ([name, { status, reason }]: [string, { status: string; reason: string }]) => ({
  resourceType: 'AWS_ECR_REPOSITORY',
  resourceId: `${subjects.repository.id.replace(/app$/, '')}${name}`,
  accountId: account,
  scanType: 'PACKAGE',
  scanStatus: { statusCode: status, reason },
  resourceMetadata: { ecrRepository: { name, scanFrequency: 'CONTINUOUS_SCAN' } },
})

const idOf = (at: number): string => `${subjects.repository.id}/${digestOf(at)}`

const imageOf = ({ inUse, lastInUseAt, status = 'ACTIVE', reason = 'SUCCESSFUL' }: ExampleUse, at: number) => ({
  resourceType: 'AWS_ECR_CONTAINER_IMAGE',
  resourceId: idOf(at),
  accountId: account,
  scanType: 'PACKAGE',
  scanStatus: { statusCode: status, reason },
  lastScannedAt: scannedAt,
  resourceMetadata: {
    ecrRepository: { name: 'app', scanFrequency: 'CONTINUOUS_SCAN' },
    ecrImage: {
      tags: [`v1.${at}`],
      ...(inUse !== undefined && { inUseCount: inUse }),
      ...(lastInUseAt !== undefined && { lastInUseAt }),
    },
  },
})

/** A finding in the image at that place, as Inspector lists it. */
export const inspectorFinding = (
  at: number,
  severity: string,
  firstObservedAt: number,
  over: Record<string, unknown> = {},
) => ({
  findingArn: `arn:aws:inspector2:eu-central-1:${account}:finding/92ec736dde6c50c668cf5721027ae17${at}`,
  awsAccountId: account,
  type: 'PACKAGE_VULNERABILITY',
  description: 'as Inspector describes it',
  title: 'CVE-2024-9681 - curl',
  remediation: { recommendation: { text: 'None Provided' } },
  severity,
  firstObservedAt,
  lastObservedAt: scannedAt,
  updatedAt: scannedAt,
  status: 'ACTIVE',
  resources: [{ type: 'AWS_ECR_CONTAINER_IMAGE', id: idOf(at) }],
  packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2024-9681', source: 'NVD' },
  fixAvailable: 'YES',
  exploitAvailable: 'NO',
  ...over,
})
