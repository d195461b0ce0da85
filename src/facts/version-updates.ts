// The updates of a cluster to another Kubernetes version, as far back as EKS tells.
import * as z from 'zod/mini'
import { answers, by, listAnswers, notDocumented } from '../answers/answers.ts'
import { time } from '../answers/time.ts'
import { defineFact } from '../fact.ts'
import type { Action, Instant } from '../model.ts'
import { eksUpdates } from './eks-updates.ts'
import { isCluster, readCluster } from './of-cluster.ts'

export type VersionUpdate = { id: string; to: string; status: string; createdAt: Instant }

const List = z.object({ updateIds: z.array(z.string()) })
const Typed = z.object({ update: z.object({ type: z.string() }) })
const Update = z.object({
  update: z.object({
    id: z.string(),
    status: z.enum(['InProgress', 'Failed', 'Cancelled', 'Successful']),
    createdAt: time,
    params: z.array(z.object({ type: z.string(), value: z.string() })),
  }),
})

/** Oldest first. Those of node groups and add-ons are not among them. */
export const versionUpdates = defineFact({
  id: 'version-updates',
  source: 'eks-cluster',
  of: 'cluster',
  actions: eksUpdates.actions,
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({}))
    if (!isCluster(found)) return found
    const own = [...exchanges].filter(({ action, input }) => asking.includes(action) && isOfCluster(input))
    listAnswers(own, 'eks:ListUpdates', List)
    return own
      .filter((line) => [...answers([line], 'eks:DescribeUpdate', Typed)][0]?.body.update.type === 'VersionUpdate')
      .flatMap((line) => [...answers([line], 'eks:DescribeUpdate', Update)])
      .map(({ body: { update } }): VersionUpdate => {
        const to = update.params.find(({ type }) => type === 'Version')?.value
        if (!to) throw notDocumented('eks:DescribeUpdate', 'a VersionUpdate without its Version')
        return { id: update.id, to, status: update.status, createdAt: update.createdAt }
      })
      .sort(by(({ createdAt, id }) => `${createdAt} ${id}`))
  },
})

const asking: Action[] = ['eks:ListUpdates', 'eks:DescribeUpdate']
const isOfCluster = (input: unknown): boolean =>
  typeof input === 'object' &&
  input !== null &&
  !['nodegroupName', 'addonName', 'capabilityName'].some((name) => name in input)
