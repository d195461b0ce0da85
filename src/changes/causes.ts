// Which events of CloudTrail and which updates of EKS can have changed a field. What no line names, nothing may change.
import type { EksUpdate } from '../facts/eks-updates.ts'
import type { Difference } from './difference.ts'
import type { ChangeEvent } from './event.ts'

/**
 * `events` are those of the thing itself, `beside` those of another by which EKS changes this one too. `asked`: the event counts
 * where its parameters name the field's own member. `updates` are the types of the thing's own updates.
 */
type Cause = { events: string[]; beside?: string[]; asked?: true; updates?: string[] }

const tags: Cause = { events: ['TagResource', 'UntagResource'] }
const config = (...updates: string[]): Cause => ({ events: ['UpdateClusterConfig'], asked: true, updates })
const nodes = { events: ['UpdateNodegroupVersion'], updates: ['VersionUpdate'] }
const addon = { events: ['UpdateAddon'], asked: true as const, updates: ['AddonUpdate'] }

/** By kind of thing and path; the longest path that fits decides. `+` and `-`: that it was made, that it went. */
const causes: Record<string, Record<string, Cause>> = {
  cluster: {
    tags,
    version: { events: ['UpdateClusterVersion', 'CancelUpdate'], updates: ['VersionUpdate', 'VersionRollback'] },
    resourcesVpcConfig: config('VpcConfigUpdate', 'EndpointAccessUpdate', 'ControlPlaneEgressUpdate'),
    'resourcesVpcConfig.vpcId': { events: [] },
    'resourcesVpcConfig.clusterSecurityGroupId': { events: [] },
    kubernetesNetworkConfig: config('AutoModeUpdate'),
    logging: config('LoggingUpdate', 'VendedLogsUpdate'),
    encryptionConfig: { events: ['AssociateEncryptionConfig'], updates: ['AssociateEncryptionConfig'] },
    certificateAuthority: { events: ['ActivateCertificateAuthority'], updates: ['CertificateAuthorityUpdate'] },
    accessConfig: config('AccessConfigUpdate'),
    upgradePolicy: config('UpgradePolicyUpdate'),
    zonalShiftConfig: config('ZonalShiftConfigUpdate'),
    computeConfig: config('AutoModeUpdate'),
    storageConfig: config('AutoModeUpdate'),
    remoteNetworkConfig: config('RemoteNetworkConfigUpdate'),
    deletionProtection: config('DeletionProtectionUpdate'),
    controlPlaneScalingConfig: config('ControlPlaneScalingConfigUpdate'),
    kubeApiServerConfig: config('ControlPlaneComponentConfigUpdate'),
    kubeSchedulerConfig: config('ControlPlaneComponentConfigUpdate'),
    kubeControllerManagerConfig: config('ControlPlaneComponentConfigUpdate'),
  },
  'node group': {
    '+': { events: ['CreateNodegroup'] },
    '-': { events: ['DeleteNodegroup'] },
    tags,
    version: nodes,
    releaseVersion: nodes,
    launchTemplate: nodes,
    amiType: nodes,
    resources: {
      events: ['UpdateNodegroupVersion', 'UpdateNodegroupConfig'],
      updates: ['VersionUpdate', 'ConfigUpdate'],
    },
    ...Object.fromEntries(
      ['scalingConfig', 'labels', 'taints', 'updateConfig', 'nodeRepairConfig', 'warmPoolConfig'].map((field) => [
        field,
        { events: ['UpdateNodegroupConfig'], asked: true as const, updates: ['ConfigUpdate'] },
      ]),
    ),
  },
  'add-on': {
    '+': { events: ['CreateAddon'] },
    '-': { events: ['DeleteAddon'] },
    tags,
    addonVersion: addon,
    configurationValues: addon,
    serviceAccountRoleArn: addon,
    podIdentityAssociations: addon,
    namespaceConfig: addon,
  },
  'Fargate profile': {
    '+': { events: ['CreateFargateProfile'] },
    '-': { events: ['DeleteFargateProfile'] },
    tags,
  },
  // EKS makes entries itself for the roles of nodes, Fargate profiles and capabilities, and when entries are first allowed.
  'access entry': {
    '+': {
      events: ['CreateAccessEntry'],
      beside: ['CreateNodegroup', 'CreateFargateProfile', 'CreateCapability', 'UpdateClusterConfig'],
    },
    '-': {
      events: ['DeleteAccessEntry'],
      beside: ['DeleteNodegroup', 'DeleteFargateProfile', 'DeleteCapability'],
    },
    tags,
    accessPolicies: { events: ['AssociateAccessPolicy', 'DisassociateAccessPolicy'] },
    kubernetesGroups: { events: ['UpdateAccessEntry'] },
    username: { events: ['UpdateAccessEntry'] },
  },
  'pod identity association': {
    '+': { events: ['CreatePodIdentityAssociation'], beside: ['CreateAddon', 'UpdateAddon'] },
    '-': { events: ['DeletePodIdentityAssociation'], beside: ['DeleteAddon', 'UpdateAddon'] },
    tags,
    ...Object.fromEntries(
      ['roleArn', 'targetRoleArn', 'disableSessionTags', 'externalId', 'policy'].map((field) => [
        field,
        { events: ['UpdatePodIdentityAssociation'], beside: ['UpdateAddon'] },
      ]),
    ),
  },
  'identity provider': {
    '+': { events: ['AssociateIdentityProviderConfig'] },
    '-': { events: ['DisassociateIdentityProviderConfig'] },
    tags,
  },
  capability: {
    '+': { events: ['CreateCapability'] },
    '-': { events: ['DeleteCapability'] },
    tags,
    roleArn: { events: ['UpdateCapability'], updates: ['CapabilityUpdate'] },
    configuration: { events: ['UpdateCapability'], updates: ['CapabilityUpdate'] },
    deletePropagationPolicy: { events: ['UpdateCapability'], updates: ['CapabilityUpdate'] },
  },
  'certificate authority': {
    '+': { events: ['CreateCertificateAuthority'] },
    '-': { events: ['DeleteCertificateAuthority'] },
    ...Object.fromEntries(
      ['activatedAt', 'activatedBy', 'signingStatus', 'rollbackAvailable', 'scheduledEvents'].map((field) => [
        field,
        {
          events: ['ActivateCertificateAuthority'],
          beside: ['ActivateCertificateAuthority', 'CreateCertificateAuthority', 'DeleteCertificateAuthority'],
        },
      ]),
    ),
  },
}

/** `node group` of `node group apps`. */
export const kindOf = (thing: string): string =>
  Object.keys(causes).find((kind) => thing === kind || thing.startsWith(`${kind} `)) ?? thing

export const longest = <T>(table: Record<string, T> | undefined, path: string): T | undefined => {
  const fits = Object.keys(table ?? {}).filter((prefix) => path === prefix || path.startsWith(`${prefix}.`))
  const [best] = fits.sort((a, b) => b.length - a.length)
  return best === undefined ? undefined : table?.[best]
}

type Changed = Difference & { arn: string | null }

const causeOf = ({ thing, path, to }: Difference): Cause | undefined =>
  longest(causes[kindOf(thing)], path || (to === null ? '-' : '+'))

/** Whether an event can have made the change. */
export const canCause = (event: ChangeEvent, changed: Changed): boolean => {
  const cause = causeOf(changed)
  if (!cause) return false
  const isOwn = event.thing === changed.thing || (event.arn !== null && event.arn === changed.arn)
  if (!(isOwn ? cause.events : (cause.beside ?? [])).includes(event.name)) return false
  const asks = (member: string): boolean => event.fields.includes(member)
  // Of a cluster's configuration two members make access entries: the authentication mode, and the role of Auto Mode's nodes.
  if (!isOwn && event.name === 'UpdateClusterConfig') return asks('accessConfig') || asks('computeConfig')
  return !cause.asked || asks(changed.path.split('.')[0] ?? '')
}

export const canUpdate = (update: EksUpdate, changed: Changed): boolean =>
  update.of === changed.thing && (causeOf(changed)?.updates ?? []).includes(update.type)
