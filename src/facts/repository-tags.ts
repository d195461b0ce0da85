// The tags of a repository, by key.
import * as z from 'zod/mini'
import { repositoryFact } from './of-repository.ts'

const shape = z.object({ tags: z.array(z.object({ Key: z.string(), Value: z.string() })) })

export const repositoryTags = repositoryFact('repository-tags', 'ecr:ListTagsForResource', shape, ({ tags }) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
)
