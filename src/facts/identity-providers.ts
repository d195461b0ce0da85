// The OIDC identity providers that the cluster lets users in by, beside IAM.
import * as z from 'zod/mini'
import { partsFact } from './of-parts.ts'

const config = z.object({
  oidc: z.object({
    identityProviderConfigName: z.string(),
    issuerUrl: z.string(),
    clientId: z.string(),
    requiredClaims: z.nullish(z.record(z.string(), z.string())),
  }),
})

export const identityProviders = partsFact(
  'identity-providers',
  'identityProviderConfig',
  config,
  ({ oidc: one }) => ({
    name: one.identityProviderConfigName,
    issuer: one.issuerUrl,
    clientId: one.clientId,
    claims: Object.keys(one.requiredClaims ?? {}).sort(),
  }),
  ({ name }) => name,
)
