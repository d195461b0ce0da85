// IAM-02: nobody administers the cluster for having made it.
import { defineControl, latest } from '../control.ts'
import { accessOf, role } from '../examples/access.ts'
import { account, connectedCluster, describedCluster } from '../examples/example.ts'
import { accessEntries, administers } from '../facts/access-entries.ts'
import { creatorAdmin } from '../facts/creator-admin.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const admin: [string, 'cluster'] = ['AmazonEKSClusterAdminPolicy', 'cluster']
const made = (bootstrapClusterCreatorAdminPermissions: boolean | null, authenticationMode = 'API') => [
  describedCluster({ accessConfig: { bootstrapClusterCreatorAdminPermissions, authenticationMode } }),
]
const entries = accessOf('API', { principal: role('terraform'), policies: [admin] }, { principal: role('team') })

export default defineControl({
  id: 'IAM-02',
  of: 'cluster',
  title: 'Whoever created the cluster does not administer it for that alone',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'medium',
  needs: { creator: latest(creatorAdmin), access: latest(accessEntries) },
  // ARNs of who creates clusters, such as a pipeline's role: EKS does not tell.
  settings: { creators: [] as string[] },
  assess: ({ creator, access }, { settings }) => {
    if (creator === 'connected' || access === 'connected') return ofConnected
    if (access === 'none')
      return fail('authenticationMode is CONFIG_MAP: the creator is an administrator whom no list shows or takes away')
    if (creator.bootstrapped === false) return pass('bootstrapClusterCreatorAdminPermissions is false')
    const admins = access.entries.filter(administers).map(({ principal }) => principal)
    if (admins.length === 0)
      return pass('no access entry administers the whole cluster or kube-system, the creator neither')
    const found = admins.filter((one) => settings.creators.includes(one))
    if (found.length > 0) return fail(`administers the cluster that it creates: ${found.join(', ')}`)
    return settings.creators.length > 0
      ? pass(`none of the ${admins.length} administrators creates clusters, by the setting \`creators\``)
      : unknown(
          `EKS does not tell who created the cluster, and ${admins.length} access entries administer it: name who creates clusters in the setting \`creators\``,
        )
  },
  limits: 'EKS does not tell who created a cluster: it is known by the setting `creators` alone.',
  remedy:
    'Create clusters with bootstrapClusterCreatorAdminPermissions false and authenticationMode API; of an existing one move to access entries (`aws eks update-cluster-config --name C --access-config authenticationMode=API_AND_CONFIG_MAP`, later API), then `aws eks delete-access-entry --cluster-name C --principal-arn CREATOR`. In Terraform: enable_cluster_creator_admin_permissions = false.',
  sameAs: [],
  examples: {
    pass: [
      { creator: made(false), access: entries },
      { creator: made(true), access: accessOf('API', { principal: role('team') }) },
      { creator: made(null), access: entries, with: { settings: { creators: [role('pipeline')] } } },
    ],
    fail: [
      { creator: made(true, 'CONFIG_MAP'), access: accessOf('CONFIG_MAP') },
      { creator: made(null), access: entries, with: { settings: { creators: [role('terraform')] } } },
      {
        creator: made(true),
        access: accessOf('API', { principal: `arn:aws:iam::${account}:user/alice`, policies: [admin] }),
        with: { settings: { creators: [`arn:aws:iam::${account}:user/alice`] } },
      },
    ],
    notApplicable: [{ creator: [connectedCluster()], access: [connectedCluster()] }],
  },
})
