// How a cluster of the demo is described, and what EKS then says of it.
import type { AuthenticationMode, LogType } from '@aws-sdk/client-eks'
import { seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import type { ClusterState } from '../world.ts'
import { type AccessSpec, accessOf } from './access.ts'
import { type AddonSpec, addonsOf } from './addons.ts'
import { authoritiesOf, type SuccessorSpec } from './authorities.ts'
import { type BalancerSpec, balancersOf } from './balancers.ts'
import { type InsightSpec, insightsOf } from './insights.ts'
import { type NodegroupSpec, nodegroupsOf } from './nodegroups.ts'
import { nodesOf } from './nodes.ts'
import { type PodIdentitySpec, podIdentitiesOf } from './pod-identities.ts'
import { account, eksArn, hex, role } from './seed.ts'
import { type UpdateSpec, updatesOf } from './updates.ts'

export type ClusterSpec = {
  name: string
  region: string
  /** When it was made; with the ARN it is the cluster's identity. */
  born: Instant
  version: string
  platform: number
  authentication: AuthenticationMode
  /** null: private only. */
  publicCidrs: string[] | null
  logs: LogType[]
  customerKey: boolean
  deletionProtection: boolean
  zonalShift: boolean
  support: 'STANDARD' | 'EXTENDED'
  tags: Record<string, string>
  zones: number
  nodegroups: NodegroupSpec[]
  balancers?: BalancerSpec[]
  addons: AddonSpec[]
  access: AccessSpec[]
  podIdentities: PodIdentitySpec[]
  /** A certificate authority that is trusted beside the one that signs. */
  successor?: SuccessorSpec
  insights: InsightSpec[]
  updates: UpdateSpec[]
}

export type Placed = Pick<ClusterSpec, 'name' | 'region' | 'version' | 'tags'> & { subnetIds: string[] }

const logTypes: LogType[] = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']

/** As DescribeCluster has it: one entry of the types that are on, one of those that are off. */
export const loggingOf = (on: readonly LogType[]) => ({
  clusterLogging: [true, false]
    .map((enabled) => ({ types: logTypes.filter((type) => on.includes(type) === enabled), enabled }))
    .filter(({ types }) => types.length > 0),
})

export const makeCluster = (spec: ClusterSpec): ClusterState => {
  const { name, region, tags } = spec
  const id = hex(`${name}/endpoint`, 32).toUpperCase()
  const named = (kind: string, label: string) => `${kind}-0${hex(`${region}/${name}/${label}`, 16)}`
  const subnetIds = [1, 2, 3].slice(0, spec.zones).map((zone) => named('subnet', `subnet-${zone}`))
  const placed: Placed = { name, region, version: spec.version, tags, subnetIds }
  const key = `arn:aws:kms:${region}:${account}:key/${hex(`${name}/key`, 8)}-6d1f-4c3a-9b57-${hex(`${name}/key`, 12)}`
  const authorities = authoritiesOf(name, spec.born, spec.successor ?? null)
  const [{ id: signer, data }] = authorities
  const nodegroups = nodegroupsOf(placed, spec.nodegroups)
  const cluster: ClusterState['cluster'] = {
    name,
    arn: eksArn(region, 'cluster', name),
    createdAt: seconds(spec.born),
    version: spec.version,
    endpoint: `https://${id}.gr7.${region}.eks.amazonaws.com`,
    roleArn: role(`${name}-cluster`),
    resourcesVpcConfig: {
      subnetIds,
      securityGroupIds: [named('sg', 'control-plane')],
      clusterSecurityGroupId: named('sg', 'cluster'),
      vpcId: named('vpc', 'vpc'),
      endpointPublicAccess: spec.publicCidrs !== null,
      endpointPrivateAccess: true,
      publicAccessCidrs: spec.publicCidrs ?? [],
    },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: '172.20.0.0/16',
      ipFamily: 'ipv4',
      elasticLoadBalancing: { enabled: false },
    },
    logging: loggingOf(spec.logs),
    identity: { oidc: { issuer: `https://oidc.eks.${region}.amazonaws.com/id/${id}` } },
    status: 'ACTIVE',
    certificateAuthority: { data, active: { id: signer, activatedBy: 'EKS' } },
    platformVersion: `eks.${spec.platform}`,
    tags,
    ...(spec.customerKey && { encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: key } }] }),
    health: { issues: [] },
    accessConfig: { authenticationMode: spec.authentication },
    upgradePolicy: { supportType: spec.support },
    zonalShiftConfig: { enabled: spec.zonalShift },
    computeConfig: { enabled: false, nodePools: [] },
    storageConfig: { blockStorage: { enabled: false } },
    deletionProtection: spec.deletionProtection,
  }
  return {
    cluster,
    nodegroups,
    nodes: nodesOf(cluster, region, nodegroups),
    balancers: balancersOf(placed, spec.balancers ?? []),
    addons: addonsOf(placed, spec.addons),
    fargateProfiles: [],
    access: accessOf(placed, spec.access),
    podIdentities: podIdentitiesOf(placed, spec.podIdentities),
    identityProviders: [],
    certificateAuthorities: authorities,
    insights: insightsOf(placed, spec.insights),
    updates: updatesOf(placed, spec.updates),
    capabilities: [],
  }
}
