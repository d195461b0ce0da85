// Three small services, one per JSON protocol and page, for tests of what the server does around them.
import { page } from '../../sandbox/page.ts'
import { AwsFault, type Service } from '../../sandbox/service.ts'

export const clusters = Array.from({ length: 7 }, (_, at) => `cluster-${at}`)

export const eks: Service = {
  name: 'eks',
  protocol: 'rest-json',
  routes: {
    'GET /clusters': 'ListClusters',
    'GET /clusters/{name}': 'DescribeCluster',
    'GET /clusters/{clusterName}/addons/{addonName}': 'DescribeAddon',
    'GET /addons/supported-versions': 'DescribeAddonVersions',
    'GET /addons/{addonName}': 'Shadowed',
    'POST /clusters/{clusterName}/insights': 'ListInsights',
    'GET /tags/{resourceArn}': 'ListTagsForResource',
  },
  resource: ({ region, account, input }) =>
    input.clusterName === undefined ? '*' : `arn:aws:eks:${region}:${account}:cluster/${input.clusterName}`,
  operations: {
    ListClusters: (call) => {
      const refuse = (message: string) => new AwsFault('InvalidParameterException', 400, message)
      const asked = { size: call.input.maxResults, token: call.input.nextToken, most: 100, refuse }
      const { items, ...rest } = page(clusters, call, asked)
      return { clusters: items, ...rest }
    },
    DescribeAddon: ({ input }) => ({ addon: { ...input, createdAt: 1_767_000_000.5 } }),
    DescribeAddonVersions: ({ input }) => ({ addons: [{ addonName: JSON.stringify(input) }] }),
    DescribeCluster: ({ input }) => {
      const message = `No cluster found for name: ${input.name}.`
      throw new AwsFault('ResourceNotFoundException', 404, message, { clusterName: input.name })
    },
    ListInsights: ({ input }) => ({ insights: [{ name: JSON.stringify(input) }] }),
    ListTagsForResource: ({ input }) => ({ tags: { asked: input.resourceArn } }),
  },
}

export const ecr: Service = {
  name: 'ecr',
  protocol: 'json-1.1',
  target: 'AmazonEC2ContainerRegistry_V20150921',
  operations: {
    DescribeRepositories: ({ input }) => {
      if (input.repositoryNames === undefined)
        return { repositories: [{ repositoryName: 'web', createdAt: 1_767_000_000 }] }
      throw new AwsFault('RepositoryNotFoundException', 400, 'The repository does not exist')
    },
    GetRegistryPolicy: () => {
      throw new TypeError('a defect of this service')
    },
  },
}
