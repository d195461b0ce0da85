// What IAM says of the account: who may act, on whose word, and what each may do.
import type * as iam from '@aws-sdk/client-iam'
import { asking, defineSource, each, list, listed, named, once } from '../source.ts'
import { operation } from '../wire.ts'

const marker = { token: 'Marker' }
const getDetails = operation<iam.GetAccountAuthorizationDetailsRequest, iam.GetAccountAuthorizationDetailsResponse>(
  'iam:GetAccountAuthorizationDetails',
  marker,
)
const listPolicies = operation<iam.ListPoliciesRequest, iam.ListPoliciesResponse>('iam:ListPolicies', marker)
// Not found is a read: AWS made another version the default one, or the provider was deleted after it was listed.
const gone = { absentWhen: ['NoSuchEntityException'] }
const getVersion = operation<iam.GetPolicyVersionRequest, iam.GetPolicyVersionResponse>('iam:GetPolicyVersion', gone)
const listProviders = operation<iam.ListOpenIDConnectProvidersRequest, iam.ListOpenIDConnectProvidersResponse>(
  'iam:ListOpenIDConnectProviders',
)
const getProvider = operation<iam.GetOpenIDConnectProviderRequest, iam.GetOpenIDConnectProviderResponse>(
  'iam:GetOpenIDConnectProvider',
  gone,
)

const cutOff = ({ IsTruncated, Marker }: { IsTruncated?: boolean | undefined; Marker?: string | undefined }) =>
  IsTruncated && !Marker ? ['a page that goes on and does not say where'] : []
const toTheEnd = (question: ReturnType<typeof list>) => ({ ...question, lacking: cutOff as typeof question.lacking })

export default defineSource({
  id: 'iam',
  kind: 'state',
  of: 'account',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  ...asking(
    // Of AWS's own policies GetAccountAuthorizationDetails sends every version that ever was: each attached one is asked
    // for by its default version instead. Of the customer's own there are five versions at most.
    toTheEnd(list(getDetails, () => ({ Filter: ['Role' as const, 'User' as const, 'LocalManagedPolicy' as const] }))),
    toTheEnd(list(listPolicies, () => ({ Scope: 'AWS' as const, OnlyAttached: true }))),
    each(getVersion, listPolicies, (pages) =>
      pages
        .flatMap(({ answer }) => listed(answer.Policies, 'Policies'))
        .map((one) => ({
          PolicyArn: named(one.Arn, 'Arn'),
          VersionId: named(one.DefaultVersionId, 'DefaultVersionId'),
        })),
    ),
    once(listProviders, () => ({})),
    each(getProvider, listProviders, (answers) =>
      answers
        .flatMap(({ answer }) => listed(answer.OpenIDConnectProviderList, 'OpenIDConnectProviderList'))
        .map(({ Arn }) => ({ OpenIDConnectProviderArn: named(Arn, 'Arn') })),
    ),
  ),
})
