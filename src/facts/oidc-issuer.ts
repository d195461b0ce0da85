// Under which name the cluster vouches for its service accounts, without `https://`: as IAM has it in providers and conditions.
import * as z from 'zod/mini'
import { clusterFact } from './of-cluster.ts'

export const oidcIssuer = clusterFact(
  'oidc-issuer',
  z.object({ identity: z.object({ oidc: z.object({ issuer: z.string() }) }) }),
  ({ identity }) => ({ issuer: identity.oidc.issuer.replace(/^https:\/\//, '') }),
)
