// Where the registry of a region copies its images to.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

const Registry = z.object({
  replicationConfiguration: z.object({
    rules: z.array(z.object({ destinations: z.array(z.object({ region: z.string(), registryId: z.string() })) })),
  }),
})

export const registryReplication = defineFact({
  id: 'registry-replication',
  source: 'ecr-registry',
  of: 'region',
  actions: ['ecr:DescribeRegistry'],
  read(exchanges) {
    const [answer] = answers(exchanges, 'ecr:DescribeRegistry', Registry)
    if (!answer) return unknown('DescribeRegistry was not read')
    return answer.body.replicationConfiguration.rules
      .flatMap(({ destinations }) => destinations)
      .map(({ region, registryId }) => ({ region, account: registryId }))
      .sort(by(({ account, region }) => `${account} ${region}`))
  },
})
