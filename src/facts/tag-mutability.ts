// Whether a tag of the repository can be moved to another image.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { arnPattern } from '../arn-pattern.ts'
import { repositoryFact } from './of-repository.ts'

const modes = ['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'] as const
const one = z.object({
  repositoryName: z.string(),
  imageTagMutability: z.enum(modes),
  imageTagMutabilityExclusionFilters: z.nullish(z.array(z.object({ filter: z.string() }))),
})
export const Repositories = z.object({ repositories: z.array(one) })

/** `filters` are the exclusions: tags that are treated the other way. */
export type TagMutability = { mode: (typeof modes)[number]; filters: string[] }

/** Throws OBSERVATION_INVALID. */
export const mutabilityOf = (described: z.infer<typeof one>): TagMutability => {
  const { imageTagMutability: mode, imageTagMutabilityExclusionFilters: filters } = described
  if (mode.endsWith('WITH_EXCLUSION') && !filters)
    throw notDocumented('ecr:DescribeRepositories', `${mode} without filters`)
  return { mode, filters: (filters ?? []).map(({ filter }) => filter).sort() }
}

/** Whether a tag stays with its image. */
export const isFixed = ({ mode, filters }: TagMutability, tag: string): boolean =>
  mode.startsWith('IMMUTABLE') !== filters.some((filter) => arnPattern(filter)(tag))

export const tagMutability = repositoryFact(
  'tag-mutability',
  'ecr:DescribeRepositories',
  Repositories,
  ({ repositories }, { name }) => {
    const own = repositories.find(({ repositoryName }) => repositoryName === name)
    if (!own) throw notDocumented('ecr:DescribeRepositories', 'an answer without the repository that was asked for')
    return mutabilityOf(own)
  },
)
