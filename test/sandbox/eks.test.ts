// EKS of the sandbox: what it answers, and what it refuses as AWS does.
import { describe, expect, it } from 'vitest'
import { makeWorld } from '../../sandbox/scenario.ts'
import { eksService } from '../../sandbox/services/eks.ts'
import type { ClusterState, World } from '../../sandbox/world.ts'
import { seconds } from '../../src/clock.ts'
import { allPages, asker, code } from './scenario-ask.ts'

const world = makeWorld()
const eks = asker(world, 'eks')
const us = asker(world, 'eks', 'us-east-1')
const prod = { clusterName: 'prod' }

const clusterIn = ({ regions }: World, name: string): ClusterState => {
  const found = Object.values(regions)
    .flatMap(({ clusters }) => clusters)
    .find(({ cluster }) => cluster.name === name)
  if (!found) throw new Error(`no cluster ${name}`)
  return found
}

describe('clusters', () => {
  it('are those of the region', () => {
    expect(eks('ListClusters')).toEqual({ clusters: ['prod', 'staging'], nextToken: null })
    expect(us('ListClusters')).toEqual({ clusters: ['analytics'], nextToken: null })
  })

  it('that are only connected are listed on demand', () => {
    const other = makeWorld()
    clusterIn(other, 'staging').cluster.connectorConfig = { provider: 'OTHER' }
    expect(asker(other, 'eks')('ListClusters')).toMatchObject({ clusters: ['prod'] })
    expect(asker(other, 'eks')('ListClusters', { include: ['all'] })).toMatchObject({ clusters: ['prod', 'staging'] })
    expect(asker(other, 'eks')('ListClusters', { include: 'all' })).toMatchObject({ clusters: ['prod', 'staging'] })
  })

  it('are not listed with an include that does not exist', () => {
    expect(() => eks('ListClusters', { include: ['ALL'] })).toThrow(code('InvalidParameterException'))
  })

  it('have null where there is nothing', () => {
    expect(eks('DescribeCluster', { name: 'staging' })).toMatchObject({
      cluster: { name: 'staging', encryptionConfig: null, connectorConfig: null, outpostConfig: null },
    })
  })

  it('that do not exist are not found, and the error names them', () => {
    const asked = () => eks('DescribeCluster', { name: 'analytics' })
    expect(asked).toThrow(code('ResourceNotFoundException', 404))
    expect(asked).toThrow(expect.objectContaining({ more: { clusterName: 'analytics' } }))
  })

  it('are unknown in a region that is not enabled, as the caller is', () => {
    const africa = asker(world, 'eks', 'af-south-1')
    expect(() => africa('ListClusters')).toThrow(code('UnrecognizedClientException', 403))
  })

  it('that were changed are answered as changed', () => {
    const other = makeWorld()
    clusterIn(other, 'prod').cluster.deletionProtection = false
    expect(asker(other, 'eks')('DescribeCluster', { name: 'prod' })).toMatchObject({
      cluster: { deletionProtection: false },
    })
  })
})

describe('pages', () => {
  it('hold everything once', () => {
    const { items, pages } = allPages(eks, 'ListAccessEntries', { ...prod, maxResults: '5' }, 'accessEntries')
    expect([items.length, new Set(items).size, pages]).toEqual([12, 12, 3])
  })

  it('end with a null token', () => {
    expect(eks('ListNodegroups', prod)).toMatchObject({ nextToken: null })
  })

  it('are refused for a token that was made up', () => {
    expect(() => eks('ListAddons', { ...prod, nextToken: 'NQ==' })).toThrow(code('InvalidParameterException'))
  })

  it.each([
    ['another cluster', 'ListAddons', { clusterName: 'staging' }],
    ['another operation', 'ListNodegroups', prod],
  ])('are refused for a token of %s', (_, operation, input) => {
    const { nextToken } = eks('ListAddons', { ...prod, maxResults: '2' })
    expect(() => eks(operation, { ...input, nextToken })).toThrow(code('InvalidParameterException'))
  })

  it('may change their size', () => {
    const { nextToken } = eks('ListAddons', { ...prod, maxResults: '2' })
    expect(eks('ListAddons', { ...prod, maxResults: '4', nextToken })).toMatchObject({ addons: { length: 4 } })
  })

  it.each(['0', '101'])('of %s items are refused', (maxResults) => {
    expect(() => eks('ListAddons', { ...prod, maxResults })).toThrow(code('InvalidParameterException'))
  })

  it('of a size that is no number are refused', () => {
    expect(() => eks('ListAddons', { ...prod, maxResults: 'ten' })).toThrow(code('SerializationException'))
  })
})

describe('parts of a cluster', () => {
  it.each([
    ['DescribeNodegroup', { nodegroupName: 'none' }],
    ['DescribeAddon', { addonName: 'none' }],
    ['DescribeFargateProfile', { fargateProfileName: 'none' }],
    ['DescribeCapability', { capabilityName: 'none' }],
    ['DescribePodIdentityAssociation', { associationId: 'a-none' }],
    ['DescribeInsight', { id: 'none' }],
    ['DescribeAccessEntry', { principalArn: 'arn:aws:iam::111122223333:role/none' }],
    ['ListAssociatedAccessPolicies', { principalArn: 'arn:aws:iam::111122223333:role/none' }],
    ['DescribeIdentityProviderConfig', { identityProviderConfig: { type: 'oidc', name: 'none' } }],
  ])('%s of one that does not exist is not found', (operation, input) => {
    expect(() => eks(operation, { ...prod, ...input })).toThrow(code('ResourceNotFoundException', 404))
  })

  it('are not described without their name', () => {
    expect(() => eks('DescribeAddon', prod)).toThrow(code('InvalidParameterException'))
  })

  it('have their tags by ARN', () => {
    const { addon } = eks('DescribeAddon', { ...prod, addonName: 'coredns' }) as { addon: { addonArn: string } }
    expect(eks('ListTagsForResource', { resourceArn: addon.addonArn })).toMatchObject({ tags: { owner: 'platform' } })
  })

  it('without tags have an empty map of them', () => {
    const foreign = clusterIn(world, 'staging').access.find(({ entry }) => entry.principalArn?.includes('444455556666'))
    expect(eks('ListTagsForResource', { resourceArn: foreign?.entry.accessEntryArn })).toEqual({ tags: {} })
  })

  it('have no tags where they do not exist', () => {
    const resourceArn = 'arn:aws:eks:eu-west-1:111122223333:cluster/none'
    expect(() => eks('ListTagsForResource', { resourceArn })).toThrow(code('NotFoundException', 404))
  })
})

describe('access', () => {
  it.each([
    ['ListAccessEntries', {}],
    ['DescribeAccessEntry', { principalArn: 'arn:aws:iam::111122223333:role/break-glass' }],
    ['ListAssociatedAccessPolicies', { principalArn: 'arn:aws:iam::111122223333:role/break-glass' }],
  ])('%s is refused where only the config map counts', (operation, input) => {
    const other = makeWorld()
    clusterIn(other, 'staging').cluster.accessConfig = { authenticationMode: 'CONFIG_MAP' }
    expect(() => asker(other, 'eks')(operation, { clusterName: 'staging', ...input })).toThrow(
      code('InvalidRequestException'),
    )
  })

  it('is listed by policy', () => {
    const associatedPolicyArn = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy'
    expect(eks('ListAccessEntries', { clusterName: 'staging', associatedPolicyArn })).toMatchObject({
      accessEntries: expect.arrayContaining(['arn:aws:iam::444455556666:role/vendor-loadtest']),
    })
  })

  it('of pods is listed by namespace and service account, as a summary', () => {
    const { associations } = eks('ListPodIdentityAssociations', {
      ...prod,
      namespace: 'ledger',
      serviceAccount: 'ledger-worker',
    })
    expect(associations).toEqual([
      {
        clusterName: 'prod',
        namespace: 'ledger',
        serviceAccount: 'ledger-worker',
        associationArn: expect.stringContaining('podidentityassociation/prod/a-'),
        associationId: expect.stringMatching(/^a-/),
      },
    ])
  })
})

describe('updates', () => {
  const failed = () => allPages(eks, 'ListUpdates', { name: 'staging', nodegroupName: 'legacy' }, 'updateIds').items

  it('of a node group are not among those of the cluster', () => {
    const [updateId] = failed()
    expect(allPages(eks, 'ListUpdates', { name: 'staging' }, 'updateIds').items).not.toContain(updateId)
    expect(() => eks('DescribeUpdate', { name: 'staging', updateId })).toThrow(code('ResourceNotFoundException', 404))
    expect(eks('DescribeUpdate', { name: 'staging', updateId, nodegroupName: 'legacy' })).toMatchObject({
      update: { status: 'Failed', errors: [{ errorCode: 'PodEvictionFailure' }] },
    })
  })

  it('of a node group that does not exist are not found', () => {
    expect(() => eks('ListUpdates', { name: 'prod', nodegroupName: 'none' })).toThrow(
      code('ResourceNotFoundException', 404),
    )
  })

  it('are not listed for two things at once', () => {
    const both = { name: 'prod', nodegroupName: 'apps', addonName: 'coredns' }
    expect(() => eks('ListUpdates', both)).toThrow(code('InvalidParameterException'))
  })
})

describe('insights', () => {
  it('are listed by status, without what only their description holds', () => {
    const { insights } = us('ListInsights', { clusterName: 'analytics', filter: { statuses: ['ERROR'] } }) as {
      insights: object[]
    }
    expect(insights).toMatchObject([{ insightStatus: { status: 'ERROR' } }])
    expect(insights[0]).not.toHaveProperty('categorySpecificSummary')
  })

  it('are not listed by a status that does not exist', () => {
    const filter = { statuses: ['FAILING'] }
    expect(() => us('ListInsights', { clusterName: 'analytics', filter })).toThrow(code('InvalidParameterException'))
  })

  it('are asked for with numbers, not text, since the question is a body', () => {
    expect(() => us('ListInsights', { clusterName: 'analytics', maxResults: '2' })).toThrow(
      code('SerializationException'),
    )
  })
})

describe('insights as time goes by', () => {
  const refreshed = (now: string) => {
    const asked = asker(world, 'eks', 'eu-west-1', now)
    const [first] = asked('ListInsights', prod).insights as { id: string; lastRefreshTime: number }[]
    const { insight } = asked('DescribeInsight', { ...prod, id: first?.id }) as { insight: { lastRefreshTime: number } }
    expect(first?.lastRefreshTime).toBe(insight.lastRefreshTime)
    return seconds(now) - insight.lastRefreshTime
  }

  it('are never older than a day', () => {
    for (const now of ['2026-01-05T00:20:00Z', '2026-01-05T23:20:00Z', '2026-01-21T13:20:00Z']) {
      expect(refreshed(now)).toBeGreaterThanOrEqual(0)
      expect(refreshed(now)).toBeLessThan(86_400)
    }
  })
})

describe('add-ons on offer', () => {
  it('are listed page by page, with the versions of Kubernetes that each runs with', () => {
    const { items, pages } = allPages(eks, 'DescribeAddonVersions', { maxResults: '4' }, 'addons')
    expect([items.length, pages]).toEqual([9, 3])
    expect(items[3]).toMatchObject({ addonName: 'coredns', owner: 'aws', publisher: 'eks' })
  })

  it('hold every version that a cluster of the account runs', () => {
    for (const { clusters } of Object.values(world.regions))
      for (const { cluster, addons } of clusters)
        for (const { addonName, addonVersion } of addons) {
          const kubernetesVersion = cluster.version
          const { addons: found } = eks('DescribeAddonVersions', { addonName, kubernetesVersion })
          const [offer] = found as { addonVersions: { addonVersion: string }[] }[]
          expect(offer?.addonVersions.map((one) => one.addonVersion)).toContain(addonVersion)
        }
  })

  it('are filtered by owner, and by a version of Kubernetes', () => {
    expect(eks('DescribeAddonVersions', { owners: 'aws-marketplace' })).toMatchObject({
      addons: [{ addonName: 'kubecost_kubecost', marketplaceInformation: {} }],
    })
    const { addons } = eks('DescribeAddonVersions', { addonName: 'coredns', kubernetesVersion: '1.35' })
    expect(addons).toMatchObject([{ addonVersions: [{ addonVersion: 'v1.12.4-eksbuild.1' }] }])
  })

  it('are not found by a name that none has', () => {
    expect(() => eks('DescribeAddonVersions', { addonName: 'none' })).toThrow(code('ResourceNotFoundException', 404))
  })
})

describe('subscriptions of EKS Anywhere', () => {
  it('are those of the region, by status', () => {
    expect(us('ListEksAnywhereSubscriptions', { includeStatus: ['ACTIVE', 'EXPIRED'] })).toMatchObject({
      subscriptions: [{ licenseQuantity: 2, licenses: [{}] }],
    })
    expect(us('ListEksAnywhereSubscriptions', { includeStatus: 'EXPIRED' })).toMatchObject({ subscriptions: [] })
    expect(eks('ListEksAnywhereSubscriptions')).toMatchObject({ subscriptions: [] })
  })

  it('have no status of another spelling', () => {
    expect(() => us('ListEksAnywhereSubscriptions', { includeStatus: ['active'] })).toThrow(
      code('InvalidParameterException'),
    )
  })
})

describe('cluster versions', () => {
  type Versions = {
    clusterVersions: { clusterVersion: string; status: string; versionStatus: string; defaultVersion: boolean }[]
  }
  const versions = (now: string, input = {}) =>
    (asker(world, 'eks', 'eu-west-1', now)('DescribeClusterVersions', input) as Versions).clusterVersions

  it('have the support that their dates give them now', () => {
    const status = (now: string) => versions(now, { clusterVersions: '1.32' })[0]
    expect(status('2026-03-22T23:59:59Z')).toMatchObject({
      status: 'standard-support',
      versionStatus: 'STANDARD_SUPPORT',
    })
    expect(status('2026-03-23T00:00:00Z')).toMatchObject({
      status: 'extended-support',
      versionStatus: 'EXTENDED_SUPPORT',
    })
    expect(status('2027-03-23T00:00:00Z')).toMatchObject({ status: 'unsupported', versionStatus: 'UNSUPPORTED' })
  })

  it('are not there before their release', () => {
    const newest = (now: string) => versions(now)[0]?.clusterVersion
    expect([newest('2026-01-27T00:00:00Z'), newest('2026-01-28T00:00:00Z')]).toEqual(['1.34', '1.35'])
  })

  it('without support are shown only to who asks for all', () => {
    const names = (input = {}) => versions('2026-01-05T00:00:00Z', input).map(({ clusterVersion }) => clusterVersion)
    expect(names()).not.toContain('1.28')
    expect(names({ includeAll: 'true' })).toContain('1.28')
  })

  it('have one default', () => {
    const defaults = versions('2026-01-05T00:00:00Z', { defaultOnly: 'true' })
    expect(defaults).toMatchObject([{ clusterVersion: '1.34', defaultVersion: true }])
  })
})

describe('what IAM is asked about', () => {
  const { resource } = eksService(world)
  const about = (operation: string, input: Record<string, unknown>) =>
    resource?.({
      service: 'eks',
      operation,
      region: 'eu-west-1',
      account: world.account,
      input,
      now: '2026-01-05T00:20:00Z',
    })

  it.each([
    ['ListClusters', {}, '*'],
    ['DescribeCluster', { name: 'prod' }, 'arn:aws:eks:eu-west-1:111122223333:cluster/prod'],
    ['ListAddons', prod, 'arn:aws:eks:eu-west-1:111122223333:cluster/prod'],
    [
      'DescribeAddon',
      { ...prod, addonName: 'coredns' },
      clusterIn(world, 'prod').addons.find((one) => one.addonName === 'coredns')?.addonArn,
    ],
    ['DescribeAddon', { ...prod, addonName: 'none' }, 'arn:aws:eks:eu-west-1:111122223333:addon/prod/none/*'],
  ])('%s %j is %s', (operation, input, arn) => {
    expect(about(operation, input)).toBe(arn)
  })
})
