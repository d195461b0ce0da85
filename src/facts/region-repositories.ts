// The names of a region's repositories, as ECR lists them.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'

const Repositories = z.object({ repositories: z.array(z.object({ repositoryName: z.string() })) })

export const regionRepositories = defineFact<string[]>({
  id: 'region-repositories',
  source: 'inventory',
  of: 'region',
  actions: ['ecr:DescribeRepositories'],
  read: (exchanges) =>
    [...answers(exchanges, 'ecr:DescribeRepositories', Repositories)]
      .flatMap(({ body }) => body.repositories)
      .map(({ repositoryName }) => repositoryName)
      .sort(),
})
