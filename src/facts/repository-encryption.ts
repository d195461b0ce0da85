// With which key the images of the repository are encrypted; null: with one of S3's own, which is nobody's to manage.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { sinceOf } from '../answers/newer.ts'
import { repositoryFact } from './of-repository.ts'

const shape = z.object({
  repositories: z.array(
    z.object({
      repositoryName: z.string(),
      createdAt: z.nullish(z.union([z.number(), z.string()])),
      encryptionConfiguration: z.object({
        encryptionType: z.enum(['AES256', 'KMS', 'KMS_DSSE']),
        kmsKey: z.nullish(z.string()),
      }),
    }),
  ),
})

export const repositoryEncryption = repositoryFact(
  'repository-encryption',
  'ecr:DescribeRepositories',
  shape,
  (body, { name }) => {
    const one = body.repositories.find(({ repositoryName }) => repositoryName === name)
    if (!one) throw notDocumented('ecr:DescribeRepositories', 'an answer without the repository that was asked for')
    const { encryptionType: type, kmsKey } = one.encryptionConfiguration
    const since = sinceOf(one.createdAt)
    if (type === 'AES256') return { type, key: null, since }
    if (!kmsKey) throw notDocumented('ecr:DescribeRepositories', `${type} without a key`)
    return { type, key: kmsKey, since }
  },
)
