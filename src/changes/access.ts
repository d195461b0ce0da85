// What a change of who may enter a cluster, or of what its workloads may do in AWS, asks for, and how much it gives.
import { isRecord } from '../json.ts'
import type { Severity } from '../model.ts'
import type { Changed } from './event.ts'
import { cluster, isAsked, listed, principalOf, text } from './sentence.ts'

type Read = (event: Changed) => { what: string; severity: Severity }

// Both give every right over their scope, secrets and roles among it.
// https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
const admins = /\/AmazonEKS(Cluster)?AdminPolicy$/

/** By the event's name. Severity medium is a right that was given or may have been, high every right, low one that was taken. */
export const accessAsked: Record<string, Read> = {
  CreateAccessEntry(event) {
    const { kubernetesGroups: groups, type } = event.asked
    const isPlain = !hasGroups(groups) && (!isAsked(type) || type === 'STANDARD')
    const as = [
      ...(hasGroups(groups) ? [`in the groups ${listed(groups)}`] : []),
      ...(isAsked(type) ? [`as ${text(type)}`] : []),
    ]
    const entry = ['let', principalOf(event), 'enter', cluster(event), ...as].join(' ')
    return { what: entry, severity: isPlain ? 'low' : 'medium' }
  },
  UpdateAccessEntry(event) {
    const { kubernetesGroups: groups, username } = event.asked
    const to = [
      ...(isAsked(groups) ? [`the groups ${hasGroups(groups) ? listed(groups) : 'none'}`] : []),
      ...(isAsked(username) ? [`the user name ${text(username)}`] : []),
    ]
    const gives = to.length === 0 ? '' : ` to ${to.join(' and ')}`
    return { what: `change the access entry of ${principalOf(event)} in ${cluster(event)}${gives}`, severity: 'medium' }
  },
  DeleteAccessEntry: (event) => ({
    what: `delete the access entry of ${principalOf(event)} in ${cluster(event)}`,
    severity: 'low',
  }),
  AssociateAccessPolicy(event) {
    const { policyArn, accessScope } = event.asked
    const isAdmin = typeof policyArn !== 'string' || admins.test(policyArn)
    return {
      what: `give ${principalOf(event)} ${nameOf(policyArn)} ${scopeOf(accessScope)} ${cluster(event)}`,
      severity: isAdmin ? 'high' : 'medium',
    }
  },
  DisassociateAccessPolicy: (event) => ({
    what: `take ${nameOf(event.asked.policyArn)} from ${principalOf(event)} in ${cluster(event)}`,
    severity: 'low',
  }),
  CreatePodIdentityAssociation(event) {
    const { namespace, serviceAccount } = event.asked
    const account = `${text(namespace)}/${text(serviceAccount)}`
    return { what: `give the service account ${account} of ${cluster(event)} ${rolesOf(event)}`, severity: 'medium' }
  },
  UpdatePodIdentityAssociation: (event) => ({
    what: `give the ${text(event.thing ?? 'pod identity association')} of ${cluster(event)} ${rolesOf(event)}`,
    severity: 'medium',
  }),
  AssociateIdentityProviderConfig(event) {
    const { oidc } = event.asked
    const issuer = text(isRecord(oidc) ? oidc.issuerUrl : oidc, 200)
    return { what: `let users of ${issuer} into ${cluster(event)}`, severity: 'medium' }
  },
}

const hasGroups = (groups: unknown): boolean => isAsked(groups) && !(Array.isArray(groups) && groups.length === 0)

const nameOf = (policyArn: unknown): string => text(policyArn).split('/').at(-1) ?? ''

const scopeOf = (scope: unknown): string => {
  if (!isRecord(scope)) return 'over what it does not name in'
  return scope.type === 'cluster' ? 'over the whole of' : `over the namespaces ${listed(scope.namespaces)} of`
}

const rolesOf = ({ asked: { roleArn, targetRoleArn } }: Changed): string => {
  const roles = [roleArn, targetRoleArn].filter(isAsked).map((one) => text(one, 150))
  return roles.length === 0 ? 'other settings of its role' : `the role ${roles.join(' and through it ')}`
}
