// GOV-03: the population is known: every cluster and repository of a region that the account uses.
import { defineControl, latest } from '../control.ts'
import { answered, describedCluster, subjects } from '../examples/example.ts'
import { accountRegions, isUsable } from '../facts/account-regions.ts'
import { regionInventory } from '../facts/region-inventory.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const inventory = (clusters: string[], repositories: { createdAt?: number }[] = []) => [
  answered('eks:ListClusters', { include: ['all'] }, { clusters, nextToken: null }),
  ...clusters.map(() => describedCluster()),
  answered(
    'ecr:DescribeRepositories',
    { maxResults: 1000 },
    {
      repositories: repositories.map((over) => ({
        repositoryArn: subjects.repository.id,
        repositoryName: 'app',
        registryId: '111122223333',
        ...over,
      })),
    },
  ),
]
const regions = (RegionOptStatus: string, RegionName = 'eu-central-1') => [
  answered('account:ListRegions', {}, { Regions: [{ RegionName, RegionOptStatus }] }),
]

export default defineControl({
  id: 'GOV-03',
  of: 'region',
  title: 'Every cluster and repository of the region is in the inventory',
  criteria: ['CC2.1', 'CC4.1'],
  severity: 'medium',
  needs: { regions: latest(accountRegions), inventory: latest(regionInventory) },
  settings: {},
  assess: ({ regions, inventory }, { subject }) => {
    const region = regions.find(({ name }) => name === subject.name)
    const { clusters, repositories, unidentified } = inventory
    const held = `${clusters} clusters and ${repositories} repositories`
    if (!region) return fail(`the account does not list region ${subject.name}, which holds ${held}`)
    const isEmpty = clusters + repositories + unidentified.length === 0
    if (!isUsable(region) && isEmpty) return notApplicable(`the region is ${region.status}`)
    // What is left in a region without access goes on running, and nobody can look at it.
    if (region.status.startsWith('DISABL') && !isEmpty) return fail(`the region is ${region.status} and holds ${held}`)
    if (unidentified.length > 0)
      return unknown(`${unidentified.length} cannot be told apart: ${unidentified.join('; ')}`)
    return pass(`read to the last page: ${held}; the region is ${region.status}`)
  },
  remedy: 'Let the collector read the region; remove what a region holds before it is disabled.',
  sameAs: [],
  examples: {
    pass: [
      { regions: regions('ENABLED_BY_DEFAULT'), inventory: inventory(['prod'], [{ createdAt: 1711958400 }]) },
      { regions: regions('ENABLED'), inventory: inventory([]) },
    ],
    fail: [
      { regions: regions('ENABLED', 'eu-west-1'), inventory: inventory([]) },
      { regions: regions('DISABLING'), inventory: inventory(['prod']) },
      { regions: regions('DISABLED'), inventory: inventory([], [{ createdAt: 1711958400 }]) },
    ],
    notApplicable: [{ regions: regions('DISABLED'), inventory: inventory([]) }],
  },
})
