// IAM-09: an add-on that acts as its node lends its rights to every pod there.
import { some } from '../answers/some.ts'
import { defineControl, latest } from '../control.ts'
import { accessOf } from '../examples/access.ts'
import { addonsActing, associationArn, nodeRolesOf, offersOf, podIdentitiesOf } from '../examples/cluster-identities.ts'
import { connectedCluster } from '../examples/example.ts'
import { roleArn } from '../examples/identities.ts'
import { accessEntries, nodeEntries } from '../facts/access-entries.ts'
import { addonPermissions } from '../facts/addon-permissions.ts'
import { addonRoles } from '../facts/addon-roles.ts'
import { nodeRoles } from '../facts/node-roles.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { podIdentities } from '../facts/pod-identities.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const node = roleArn('prod-node')
const of = (addons: Record<string, Record<string, unknown>>, ...associations: Record<string, unknown>[]) => ({
  addons: addonsActing(addons),
  offers: offersOf({ 'vpc-cni': true, 'kube-proxy': false }),
  nodes: nodeRolesOf([node]),
  identities: podIdentitiesOf(...associations),
  access: accessOf('API'),
})
const own = { serviceAccountRoleArn: roleArn('prod-vpc-cni') }
const byAssociation = { podIdentityAssociations: [associationArn(0)] }

export default defineControl({
  id: 'IAM-09',
  of: 'cluster',
  title: "Add-ons that need permissions in AWS have a role of their own and not the node's",
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'medium',
  needs: {
    addons: latest(addonRoles),
    offers: latest(addonPermissions),
    nodes: latest(nodeRoles),
    identities: latest(podIdentities),
    access: latest(accessEntries),
  },
  settings: {},
  assess: ({ addons, offers, nodes, identities, access }) => {
    if (addons === 'connected' || nodes === 'connected' || identities === 'connected' || access === 'connected')
      return ofConnected
    const ofNodes = new Set([...nodes, ...nodeEntries(access)].map(({ role }) => role))
    const needy = addons.filter(({ name, version }) => offers[`${name} ${version}`] === true)
    // With a target the pods act as that role.
    const roleOf = new Map(identities.map(({ arn, role, target }) => [arn, [role, ...(target ? [target.role] : [])]]))
    const wrong = needy.flatMap(({ name, role, associations }) => {
      const roles = [...(role ? [role] : []), ...associations.flatMap((arn) => roleOf.get(arn) ?? [])]
      const shared = roles.filter((one) => ofNodes.has(one))
      if (shared.length > 0) return [`${name} has the node's role ${shared.join(', ')}`]
      return role || associations.length > 0 ? [] : [`${name} has none`]
    })
    if (wrong.length > 0) return fail(`without a role of their own: ${some(wrong)}`)
    const unsaid = addons.filter(({ name, version }) => (offers[`${name} ${version}`] ?? null) === null)
    if (unsaid.length > 0)
      return unknown(
        `EKS does not say whether they need permissions: ${some(unsaid.map((one) => `${one.name} ${one.version}`))}`,
      )
    const dark = needy.flatMap(({ associations }) => associations.filter((arn) => !roleOf.has(arn)))
    if (dark.length > 0) return unknown(`pod identity associations that the cluster does not list: ${some(dark)}`)
    return needy.length > 0
      ? pass(`each has a role of its own: ${needy.map(({ name }) => name).join(', ')}`)
      : notApplicable(`none of the ${addons.length} EKS add-ons needs permissions in AWS`)
  },
  limits: 'What runs without being an EKS add-on is not seen.',
  remedy:
    "Give the add-on a role: `aws eks update-addon --cluster-name C --addon-name A --pod-identity-associations serviceAccount=S,roleArn=ARN` (or --service-account-role-arn), and take the policy off the node's role. `aws eks describe-addon-configuration` names the service account and the policy.",
  sameAs: [],
  examples: {
    pass: [
      of({ 'vpc-cni': own, 'kube-proxy': {} }),
      of({ 'vpc-cni': byAssociation }, { roleArn: roleArn('prod-vpc-cni') }),
    ],
    fail: [
      of({ 'vpc-cni': {} }),
      of({ 'vpc-cni': { serviceAccountRoleArn: null, podIdentityAssociations: [] } }),
      of({ 'vpc-cni': { serviceAccountRoleArn: node } }),
      of({ 'vpc-cni': byAssociation }, { roleArn: node }),
      of({ 'vpc-cni': byAssociation }, { roleArn: roleArn('cni'), targetRoleArn: node, externalId: 'x' }),
      // Of nodes that EKS does not make.
      {
        ...of({ 'vpc-cni': own }),
        access: accessOf('API', { principal: own.serviceAccountRoleArn, type: 'EC2_LINUX' }),
      },
    ],
    notApplicable: [
      of({ 'kube-proxy': {} }),
      {
        ...of({}),
        addons: [connectedCluster()],
        nodes: [connectedCluster()],
        identities: [connectedCluster()],
        access: [connectedCluster()],
      },
    ],
  },
})
