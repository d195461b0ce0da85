// Whether tags can be moved in each repository of a region, as the inventory lists them.
import * as z from 'zod/mini'
import { listAnswers, notDocumented } from '../answers/answers.ts'
import { arnPattern } from '../arn-pattern.ts'
import { defineFact } from '../fact.ts'

export type TagMode = 'MUTABLE' | 'IMMUTABLE' | 'IMMUTABLE_WITH_EXCLUSION' | 'MUTABLE_WITH_EXCLUSION'
/** `filters` are the exclusions: tags that are treated the other way. */
export type RepositoryTags = { mode: TagMode; filters: string[] }

const page = z.object({
  repositories: z.array(
    z.object({
      registryId: z.string(),
      repositoryName: z.string(),
      imageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION']),
      imageTagMutabilityExclusionFilters: z.nullish(z.array(z.object({ filter: z.string() }))),
    }),
  ),
})

/** By repository name. */
export const repositoryTags = defineFact<Record<string, RepositoryTags>>({
  id: 'repository-tags',
  source: 'inventory',
  of: 'region',
  actions: ['ecr:DescribeRepositories'],
  read: (exchanges) =>
    Object.fromEntries(
      listAnswers(exchanges, 'ecr:DescribeRepositories', page)
        .flatMap(({ body }) => body.repositories)
        .map(({ repositoryName, imageTagMutability: mode, imageTagMutabilityExclusionFilters: filters }) => {
          if (mode.endsWith('WITH_EXCLUSION') && !filters)
            throw notDocumented('ecr:DescribeRepositories', `${mode} without filters`)
          return [repositoryName, { mode, filters: (filters ?? []).map(({ filter }) => filter).sort() }]
        }),
    ),
})

/** Whether a tag stays with its image. */
export const isFixed = ({ mode, filters }: RepositoryTags, tag: string): boolean =>
  mode.startsWith('IMMUTABLE') !== filters.some((filter) => arnPattern(filter)(tag))
