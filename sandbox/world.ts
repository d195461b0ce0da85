// The state of one AWS account, as plain values that a scenario or a test may change at any time. Services read it, nothing else.

import type { RegionOptStatus } from '@aws-sdk/client-account'
import type {
  EnhancedImageScanFinding,
  ImageDetail,
  ImageScanFindings,
  ImageScanStatus,
  ImageSigningStatus,
  PullThroughCacheRule,
  RegistryScanningConfiguration,
  ReplicationConfiguration,
  Repository,
  RepositoryCreationTemplate,
  SigningConfiguration,
} from '@aws-sdk/client-ecr'
import type {
  AccessEntry,
  Addon,
  AddonInfo,
  AssociatedAccessPolicy,
  Capability,
  CertificateAuthority,
  Cluster,
  ClusterVersionInformation,
  EksAnywhereSubscription,
  FargateProfile,
  Insight,
  Nodegroup,
  OidcIdentityProviderConfig,
  PodIdentityAssociation,
  Update,
} from '@aws-sdk/client-eks'
import type { KmsKey } from './services/kms-key.ts'
import type { ProtectedState } from './world/backup.ts'
import type { BalancersState } from './world/balancers.ts'
import type { ConfigState } from './world/config.ts'
import { defaultNetwork } from './world/default-network.ts'
import type { DetectorState } from './world/guardduty.ts'
import { emptyIdentities, type IdentityState } from './world/identities.ts'
import type { NetworkState } from './world/network.ts'
import { type InstanceDefaults, type NodesState, usualDefaults } from './world/nodes.ts'
import type { TrailEvent, TrailState } from './world/trail.ts'

/** An SDK type as it is on the wire of the JSON protocols: times are seconds since 1970. */
export type OnWire<T> = T extends Date
  ? number
  : T extends (infer Item)[]
    ? OnWire<Item>[]
    : T extends object
      ? { [Member in keyof T]: OnWire<T[Member]> }
      : T

/** One of what updates belong to; none of the names: the cluster itself. */
export type UpdateState = {
  nodegroupName?: string
  addonName?: string
  capabilityName?: string
  update: OnWire<Update>
}

export type AccessState = { entry: OnWire<AccessEntry>; policies: OnWire<AssociatedAccessPolicy>[] }

export type ClusterState = {
  cluster: OnWire<Cluster>
  nodegroups: OnWire<Nodegroup>[]
  addons: OnWire<Addon>[]
  fargateProfiles: OnWire<FargateProfile>[]
  access: AccessState[]
  podIdentities: OnWire<PodIdentityAssociation>[]
  identityProviders: OnWire<OidcIdentityProviderConfig>[]
  /** At most two: the one that signs, and one that is trusted beside it. */
  certificateAuthorities: OnWire<CertificateAuthority>[]
  insights: OnWire<Insight>[]
  /** Oldest first. */
  updates: UpdateState[]
  capabilities: OnWire<Capability>[]
  nodes: NodesState
  balancers: BalancersState
}

/** A scan as DescribeImageScanFindings tells it; `findings` is null where a status came without any. */
export type ScanState = { status: OnWire<ImageScanStatus>; findings: OnWire<ImageScanFindings> | null }

export type ImageState = {
  /** Without registry, repository and scan, which the service adds. */
  detail: Omit<
    OnWire<ImageDetail>,
    'registryId' | 'repositoryName' | 'imageScanStatus' | 'imageScanFindingsSummary' | 'imageDigest'
  > & { imageDigest: string }
  /** null: never scanned. */
  scan: ScanState | null
  signing: OnWire<ImageSigningStatus>[]
  /** Where it runs, as Inspector sees it; left out: Inspector says nothing of it. */
  use?: { cluster: string; namespace: string; workload: string; pods: number; lastInUseAt: number }
}

export type RepositoryState = {
  repository: OnWire<Repository> & { repositoryName: string; repositoryArn: string }
  tags: Record<string, string>
  policyText: string | null
  lifecycle: { lifecyclePolicyText: string; lastEvaluatedAt: number } | null
  images: ImageState[]
  /** Findings that Inspector has closed, `updatedAt` when: of images that are gone, or no longer have them. */
  closed?: OnWire<EnhancedImageScanFinding>[]
}

export type RegistryState = {
  scanning: OnWire<RegistryScanningConfiguration>
  policyText: string | null
  replication: OnWire<ReplicationConfiguration>
  pullThroughRules: OnWire<PullThroughCacheRule>[]
  creationTemplates: OnWire<RepositoryCreationTemplate>[]
  signing: OnWire<SigningConfiguration> | null
  /** By name: BASIC_SCAN_TYPE_VERSION, REGISTRY_POLICY_SCOPE, BLOB_MOUNTING. */
  settings: Record<string, string>
  repositories: RepositoryState[]
}

export type RegionState = {
  optStatus: RegionOptStatus
  clusters: ClusterState[]
  registry: RegistryState
  network: NetworkState
  instanceDefaults: InstanceDefaults
  /** Of EKS Anywhere. */
  subscriptions: OnWire<EksAnywhereSubscription>[]
  config: ConfigState
  /** One detector, or none. */
  guardDuty: DetectorState[]
  backups: ProtectedState[]
  /** CloudTrail's history of management events, in any order. */
  events: TrailEvent[]
}

/** Kubernetes versions have no support status here: the service derives it from the dates and the time of the call. */
export type VersionState = OnWire<Omit<ClusterVersionInformation, 'status' | 'versionStatus' | 'defaultVersion'>> & {
  clusterVersion: string
  releaseDate: number
  endOfStandardSupportDate: number
  endOfExtendedSupportDate: number
}

export type World = {
  account: string
  regions: Record<string, RegionState>
  clusterVersions: VersionState[]
  addonVersions: OnWire<AddonInfo>[]
  /** Who can act in the account, beside the collector's own stack. */
  identities: IdentityState
  /** Of all regions, beside the collector's own signing key. */
  keys: KmsKey[]
  trails: TrailState[]
}

/** A registry as AWS gives it to an account that never touched it. */
export const emptyRegistry = (): RegistryState => ({
  scanning: { scanType: 'BASIC', rules: [] },
  policyText: null,
  replication: { rules: [] },
  pullThroughRules: [],
  creationTemplates: [],
  signing: null,
  settings: { BASIC_SCAN_TYPE_VERSION: 'AWS_NATIVE', REGISTRY_POLICY_SCOPE: 'V2', BLOB_MOUNTING: 'DISABLED' },
  repositories: [],
})

/** A region as AWS gives it: nothing in it but the default VPC. */
export const emptyRegion = (optStatus: RegionOptStatus, account: string, region: string): RegionState => ({
  optStatus,
  clusters: [],
  registry: emptyRegistry(),
  network: defaultNetwork(account, region),
  instanceDefaults: usualDefaults(),
  subscriptions: [],
  config: { recorders: [], channels: [] },
  guardDuty: [],
  backups: [],
  events: [],
})

/** An account without anything in it. */
export const emptyWorld = (account: string, regions: Record<string, RegionOptStatus>): World => ({
  account,
  regions: Object.fromEntries(
    Object.entries(regions).map(([name, status]) => [name, emptyRegion(status, account, name)]),
  ),
  clusterVersions: [],
  addonVersions: [],
  identities: emptyIdentities(),
  keys: [],
  trails: [],
})
