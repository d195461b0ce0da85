// CHG-02: between two readings the cluster changed by updates of EKS alone. A first form: it tells that some update of
// the right kind came in between, not that it was approved, nor that it set the value seen.
import { defineControl, latest, previous } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { updatesOf } from '../examples/updates.ts'
import { clusterConfiguration } from '../facts/cluster-configuration.ts'
import { type EksUpdate, eksUpdates } from '../facts/eks-updates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

/** The update types that change a field, by path; the longest path that fits decides. Empty: nothing may change it. */
const changedBy: Record<string, string[]> = {
  arn: [],
  name: [],
  id: [],
  createdAt: [],
  roleArn: [],
  endpoint: [],
  identity: [],
  outpostConfig: [],
  kubernetesNetworkConfig: ['AutoModeUpdate'],
  version: ['VersionUpdate', 'VersionRollback'],
  resourcesVpcConfig: ['VpcConfigUpdate'],
  'resourcesVpcConfig.endpointPublicAccess': ['EndpointAccessUpdate', 'VpcConfigUpdate'],
  'resourcesVpcConfig.endpointPrivateAccess': ['EndpointAccessUpdate', 'VpcConfigUpdate'],
  'resourcesVpcConfig.publicAccessCidrs': ['EndpointAccessUpdate', 'VpcConfigUpdate'],
  'resourcesVpcConfig.controlPlaneEgressMode': ['ControlPlaneEgressUpdate'],
  logging: ['LoggingUpdate', 'VendedLogsUpdate'],
  certificateAuthority: ['CertificateAuthorityUpdate'],
  encryptionConfig: ['AssociateEncryptionConfig'],
  accessConfig: ['AccessConfigUpdate'],
  upgradePolicy: ['UpgradePolicyUpdate'],
  zonalShiftConfig: ['ZonalShiftConfigUpdate'],
  computeConfig: ['AutoModeUpdate'],
  storageConfig: ['AutoModeUpdate'],
  remoteNetworkConfig: ['RemoteNetworkConfigUpdate'],
  deletionProtection: ['DeletionProtectionUpdate'],
  controlPlaneScalingConfig: ['ControlPlaneScalingConfigUpdate'],
  kubeApiServerConfig: ['ControlPlaneComponentConfigUpdate'],
  kubeSchedulerConfig: ['ControlPlaneComponentConfigUpdate'],
  kubeControllerManagerConfig: ['ControlPlaneComponentConfigUpdate'],
}

const open = { resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] } }
const shut = { resourcesVpcConfig: { endpointPublicAccess: false, publicAccessCidrs: [] } }
const update = { id: 'u-1', type: 'EndpointAccessUpdate', status: 'Successful', createdAt: 1_767_571_000 }
const readings = (before: object, now: object, updatesBefore = updatesOf(), updates = updatesOf()) => ({
  before: [describedCluster({ ...before })],
  now: [describedCluster({ ...now })],
  updatesBefore,
  updates,
})

export default defineControl({
  id: 'CHG-02',
  of: 'cluster',
  title: 'Every change of the cluster between two readings came by an EKS update',
  criteria: ['CC8.1'],
  severity: 'medium',
  needs: {
    now: latest(clusterConfiguration),
    before: previous(clusterConfiguration),
    updates: latest(eksUpdates),
    updatesBefore: previous(eksUpdates),
  },
  settings: {},
  assess: ({ now, before, updates, updatesBefore }) => {
    if (now === 'connected' || before === 'connected' || updates === 'connected' || updatesBefore === 'connected') {
      return ofConnected
    }
    const changed = [...new Set([...Object.keys(now), ...Object.keys(before)])]
      .filter((path) => now[path] !== before[path])
      .sort()
    const types = between(updatesBefore, updates)
    const unexplained = changed.filter((path) => by(path)?.every((type) => !types.includes(type)))
    const rest = changed.filter((path) => by(path) === undefined)
    const beside = rest.length > 0 ? `; not judged: ${rest.join(', ')}` : ''
    if (unexplained.length > 0) {
      const said = unexplained.map((path) => `${path} from ${before[path] ?? 'nothing'} to ${now[path] ?? 'nothing'}`)
      return fail(`${said.join('; ')}, without an EKS update in between${beside}`)
    }
    return pass(
      changed.length === 0 ? 'nothing changed' : `${changed.join(', ')} changed, with ${types.join(', ')}${beside}`,
    )
  },
  remedy: 'Find out who changed the field, in CloudTrail; change clusters through the EKS API and a reviewed change.',
  sameAs: [],
  examples: {
    pass: [
      readings({}, {}),
      readings(open, shut, updatesOf(), updatesOf(update)),
      // It was under way when the cluster was read before.
      readings(open, shut, updatesOf({ ...update, status: 'InProgress' }), updatesOf(update)),
      readings({ platformVersion: 'eks.14', status: 'ACTIVE' }, { platformVersion: 'eks.15', status: 'UPDATING' }),
    ],
    fail: [
      readings(shut, open),
      readings(shut, open, updatesOf(update), updatesOf(update)),
      readings(shut, open, updatesOf(), updatesOf({ ...update, type: 'LoggingUpdate' })),
      readings(shut, open, updatesOf(), updatesOf({ ...update, status: 'Failed' })),
      // The nodes were updated, and not the cluster.
      readings(
        { version: '1.32' },
        { version: '1.33' },
        updatesOf(),
        updatesOf({ ...update, type: 'VersionUpdate', of: 'nodes' }),
      ),
      readings({ deletionProtection: true }, { deletionProtection: false }),
    ],
    notApplicable: [{ ...readings({}, {}), now: [connectedCluster()], before: [connectedCluster()] }],
  },
})

const by = (path: string): string[] | undefined => {
  const fits = Object.keys(changedBy).filter((prefix) => path === prefix || path.startsWith(`${prefix}.`))
  const [longest] = fits.sort((a, b) => b.length - a.length)
  return longest === undefined ? undefined : changedBy[longest]
}

/** The types of the cluster's own updates that took effect since the reading before: new ones, and those then under way. */
const between = (before: EksUpdate[], now: EksUpdate[]): string[] => {
  const settled = new Set(before.filter(({ status }) => status !== 'InProgress').map(({ id }) => id))
  const fresh = now.filter(({ id, of, status }) => of === 'cluster' && isEffective(status) && !settled.has(id))
  return [...new Set(fresh.map(({ type }) => type))].sort()
}
const isEffective = (status: string): boolean => status === 'Successful' || status === 'InProgress'
