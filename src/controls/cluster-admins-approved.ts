// IAM-03: who may do everything in the cluster.
import { defineControl, latest } from '../control.ts'
import { accessOf, role } from '../examples/access.ts'
import { connectedCluster } from '../examples/example.ts'
import { accessEntries, administers } from '../facts/access-entries.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass } from '../model.ts'

const admin = 'AmazonEKSClusterAdminPolicy'

export default defineControl({
  id: 'IAM-03',
  of: 'cluster',
  title: 'Only approved principals hold an administrator policy over the whole cluster or kube-system',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'critical',
  needs: { access: latest(accessEntries) },
  // ARNs, exactly.
  settings: { allowed: [] as string[] },
  assess: ({ access }, { settings }) => {
    if (access === 'connected') return ofConnected
    if (access === 'none') return notApplicable('authenticationMode is CONFIG_MAP: there are no access entries')
    const admins = access.entries.filter(administers)
    const others = admins.map(({ principal }) => principal).filter((principal) => !settings.allowed.includes(principal))
    const beside = access.mode === 'API' ? '' : '; the aws-auth ConfigMap, also in force, is not judged here'
    return others.length > 0
      ? fail(`${others.length} principals administer the cluster and are not approved: ${others.join(', ')}`)
      : pass(
          `${admins.length} of ${access.entries.length} access entries administer the cluster, all approved${beside}`,
        )
  },
  limits: 'Whom the aws-auth ConfigMap makes an administrator is not seen, where it is in force.',
  remedy:
    'Disassociate the policy (aws eks disassociate-access-policy --cluster-name NAME --principal-arn ARN --policy-arn POLICY), narrow it to namespaces, or add the principal to the setting `allowed` by an approved change.',
  sameAs: [],
  examples: {
    pass: [
      { access: accessOf('API') },
      { access: accessOf('API', { principal: role('Team'), policies: [['AmazonEKSEditPolicy', 'cluster']] }) },
      { access: accessOf('API', { principal: role('Team'), policies: [['AmazonEKSAdminPolicy', 'namespace']] }) },
      {
        access: accessOf('API', {
          principal: role('Team'),
          policies: [['AmazonEKSAdminPolicy', 'namespace', 'dev-*']],
        }),
      },
      {
        access: accessOf('API_AND_CONFIG_MAP', { principal: role('Admin'), policies: [[admin, 'cluster']] }),
        with: { settings: { allowed: [role('Admin')] } },
      },
    ],
    fail: [
      { access: accessOf('API', { principal: role('Admin'), policies: [[admin, 'cluster']] }) },
      { access: accessOf('API', { principal: role('Ops'), policies: [['AmazonEKSAdminPolicy', 'cluster']] }) },
      { access: accessOf('API', { principal: role('Ops'), policies: [['AmazonEKSAdminPolicy', 'namespace', '*']] }) },
      { access: accessOf('API', { principal: role('Ops'), policies: [[admin, 'namespace', 'kube-system']] }) },
      {
        access: accessOf(
          'API',
          { principal: role('Admin'), policies: [[admin, 'cluster']] },
          {
            principal: role('Other'),
            policies: [
              ['AmazonEKSViewPolicy', 'namespace'],
              [admin, 'cluster'],
            ],
          },
        ),
        with: { settings: { allowed: [role('Admin')] } },
      },
    ],
    notApplicable: [{ access: accessOf('CONFIG_MAP') }, { access: [connectedCluster()] }],
  },
})
