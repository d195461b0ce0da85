// The tags that AWS keeps of a repository, by key: not those of its images.
import * as z from 'zod/mini'
import { repositoryFact } from './of-repository.ts'

const shape = z.object({ tags: z.array(z.object({ Key: z.string(), Value: z.string() })) })

export const repositoryTags = repositoryFact('repository-tags', 'ecr:ListTagsForResource', shape, ({ tags }) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
)
