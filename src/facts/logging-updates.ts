// Updates of EKS that changed which logs of the control plane are sent, with the types that each switched off.
import * as z from 'zod/mini'
import { answers, by, notDocumented, shapedText } from '../answers/answers.ts'
import { time } from '../answers/time.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'
import { eksUpdates } from './eks-updates.ts'
import { isCluster, readCluster } from './of-cluster.ts'

export type LoggingUpdate = { id: string; createdAt: Instant; status: string; off: string[] }

const Update = z.object({
  update: z.object({
    id: z.string(),
    type: z.string(),
    status: z.string(),
    createdAt: time,
    params: z.nullish(z.array(z.object({ type: z.string(), value: z.nullish(z.string()) }))),
  }),
})
const Logging = z.object({
  clusterLogging: z.array(z.object({ types: z.nullish(z.array(z.string())), enabled: z.boolean() })),
})

/** Oldest first. */
export const loggingUpdates = defineFact({
  id: 'logging-updates',
  source: 'eks-cluster',
  of: 'cluster',
  actions: eksUpdates.actions,
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({}))
    if (!isCluster(found)) return found
    const updates: LoggingUpdate[] = []
    for (const { body } of answers(exchanges, 'eks:DescribeUpdate', Update)) {
      const { id, type, status, createdAt, params } = body.update
      if (type !== 'LoggingUpdate') continue
      const asked = params?.find((param) => param.type === 'ClusterLogging')?.value
      if (!asked) throw notDocumented('eks:DescribeUpdate', `a LoggingUpdate without what it set (${id})`)
      const { clusterLogging } = shapedText(Logging, asked, 'ClusterLogging of an update')
      const off = clusterLogging.filter(({ enabled }) => !enabled).flatMap(({ types }) => types ?? [])
      updates.push({ id, createdAt, status, off: [...new Set(off)].sort() })
    }
    return updates.sort(by(({ createdAt, id }) => `${createdAt} ${id}`))
  },
})
