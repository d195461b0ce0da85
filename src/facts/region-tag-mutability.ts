// Whether tags can be moved in each repository of a region, as the inventory lists them.
import { listAnswers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { mutabilityOf, Repositories, type TagMutability } from './tag-mutability.ts'

/** By repository name. */
export const regionTagMutability = defineFact<Record<string, TagMutability>>({
  id: 'region-tag-mutability',
  source: 'inventory',
  of: 'region',
  actions: ['ecr:DescribeRepositories'],
  read: (exchanges) =>
    Object.fromEntries(
      listAnswers(exchanges, 'ecr:DescribeRepositories', Repositories)
        .flatMap(({ body }) => body.repositories)
        .map((one) => [one.repositoryName, mutabilityOf(one)]),
    ),
})
