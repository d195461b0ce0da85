// What the emulators know and what they do not, slot by slot: an API that is missing there shows as it would in an account.

/** Operations that ministack does not have. */
const ecrRegistry = [
  'ecr:DescribePullThroughCacheRules InvalidAction',
  'ecr:DescribeRepositoryCreationTemplates InvalidAction',
  'ecr:GetAccountSetting InvalidAction',
  'ecr:GetRegistryPolicy InvalidAction',
  'ecr:GetRegistryScanningConfiguration InvalidAction',
  'ecr:GetSigningConfiguration InvalidAction',
]
const ecrRepository = [
  'ecr:BatchGetRepositoryScanningConfiguration InvalidAction',
  'ecr:DescribeImageScanFindings InvalidAction',
  'ecr:DescribeImageSigningStatus InvalidAction',
]
const eksCluster = [
  'eks:ListCapabilities InvalidRequestException',
  'eks:ListCertificateAuthorities InvalidRequestException',
  'eks:ListFargateProfiles InvalidRequestException',
  'eks:ListInsights InvalidRequestException',
  'eks:ListUpdates InvalidRequestException',
]
const versions = ['eks:DescribeClusterVersions InvalidRequestException']

/** State slots of the day that stay open: asked again by every tick. */
const open = {
  'ecr-registry eu-west-1 00:00: partial': ecrRegistry,
  'ecr-registry us-east-1 00:00: partial': ecrRegistry,
  'ecr-repository api 00:00: partial': ecrRepository,
  'eks-cluster prod 00:00: partial': eksCluster,
  'eks-cluster spare 00:00: partial': eksCluster,
  'eks-versions eu-west-1 00:00: failed': versions,
  'eks-versions us-east-1 00:00: failed': versions,
}
const hourly = (hour: string) => ({
  [`collector eks-evidence-prod ${hour}: complete`]: [],
  [`inventory eu-west-1 ${hour}: complete`]: [],
  [`inventory us-east-1 ${hour}: complete`]: [],
})
const created = { 'ecr-repository web 00:00: partial': ecrRepository }

/** The hour that a tick reads of the audit logs: nothing was done in it. */
const silent = (hour: string) => ({
  [`audit-log prod ${hour}: empty`]: [],
  [`audit-log spare ${hour}: empty`]: [],
})
// ministack's Logs Insights answers every query with rows and passes over `stats`: the counts count nothing.
const notCounted = { 'audit-log prod 00:00: partial': [] }
const later = { ...open, ...created, ...notCounted }

/** Every slot of each tick, with the operations that were refused in it. */
export const slots: Record<string, string[]>[] = [
  {
    ...{ ...open, ...hourly('00:00'), 'regions 111122223333 00:00: complete': [] },
    ...{ 'stream prod 00:00: complete': [], 'stream spare 00:00: complete': [] },
  },
  { ...later, ...hourly('01:00'), 'audit-log spare 00:00: empty': [] },
  { ...later, ...hourly('02:00'), ...silent('01:00') },
  { ...later, ...hourly('03:00'), ...silent('02:00') },
  { ...later, ...hourly('04:00'), ...silent('03:00') },
]

/** What fails in the account as it was made. */
export const failing = [
  'eu-west-1 api DSP-01',
  'eu-west-1 api IMG-02',
  'eu-west-1 prod LOG-01',
  'eu-west-1 prod LOG-09',
  'eu-west-1 prod NET-01',
  'eu-west-1 prod NET-02',
  'us-east-1 spare LOG-01',
  'us-east-1 spare NET-01',
  'us-east-1 spare NET-02',
]
/** What the second hour adds: a repository, an audit log that is silent or not counted. */
export const failingLater = [
  ...failing,
  'eu-west-1 prod EVD-07',
  'eu-west-1 web DSP-01',
  'us-east-1 spare LOG-03',
].sort()
/** Controls that rest on an operation which the emulator lacks. */
export const unknown = [
  'eu-west-1 api VUL-02',
  'eu-west-1 eu-west-1 NET-10',
  'eu-west-1 prod CHG-03',
  'eu-west-1 prod VUL-06',
  'us-east-1 spare VUL-06',
  'us-east-1 us-east-1 NET-10',
]
