// Images and findings of any number, as Inspector answers the questions of the source `inspector`; off where there are no regions.
import { body, paged } from '../record.ts'
import { account, digest, many, type Part, repositoryArn } from '../world.ts'

const inspector: Part =
  ({ page, regions, repositories, images, findings, clusters }) =>
  (action, input) => {
    const status = regions === 0 ? 'DISABLED' : 'ENABLED'
    const state = { status, errorCode: 'ALREADY_ENABLED', errorMessage: 'none' }
    switch (action) {
      case 'inspector2:BatchGetAccountStatus':
        return body({
          accounts: [{ accountId: account, state, resourceState: { ec2: state, ecr: state } }],
          failedAccounts: [],
        })
      case 'inspector2:ListCoverage':
        return paged(
          'coveredResources',
          many(repositories * images, (at) => ({
            resourceType: 'AWS_ECR_CONTAINER_IMAGE',
            resourceId: `${repositoryArn('app')}/${digest(at)}`,
            resourceMetadata: { ecrImage: { inUseCount: (at + 1) % 2 } },
          })),
          input,
          page,
        )
      case 'inspector2:ListFindings':
        return paged(
          'findings',
          many(findings, (at) => ({ findingArn: `finding-${at}` })),
          input,
          page,
        )
      case 'inspector2:GetClustersForImage':
        return paged(
          'cluster',
          many(clusters, (at) => ({ clusterArn: `cluster-${at}` })),
          input,
          page,
        )
      default:
        return undefined
    }
  }

export default inspector
