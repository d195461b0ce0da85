// Which KMS keys encrypt Kubernetes secrets, and the version, which decides what EKS does by itself.
import * as z from 'zod/mini'
import { sinceOf } from '../answers/newer.ts'
import { unknown } from '../model.ts'
import { clusterFact } from './of-cluster.ts'

const shape = z.object({
  version: z.string(),
  createdAt: z.nullish(z.union([z.number(), z.string()])),
  encryptionConfig: z.nullish(
    z.array(z.object({ resources: z.array(z.string()), provider: z.object({ keyArn: z.string() }) })),
  ),
  outpostConfig: z.nullish(z.looseObject({})),
})

export const secretsEncryption = clusterFact('secrets-encryption', shape, (cluster) => {
  if (cluster.outpostConfig) return unknown('AWS does not say how a local cluster on Outposts encrypts its secrets')
  const keys = (cluster.encryptionConfig ?? [])
    .filter(({ resources }) => resources.includes('secrets'))
    .map(({ provider }) => provider.keyArn)
  return { version: cluster.version, since: sinceOf(cluster.createdAt), keys: keys.toSorted() }
})
