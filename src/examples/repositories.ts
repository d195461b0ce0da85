// Repositories as ECR describes them, for examples.
import type { Exchange } from '../model.ts'
import { account, answered, subjects } from './example.ts'

type Described = { repositoryName?: string } & Record<string, unknown>

/** All of a region. */
export const repositoriesOf = (...all: Described[]): Exchange =>
  answered('ecr:DescribeRepositories', { maxResults: 1000 }, { repositories: all.map(described) })

/** The one that is asked for. */
export const describedRepository = (over: Described = {}): Exchange =>
  answered('ecr:DescribeRepositories', { repositoryNames: ['app'] }, { repositories: [described(over)] })

const described = ({ repositoryName = 'app', ...over }: Described) => ({
  repositoryArn: subjects.repository.id.replace(/app$/, repositoryName),
  registryId: account,
  repositoryName,
  repositoryUri: `${account}.dkr.ecr.eu-central-1.amazonaws.com/${repositoryName}`,
  createdAt: 1711958400,
  ...over,
})

/** `filters` are exclusions. */
export const mutability = (imageTagMutability: string, filters: string[] = []) => ({
  imageTagMutability,
  ...(filters.length > 0 && {
    imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filterType: 'WILDCARD', filter })),
  }),
})
