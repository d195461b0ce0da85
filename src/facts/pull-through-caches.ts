// From which registries a region pulls images through.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'

const Rules = z.object({
  pullThroughCacheRules: z.array(z.object({ ecrRepositoryPrefix: z.string(), upstreamRegistryUrl: z.string() })),
})

export const pullThroughCaches = defineFact({
  id: 'pull-through-caches',
  source: 'ecr-registry',
  of: 'region',
  actions: ['ecr:DescribePullThroughCacheRules'],
  read: (exchanges) =>
    [...answers(exchanges, 'ecr:DescribePullThroughCacheRules', Rules)]
      .flatMap(({ body }) => body.pullThroughCacheRules)
      .map(({ ecrRepositoryPrefix, upstreamRegistryUrl }) => ({
        prefix: ecrRepositoryPrefix,
        upstream: upstreamRegistryUrl,
      }))
      .sort(by(({ prefix }) => prefix)),
})
