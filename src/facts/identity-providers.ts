// The OIDC identity providers that the cluster lets users in by, beside IAM.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { isCluster, readCluster } from './of-cluster.ts'

const List = z.object({ identityProviderConfigs: z.array(z.object({ type: z.string(), name: z.string() })) })
const Described = z.object({
  identityProviderConfig: z.object({
    oidc: z.object({
      identityProviderConfigName: z.string(),
      issuerUrl: z.string(),
      clientId: z.string(),
      requiredClaims: z.nullish(z.record(z.string(), z.string())),
    }),
  }),
})

export const identityProviders = defineFact({
  id: 'identity-providers',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListIdentityProviderConfigs', 'eks:DescribeIdentityProviderConfig'],
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({}))
    if (!isCluster(found)) return found
    listAnswers(exchanges, 'eks:ListIdentityProviderConfigs', List)
    return [...answers(exchanges, 'eks:DescribeIdentityProviderConfig', Described)]
      .map(({ body }) => body.identityProviderConfig.oidc)
      .map((one) => ({
        name: one.identityProviderConfigName,
        issuer: one.issuerUrl,
        clientId: one.clientId,
        claims: Object.keys(one.requiredClaims ?? {}).sort(),
      }))
      .sort(by(({ name }) => name))
  },
})
