// What a region gives new instances where nothing else is said: encrypted volumes, and how metadata may be asked for.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

const Encryption = z.object({ EbsEncryptionByDefault: z.boolean() })

export const encryptionByDefault = defineFact<boolean>({
  id: 'encryption-by-default',
  source: 'nodes',
  of: 'region',
  actions: ['ec2:GetEbsEncryptionByDefault'],
  read(exchanges) {
    const [answer] = answers(exchanges, 'ec2:GetEbsEncryptionByDefault', Encryption)
    return answer ? answer.body.EbsEncryptionByDefault : unknown('GetEbsEncryptionByDefault was not read')
  },
})

const Metadata = z.object({
  AccountLevel: z.nullish(
    z.object({
      HttpTokens: z.nullish(z.enum(['optional', 'required', 'no-preference'])),
      HttpPutResponseHopLimit: z.nullish(z.int()),
    }),
  ),
})

/** Null where the account has no preference: then the image decides. */
export type MetadataDefaults = { tokenRequired: boolean | null; hops: number | null }

export const metadataDefaults = defineFact<MetadataDefaults>({
  id: 'metadata-defaults',
  source: 'nodes',
  of: 'region',
  actions: ['ec2:GetInstanceMetadataDefaults'],
  read(exchanges) {
    const [answer] = answers(exchanges, 'ec2:GetInstanceMetadataDefaults', Metadata)
    if (!answer) return unknown('GetInstanceMetadataDefaults was not read')
    const { HttpTokens: tokens, HttpPutResponseHopLimit: hops } = answer.body.AccountLevel ?? {}
    return {
      tokenRequired: tokens === 'required' ? true : tokens === 'optional' ? false : null,
      hops: hops && hops > 0 ? hops : null,
    }
  },
})
