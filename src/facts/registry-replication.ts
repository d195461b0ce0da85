// Where the registry of a region copies its images to, and of which repositories.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

const Registry = z.object({
  replicationConfiguration: z.object({
    rules: z.array(
      z.object({
        destinations: z.array(z.object({ region: z.string(), registryId: z.string() })),
        repositoryFilters: z.nullish(z.array(z.object({ filter: z.string(), filterType: z.literal('PREFIX_MATCH') }))),
      }),
    ),
  }),
})

/** `prefixes`: of the names of repositories; none: of all. */
export type Destination = { region: string; account: string; prefixes: string[] }

export const registryReplication = defineFact<Destination[]>({
  id: 'registry-replication',
  source: 'ecr-registry',
  of: 'region',
  actions: ['ecr:DescribeRegistry'],
  read(exchanges) {
    const [answer] = answers(exchanges, 'ecr:DescribeRegistry', Registry)
    if (!answer) return unknown('DescribeRegistry was not read')
    return answer.body.replicationConfiguration.rules
      .flatMap(({ destinations, repositoryFilters }) =>
        destinations.map(({ region, registryId }) => ({
          ...{ region, account: registryId },
          prefixes: (repositoryFilters ?? []).map(({ filter }) => filter).sort(),
        })),
      )
      .sort(by(({ account, region, prefixes }) => `${account} ${region} ${prefixes.join(' ')}`))
  },
  about: (destinations, { name }) =>
    destinations.filter(({ prefixes }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix))),
})
