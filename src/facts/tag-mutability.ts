// Whether a tag of the repository can be moved to another image.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { repositoryFact } from './of-repository.ts'

const shape = z.object({
  repositories: z.array(
    z.object({
      repositoryName: z.string(),
      imageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION']),
      imageTagMutabilityExclusionFilters: z.nullish(z.array(z.object({ filter: z.string() }))),
    }),
  ),
})

/** `filters` are the exclusions: tags that are treated the other way. */
export const tagMutability = repositoryFact('tag-mutability', 'ecr:DescribeRepositories', shape, (body, { name }) => {
  const one = body.repositories.find(({ repositoryName }) => repositoryName === name)
  if (!one) throw notDocumented('ecr:DescribeRepositories', 'an answer without the repository that was asked for')
  const { imageTagMutability: mode, imageTagMutabilityExclusionFilters: filters } = one
  if (mode.endsWith('WITH_EXCLUSION') && !filters)
    throw notDocumented('ecr:DescribeRepositories', `${mode} without filters`)
  return { mode, filters: (filters ?? []).map(({ filter }) => filter).sort() }
})
