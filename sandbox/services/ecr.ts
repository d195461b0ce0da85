// Amazon ECR, the operations that read. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html
import type { Call, Service } from '../service.ts'
import type { World } from '../world.ts'
import { imageOperations } from './ecr-images.ts'
import { registryOperations } from './ecr-registry.ts'
import { repositoryOperations } from './ecr-repositories.ts'

export const ecrService = (world: World): Service => ({
  name: 'ecr',
  protocol: 'json-1.1',
  target: 'AmazonEC2ContainerRegistry_V20150921',
  resource,
  operations: { ...repositoryOperations(world), ...registryOperations(world), ...imageOperations(world) },
})

// Operations on repositories are granted by ARN; those on the registry know no resource.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
const resource = ({ operation, region, account, input }: Call): string => {
  if (operation === 'ListTagsForResource') return String(input.resourceArn)
  const repository = (name: string) => `arn:aws:ecr:${region}:${account}:repository/${name}`
  if (typeof input.repositoryName === 'string') return repository(input.repositoryName)
  return onRepositories.includes(operation) ? repository('*') : '*'
}

const onRepositories = ['DescribeRepositories', 'BatchGetRepositoryScanningConfiguration']
