// Roles, policies and providers of any number, as IAM answers the questions of the source `iam`.
import { body, paged } from '../record.ts'
import { account, many, type Part } from '../world.ts'

const iam: Part =
  ({ page, entries: roles, policies, providers }) =>
  (action, input) => {
    switch (action) {
      case 'iam:GetAccountAuthorizationDetails':
        return paged(
          'RoleDetailList',
          many(roles, (at) => ({ Arn: `arn:aws:iam::${account}:role/role-${at}` })),
          input,
          page,
          'Marker',
        )
      case 'iam:ListPolicies':
        return paged(
          'Policies',
          many(policies, (at) => ({ Arn: `arn:aws:iam::aws:policy/policy-${at}`, DefaultVersionId: `v${at}` })),
          input,
          page,
          'Marker',
        )
      case 'iam:ListOpenIDConnectProviders':
        return body({
          OpenIDConnectProviderList: many(providers, (at) => ({
            Arn: `arn:aws:iam::${account}:oidc-provider/issuer-${at}`,
          })),
        })
      default:
        return undefined
    }
  }

export default iam
