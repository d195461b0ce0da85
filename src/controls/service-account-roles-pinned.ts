// IAM-08: a role that takes a cluster's word must say for which of its service accounts.
import { roleName } from '../answers/role-rights.ts'
import { some } from '../answers/some.ts'
import { openTo } from '../answers/web-identity.ts'
import { defineControl, latest } from '../control.ts'
import { account, answered, connectedCluster, describedCluster } from '../examples/example.ts'
import { detailsOf, type ExampleRole } from '../examples/identities.ts'
import { iamPrincipals } from '../facts/iam-principals.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { oidcIssuer } from '../facts/oidc-issuer.ts'
import { oidcProviders } from '../facts/oidc-providers.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const issuer = 'oidc.eks.eu-central-1.amazonaws.com/id/JSA79429HJDASKJDJ8223829MNDNASW'
const provider = `arn:aws:iam::${account}:oidc-provider/${issuer}`
const known = [
  answered('iam:ListOpenIDConnectProviders', {}, { OpenIDConnectProviderList: [{ Arn: provider }] }),
  answered(
    'iam:GetOpenIDConnectProvider',
    { OpenIDConnectProviderArn: provider },
    {
      Url: issuer,
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: [],
      CreateDate: '2024-03-14T15:31:44Z',
      Tags: [],
    },
  ),
]
const of = (...roles: ExampleRole[]) => ({
  issuer: [describedCluster()],
  principals: [detailsOf(roles)],
  providers: known,
})
const sub = { [`${issuer}:sub`]: 'system:serviceaccount:payments:api' }
const aud = { [`${issuer}:aud`]: 'sts.amazonaws.com' }
const trusting = (Condition: object | undefined, more: object = {}): ExampleRole => ({
  name: 'payments-api',
  trust: {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: 'sts:AssumeRoleWithWebIdentity',
      ...(Condition && { Condition }),
      ...more,
    },
  },
})
const pinned = { StringEquals: { ...sub, ...aud } }

export default defineControl({
  id: 'IAM-08',
  of: 'cluster',
  title: 'Every role of the account that trusts the cluster names the service account and the audience',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'high',
  needs: { issuer: latest(oidcIssuer), principals: latest(iamPrincipals), providers: latest(oidcProviders) },
  settings: {},
  assess: ({ issuer: cluster, principals, providers }) => {
    if (cluster === 'connected') return ofConnected
    const { issuer } = cluster
    const trusting = principals.roles.flatMap(({ arn, trust }) => {
      const open = trust && openTo(trust, issuer)
      return open ? [{ arn, open }] : []
    })
    const wrong = trusting.filter(({ open }) => open.length > 0)
    if (wrong.length > 0) {
      const said = wrong.map(({ arn, open }) => `${roleName(arn)} pins ${open.join(' and ')}`)
      return fail(`${wrong.length} of ${trusting.length} roles that trust the cluster are open: ${some(said)}`)
    }
    const dark = principals.roles.filter(({ trust }) => trust === null).map(({ arn }) => roleName(arn))
    if (dark.length > 0) return unknown(`whom they trust is not understood: ${some(dark)}`)
    const registered = providers.some((one) => one.issuer.toLowerCase() === issuer.toLowerCase())
    if (trusting.length > 0)
      return pass(`${trusting.length} roles of the account trust the cluster, each for named service accounts`)
    return notApplicable(
      `no role of the account trusts the cluster's issuer${registered ? '' : ', and IAM knows no such provider'}`,
    )
  },
  limits: 'Roles of other accounts that trust the cluster are not read.',
  remedy:
    "In the role's trust policy hold `ISSUER:sub` to `system:serviceaccount:NAMESPACE:NAME` and `ISSUER:aud` to `sts.amazonaws.com` by StringEquals; several service accounts are a list and no wildcard. `eksctl create iamserviceaccount` and the Terraform module iam-role-for-service-accounts write it so.",
  sameAs: [],
  examples: {
    pass: [
      of(trusting(pinned)),
      of(trusting({ StringLike: sub, StringEquals: aud }), { name: 'other' }),
      of(
        trusting({ StringEquals: { [`${issuer}:SUB`]: Object.values(sub), [`${issuer}:Aud`]: ['sts.amazonaws.com'] } }),
      ),
    ],
    fail: [
      of(trusting(undefined)),
      of(trusting({ StringEquals: aud })),
      of(trusting({ StringEquals: sub })),
      of(trusting({ StringLike: { [`${issuer}:sub`]: 'system:serviceaccount:*:*' }, StringEquals: aud })),
      of(trusting({ StringLike: { [`${issuer}:sub`]: ['system:serviceaccount:a:b', 'system:*'] }, StringEquals: aud })),
      of(trusting({ StringEqualsIfExists: { ...sub, ...aud } })),
      of(trusting({ 'ForAllValues:StringEquals': { ...sub, ...aud } })),
      // Conditions over another cluster's claims say nothing of this one's.
      of(trusting({ StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com/id/OTHER:sub': 'x', ...aud } })),
      of(trusting({ StringEquals: aud }, { Principal: '*', Action: 'STS:*' })),
      of(trusting(undefined, { Principal: { Federated: [provider] }, Action: ['sts:AssumeRole*'] })),
    ],
    notApplicable: [of(), of({ name: 'other' }), { ...of(), issuer: [connectedCluster()] }],
  },
})
