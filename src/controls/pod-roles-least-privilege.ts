// IAM-07: what a pod may do in AWS by EKS Pod Identity, and in whose account.

import { leastPrivilege } from '../answers/least-privilege.ts'
import { rightsOf, roleName } from '../answers/role-rights.ts'
import { some } from '../answers/some.ts'
import { asksForExternalId } from '../answers/trust.ts'
import { accountOf } from '../arn.ts'
import { defineControl, latest } from '../control.ts'
import { podIdentitiesOf } from '../examples/cluster-identities.ts'
import { account, connectedCluster } from '../examples/example.ts'
import { allow, detailsOf, type ExampleRole, grantsOf, roleArn } from '../examples/identities.ts'
import { iamGrants } from '../facts/iam-grants.ts'
import { iamPrincipals } from '../facts/iam-principals.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { podIdentities } from '../facts/pod-identities.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const bucket = allow(['s3:GetObject'], 'arn:aws:s3:::payments/*')
const narrow: ExampleRole = { name: 'api', policies: { own: bucket } }
const of = (associations: Record<string, unknown>[], ...given: Parameters<typeof grantsOf>) => ({
  identities: podIdentitiesOf(...associations),
  grants: grantsOf(...given),
  principals: [detailsOf(given[0])],
})
const acting = { roleArn: roleArn('api') }
const externalId = `eu-central-1/${account}/prod/payments/api`
const abroad = { ...acting, targetRoleArn: roleArn('archive', '444455556666'), externalId }
const second = { ...acting, targetRoleArn: roleArn('archive'), externalId }
const trusting = (Condition: object) => ({
  Statement: { Effect: 'Allow', Principal: { AWS: roleArn('api') }, Action: 'sts:AssumeRole', Condition },
})

export default defineControl({
  id: 'IAM-07',
  of: 'cluster',
  title: 'Roles of pod identities keep to least privilege, and reach into agreed accounts only',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'high',
  needs: { identities: latest(podIdentities), grants: latest(iamGrants), principals: latest(iamPrincipals) },
  // Account numbers whose roles may be the target of an association.
  settings: { accounts: [] as string[] },
  assess: ({ identities, grants, principals }, { settings, subject }) => {
    if (identities === 'connected') return ofConnected
    if (identities.length === 0) return notApplicable('the cluster has no pod identity association')
    const own = accountOf(subject.id)
    const targets = identities.flatMap(({ serviceAccount, since, target }) =>
      target ? [{ serviceAccount, since, ...target }] : [],
    )
    const abroad = targets.filter(({ role }) => accountOf(role) !== own)
    const at = rightsOf([...identities, ...targets], grants, own)
    const strangers = abroad
      .filter(({ role }) => !settings.accounts.includes(accountOf(role)))
      .map(({ serviceAccount, role }) => `${serviceAccount} reaches ${role} of an account that is not agreed on`)
    const held = targets
      .filter(({ role }) => accountOf(role) === own)
      .map(({ role, externalId }) => ({
        name: roleName(role),
        externalId,
        trust: principals.roles.find(({ arn }) => arn === role)?.trust,
      }))
    // Without the role there is nobody to trust; that it is missing is found above.
    const open = held
      .filter(({ trust, externalId }) => trust && !asksForExternalId(trust, externalId))
      .map(({ name }) => `${name} can be taken on without the external id of the association`)
    const dark = held.filter(({ trust }) => trust === null).map(({ name }) => `the trust of ${name} is not understood`)
    const faults = [...at.faults, ...strangers, ...open]
    if (faults.length > 0) return fail(some(faults))
    const unread = [...at.unread, ...dark]
    if (unread.length > 0) return unknown(some(unread))
    const beside = at.foreign.length > 0 ? `; not read, of other accounts: ${some(at.foreign)}` : ''
    return pass(`${identities.length} associations, no role with more than least privilege${beside}`)
  },
  limits:
    'Roles of other accounts are not read, nor whether their trust asks for the external id that EKS makes for an association.',
  remedy: `Narrow the policies of the role to the actions and resources that the pods need; let the trust of a target role ask for sts:ExternalId of the association (\`aws eks describe-pod-identity-association\` shows it), and agree on other accounts in the setting \`accounts\`. ${leastPrivilege}.`,
  sameAs: [],
  examples: {
    pass: [
      of([acting], [narrow]),
      of([acting], [{ name: 'api', attached: ['ReadBucket'] }], { aws: { ReadBucket: bucket } }),
      of([acting], [{ name: 'api', attached: ['Own'] }], { own: { Own: bucket } }),
      { ...of([abroad], [narrow]), with: { settings: { accounts: ['444455556666'] } } },
      of([second], [narrow, { name: 'archive', trust: trusting({ StringEquals: { 'sts:ExternalId': externalId } }) }]),
    ],
    fail: [
      of([acting], [{ name: 'api', attached: ['AdministratorAccess'] }], { aws: { AdministratorAccess: allow('*') } }),
      of([acting], [{ name: 'api', policies: { own: { Statement: allow('S3:*').Statement[0] } } }]),
      of([acting], [{ name: 'api', policies: { own: allow('iam:Pass*', 'arn:aws:iam::*:role/*') } }]),
      of([acting], [{ name: 'api', attached: ['Own'] }], { own: { Own: allow('kms:Decrypt') } }),
      of([acting], [{ name: 'other' }]),
      of([abroad], [narrow]),
      of([second], [narrow, { name: 'archive', trust: trusting({}) }]),
    ],
    notApplicable: [of([], []), { ...of([], []), identities: [connectedCluster()] }],
  },
})
