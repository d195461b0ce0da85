// IAM-13: what EKS runs for a cluster acts in the account, and Argo CD's administrators act in the cluster.

import { leastPrivilege } from '../answers/least-privilege.ts'
import { rightsOf } from '../answers/role-rights.ts'
import { some } from '../answers/some.ts'
import { accountOf } from '../arn.ts'
import { defineControl, latest } from '../control.ts'
import { capabilitiesOf } from '../examples/cluster-identities.ts'
import { connectedCluster } from '../examples/example.ts'
import { allow, grantsOf, roleArn } from '../examples/identities.ts'
import { capabilities } from '../facts/capabilities.ts'
import { iamGrants } from '../facts/iam-grants.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const group = '9067f2a1-3c4d-4e5f-8a9b-0c1d2e3f4a5b'
const argo = (role: string, type = 'SSO_GROUP') => ({
  type: 'ARGOCD',
  roleArn: roleArn('argocd'),
  configuration: { argoCd: { namespace: 'argocd', rbacRoleMappings: [{ role, identities: [{ id: group, type }] }] } },
})
const ack = { type: 'ACK', roleArn: roleArn('ack') }
const plain = grantsOf([
  { name: 'argocd' },
  { name: 'ack', policies: { own: allow('s3:CreateBucket', 'arn:aws:s3:::team-*') } },
])
const approved = { with: { settings: { admins: [group] } } }

export default defineControl({
  id: 'IAM-13',
  of: 'cluster',
  title: 'Capabilities act with restricted roles, and only approved identities administer Argo CD',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'high',
  needs: { capabilities: latest(capabilities), grants: latest(iamGrants) },
  // Ids of Identity Center users and groups.
  settings: { admins: [] as string[] },
  assess: ({ capabilities, grants }, { settings, subject }) => {
    if (capabilities === 'connected') return ofConnected
    if (capabilities.length === 0) return notApplicable('the cluster has no capability')
    const { faults, unread, foreign } = rightsOf(capabilities, grants, accountOf(subject.id))
    const admins = capabilities.flatMap(({ name, mappings }) =>
      (mappings ?? [])
        .filter(({ role }) => role !== 'EDITOR' && role !== 'VIEWER')
        .flatMap(({ role, identities }) =>
          identities.map(({ id, type }) => ({ id, said: `${name}: ${role} for ${type} ${id}` })),
        ),
    )
    const strangers = admins.filter(({ id }) => !settings.admins.includes(id)).map(({ said }) => said)
    if (faults.length + strangers.length > 0) return fail(some([...strangers, ...faults]))
    const unsaid = capabilities.filter(({ type, mappings }) => type === 'ARGOCD' && mappings === null)
    const dark = [
      ...unread,
      ...foreign.map((arn) => `${arn} is another account's, which is not read`),
      ...unsaid.map(({ name }) => `${name}: EKS shows no role mappings`),
    ]
    if (dark.length > 0) return unknown(some(dark))
    const those = capabilities.map(({ name, type }) => `${name} (${type})`).join(', ')
    return pass(`${those}: restricted roles, ${admins.length} approved administrators`)
  },
  remedy: `Narrow the policies of the capability's role; map people to EDITOR or VIEWER, and approve administrators by the id of their Identity Center group in the setting \`admins\` (\`aws eks update-capability\`, member rbacRoleMappings). ${leastPrivilege}.`,
  sameAs: [],
  examples: {
    pass: [
      { capabilities: capabilitiesOf(argo('ADMIN'), ack), grants: plain, ...approved },
      { capabilities: capabilitiesOf(argo('VIEWER')), grants: plain },
      { capabilities: capabilitiesOf(ack), grants: plain },
    ],
    fail: [
      { capabilities: capabilitiesOf(argo('ADMIN')), grants: plain },
      { capabilities: capabilitiesOf(argo('OWNER')), grants: plain },
      {
        capabilities: capabilitiesOf(ack),
        grants: grantsOf([{ name: 'ack', attached: ['AdministratorAccess'] }], {
          aws: { AdministratorAccess: allow('*') },
        }),
      },
      { capabilities: capabilitiesOf({ ...ack, roleArn: roleArn('gone') }), grants: plain },
    ],
    notApplicable: [
      { capabilities: capabilitiesOf(), grants: plain },
      { capabilities: [connectedCluster()], grants: plain },
    ],
  },
})
