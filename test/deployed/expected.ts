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
  'ecr:DescribeImageReplicationStatus InvalidAction',
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

const nodes = ['ec2:GetEbsEncryptionByDefault InvalidAction', 'ec2:GetInstanceMetadataDefaults InvalidAction']

const inBoth = (of: (region: string) => Record<string, string[]>): Record<string, string[]> => ({
  ...of('eu-west-1'),
  ...of('us-east-1'),
})

/** State slots of the day that stay open: asked again by every tick. */
const open = {
  ...inBoth((region) => ({
    [`config-recorder ${region} 00:00: partial`]: ['config:ListConfigurationRecorders InvalidAction'],
    [`ecr-registry ${region} 00:00: partial`]: ecrRegistry,
    [`eks-addon-versions ${region} 00:00: partial`]: ['eks:DescribeAddonVersions InvalidRequestException'],
    [`eks-anywhere ${region} 00:00: failed`]: ['eks:ListEksAnywhereSubscriptions InvalidRequestException'],
    [`eks-versions ${region} 00:00: failed`]: versions,
    [`guardduty ${region} 00:00: failed`]: ['guardduty:ListDetectors BadRequest'],
    // Answered without the list of load balancers.
    [`load-balancers ${region} 00:00: partial`]: [],
    [`log-groups ${region} 00:00: partial`]: ['logs:ListLogAnomalyDetectors InvalidOperationException'],
    [`nodes ${region} 00:00: partial`]: nodes,
  })),
  'ecr-repository api 00:00: partial': ecrRepository,
  'eks-cluster prod 00:00: partial': eksCluster,
  'eks-cluster spare 00:00: partial': eksCluster,
}
/** State slots that the first tick reads whole. */
const whole = {
  ...inBoth((region) =>
    Object.fromEntries(
      ['backups', 'hub-findings', 'inspector', 'kms-keys', 'network', 'trails'].map((source) => [
        `${source} ${region} 00:00: complete`,
        [],
      ]),
    ),
  ),
  'alerts eks-evidence-prod 00:00: complete': [],
  'governance eks-evidence-prod 00:00: complete': [],
  'iam 111122223333 00:00: complete': [],
  'regions 111122223333 00:00: complete': [],
  'stream prod 00:00: complete': [],
  'stream spare 00:00: complete': [],
}
const hourly = (hour: string) => ({
  [`collector eks-evidence-prod ${hour}: complete`]: [],
  ...inBoth((region) => ({ [`inventory ${region} ${hour}: complete`]: [] })),
})
const created = { 'ecr-repository web 00:00: partial': ecrRepository }

/** The hour that a tick reads of the audit logs, and the one before of CloudTrail: nothing was done in them. */
const silent = (hour: string, before: string) => ({
  [`audit-log prod ${hour}: empty`]: [],
  [`audit-log spare ${hour}: empty`]: [],
  ...inBoth((region) => ({ [`change-events ${region} ${before}: empty`]: [] })),
  [`collector-events eks-evidence-prod ${before}: empty`]: [],
})
/** Nothing called for a look in the hour before. */
const quiet = (hour: string, ...clusters: string[]) =>
  Object.fromEntries(clusters.map((name) => [`incidents ${name} ${hour}: empty`, []]))
/** What the session in kube-system called for: asked again by every tick, for there is no GuardDuty. */
const looked = { 'incidents prod 01:00: partial': ['guardduty:ListDetectors BadRequest'] }
// ministack's Logs Insights answers every query with rows and passes over `stats`: the counts count nothing.
const notCounted = { 'audit-log prod 00:00: partial': [] }
const later = { ...open, ...created, ...notCounted }

/** Every slot of each tick, with the operations that were refused in it. */
export const slots: Record<string, string[]>[] = [
  { ...open, ...whole, ...hourly('00:00') },
  { ...later, ...hourly('01:00'), 'audit-log spare 00:00: empty': [], ...quiet('00:00', 'prod', 'spare') },
  { ...later, ...hourly('02:00'), ...silent('01:00', '00:00'), ...looked, ...quiet('01:00', 'spare') },
  { ...later, ...hourly('03:00'), ...silent('02:00', '01:00'), ...looked, ...quiet('02:00', 'prod', 'spare') },
  { ...later, ...hourly('04:00'), ...silent('03:00', '02:00'), ...looked, ...quiet('03:00', 'prod', 'spare') },
]

/** What fails in the account as it was made. */
export const failing = [
  ...['DSP-01', 'ENC-05', 'IMG-02'].map((id) => `eu-west-1 api ${id}`),
  // Nobody subscribed to the alarms, nobody governs: there is no register.
  ...['EVD-09', 'EVD-10'].map((id) => `eu-west-1 eks-evidence-prod ${id}`),
  ...['GOV-05', 'GOV-06', 'GOV-07', 'GOV-08', 'GOV-09', 'GOV-10', 'GOV-12', 'GOV-13', 'GOV-14', 'GOV-16'].map(
    (id) => `eu-west-1 eks-evidence-prod ${id}`,
  ),
  ...['AVL-05', 'AVL-08', 'ENC-02', 'ENC-06', 'GOV-01', 'LOG-01', 'LOG-09', 'LOG-10', 'NET-01', 'NET-02', 'NOD-01'].map(
    (id) => `eu-west-1 prod ${id}`,
  ),
  ...['GOV-11', 'LOG-06', 'VUL-09'].map((id) => `eu-west-1 eu-west-1 ${id}`),
  ...['AVL-05', 'AVL-08', 'ENC-02', 'GOV-01', 'LOG-01', 'LOG-10', 'NET-01', 'NET-02'].map(
    (id) => `us-east-1 spare ${id}`,
  ),
  ...['GOV-11', 'LOG-06'].map((id) => `us-east-1 us-east-1 ${id}`),
].sort()
/** What the second hour adds: a repository, an audit log that is not counted. Of one that is off, LOG-01 says so alone. */
export const failingLater = [...failing, 'eu-west-1 prod EVD-07', 'eu-west-1 web DSP-01', 'eu-west-1 web ENC-05'].sort()
/** Controls that rest on an operation which the emulator lacks. */
export const unknown = [
  'eu-west-1 api VUL-02',
  'eu-west-1 eks-evidence-prod GOV-15',
  'eu-west-1 eu-west-1 GOV-04',
  'eu-west-1 eu-west-1 RSK-03',
  'eu-west-1 prod ENC-07',
  'eu-west-1 prod LOG-07',
  'eu-west-1 prod NOD-02',
  'eu-west-1 prod VUL-08',
  'eu-west-1 eu-west-1 NET-10',
  'eu-west-1 prod CHG-03',
  'eu-west-1 prod VUL-06',
  'us-east-1 spare VUL-06',
  'us-east-1 us-east-1 NET-10',
]
