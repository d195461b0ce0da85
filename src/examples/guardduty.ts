// GuardDuty and Security Hub for examples, as they answer about one cluster.
import type { Exchange } from '../model.ts'
import { account, answered, none, subjects } from './example.ts'

const DetectorId = '12abc34d567e8fa901bc2d34e56789f0'
const of = { DetectorId }

export const detectorOf = (features: Record<string, 'ENABLED' | 'DISABLED'>, status = 'ENABLED'): Exchange[] => [
  answered('guardduty:ListDetectors', {}, { detectorIds: [DetectorId] }),
  answered('guardduty:GetDetector', of, {
    createdAt: '2024-03-14T15:31:44.348Z',
    findingPublishingFrequency: 'FIFTEEN_MINUTES',
    serviceRole: `arn:aws:iam::${account}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
    status,
    features: Object.entries(features).map(([name, one]) => ({ name, status: one, updatedAt: 1_710_430_304 })),
  }),
]
export const noDetector = (): Exchange[] => [answered('guardduty:ListDetectors', {}, { detectorIds: [] })]

const onlyEks = {
  ...of,
  FilterCriteria: { FilterCriterion: [{ CriterionKey: 'RESOURCE_TYPE', FilterCondition: { Equals: ['EKS'] } }] },
}
export type ExampleCoverage = { name: string; status?: string; issue?: string; of?: string }
export const coverageOf = (...clusters: ExampleCoverage[]): Exchange[] => [
  answered('guardduty:ListDetectors', {}, { detectorIds: [DetectorId] }),
  answered('guardduty:ListCoverage', onlyEks, {
    resources: clusters.map(({ name, status = 'HEALTHY', issue, of: accountId = account }) => ({
      resourceId: `${accountId}-${name}`,
      detectorId: DetectorId,
      accountId,
      resourceDetails: {
        resourceType: 'EKS',
        eksClusterDetails: {
          clusterName: name,
          coveredNodes: 3,
          compatibleNodes: 3,
          addonDetails: { addonVersion: 'v1.10.0-eksbuild.2', addonStatus: 'ACTIVE' },
          managementType: 'AUTO_MANAGED',
        },
      },
      coverageStatus: status,
      ...(issue && { issue }),
      updatedAt: 1_767_500_000,
    })),
  }),
]

/** Filters of the detector, by name: NOOP is a saved search, ARCHIVE a suppression rule. */
export const rulesOf = (filters: Record<string, 'NOOP' | 'ARCHIVE'>): Exchange[] => [
  answered('guardduty:ListDetectors', {}, { detectorIds: [DetectorId] }),
  answered('guardduty:ListFilters', of, { filterNames: Object.keys(filters) }),
  ...Object.entries(filters).map(([name, action]) =>
    answered(
      'guardduty:GetFilter',
      { ...of, FilterName: name },
      { name, action, rank: 1, findingCriteria: { criterion: {} } },
    ),
  ),
]

export type ExampleFinding = { id: string; severity: number; createdAt: string; archived?: boolean; cluster?: string }
const arnOf = (id: string): string => `arn:aws:guardduty:eu-central-1:${account}:detector/${DetectorId}/finding/${id}`

export const guardDutyFindingsOf = (...findings: ExampleFinding[]): Exchange[] => [
  answered('guardduty:ListDetectors', {}, { detectorIds: [DetectorId] }),
  answered(
    'guardduty:ListFindings',
    {
      ...of,
      FindingCriteria: { Criterion: { 'resource.resourceType': { Equals: ['EKSCluster', 'AttackSequence'] } } },
    },
    { findingIds: findings.map(({ id }) => id) },
  ),
  ...(findings.length === 0
    ? []
    : [
        answered(
          'guardduty:GetFindings',
          { ...of, FindingIds: findings.map(({ id }) => id) },
          {
            findings: findings.map(({ id, severity, createdAt, archived = false, cluster = subjects.cluster.id }) => ({
              accountId: account,
              arn: arnOf(id),
              createdAt,
              description: 'A Kubernetes API was called from a Tor exit node.',
              id,
              partition: 'aws',
              region: 'eu-central-1',
              resource: {
                resourceType: 'EKSCluster',
                eksClusterDetails: { name: 'prod', arn: cluster, status: 'ACTIVE', tags: [] },
                kubernetesDetails: { kubernetesUserDetails: { username: 'system:anonymous', groups: [] } },
              },
              schemaVersion: '2.0',
              service: { archived, count: 1, detectorId: DetectorId, serviceName: 'guardduty' },
              severity,
              title: 'A Kubernetes API was called from a Tor exit node.',
              type: 'CredentialAccess:Kubernetes/TorIPCaller',
              updatedAt: createdAt,
            })),
          },
        ),
      ]),
]

export type ExampleHubFinding = {
  id: string
  of: string
  severity: string
  /** What its finder said, where somebody changed it. */
  found?: string
  workflow?: string
  at: string
  note?: string
  cluster?: string
}

const asked = (more: object) => ({
  Filters: {
    AwsAccountId: [{ Value: account, Comparison: 'EQUALS' }],
    RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }],
    ...more,
  },
  MaxResults: 100,
})
const ours = asked({ GeneratorId: [{ Value: 'eks-evidence/detection/', Comparison: 'PREFIX' }] })
const guardDutys = asked({
  ProductName: [{ Value: 'GuardDuty', Comparison: 'EQUALS' }],
  ResourceType: [{ Value: 'AwsEksCluster', Comparison: 'EQUALS' }],
})

export const hubFindingsOf = (...findings: ExampleHubFinding[]): Exchange[] => [
  answered('securityhub:GetFindings', ours, {
    Findings: findings.filter((one) => one.of !== 'GuardDuty').map(inHub),
  }),
  answered('securityhub:GetFindings', guardDutys, {
    Findings: findings.filter((one) => one.of === 'GuardDuty').map(inHub),
  }),
]

/** A region where nobody subscribed to Security Hub. */
export const noHub = (): Exchange[] =>
  [ours, guardDutys].map((input) => none('securityhub:GetFindings', input, 'InvalidAccessException'))

const inHub = ({ workflow = 'NEW', cluster = subjects.cluster.id, ...one }: ExampleHubFinding) => {
  const { id, of, severity, found = severity, at, note } = one
  return {
    SchemaVersion: '2018-10-08',
    Id: of === 'GuardDuty' ? arnOf(id) : id,
    ProductName: of === 'GuardDuty' ? 'GuardDuty' : 'eks-evidence',
    GeneratorId:
      of === 'GuardDuty'
        ? `arn:aws:guardduty:eu-central-1:${account}:detector/${DetectorId}`
        : `eks-evidence/detection/${of}`,
    AwsAccountId: account,
    CreatedAt: at,
    UpdatedAt: at,
    FirstObservedAt: at,
    Severity: { Label: severity },
    FindingProviderFields: { Severity: { Label: found }, Types: ['Unusual Behaviors/User'] },
    Title: 'somebody entered a pod',
    Workflow: { Status: workflow },
    RecordState: 'ACTIVE',
    Resources: [{ Type: 'AwsEksCluster', Id: cluster }],
    ...(note && { Note: { Text: note, UpdatedBy: 'sam', UpdatedAt: at } }),
  }
}
