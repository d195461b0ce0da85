// What was updated through EKS: the cluster, its node groups, add-ons and capabilities, as far back as EKS tells.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { time } from '../answers/time.ts'
import { defineFact } from '../fact.ts'
import type { Exchange, Instant } from '../model.ts'
import { isCluster, readCluster } from './of-cluster.ts'

export type EksUpdate = {
  id: string
  /** `cluster`, `node group NAME`, `add-on NAME` or `capability NAME`. */
  of: string
  type: string
  status: string
  createdAt: Instant
  errors: string[]
}

const List = z.object({ updateIds: z.array(z.string()) })
const Update = z.object({
  update: z.object({
    id: z.string(),
    type: z.string(),
    status: z.enum(['InProgress', 'Failed', 'Cancelled', 'Successful']),
    createdAt: time,
    errors: z.nullish(z.array(z.object({ errorCode: z.nullish(z.string()) }))),
  }),
})

/** Oldest first. */
export const eksUpdates = defineFact({
  id: 'eks-updates',
  source: 'eks-cluster',
  of: 'cluster',
  actions: [
    'eks:DescribeCluster',
    'eks:ListNodegroups',
    'eks:ListAddons',
    'eks:ListCapabilities',
    'eks:ListUpdates',
    'eks:DescribeUpdate',
  ],
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({}))
    return isCluster(found) ? read(exchanges) : found
  },
})

const read = (exchanges: Iterable<Exchange>): EksUpdate[] => {
  // Of the cluster alone: a node group may be deleted between two questions, and its updates are gone with it.
  listAnswers([...exchanges].filter(isOfCluster), 'eks:ListUpdates', List)
  return [...answers(exchanges, 'eks:DescribeUpdate', Update)]
    .map(({ input, body: { update } }) => {
      const errors = (update.errors ?? []).map(({ errorCode }) => errorCode ?? 'Unknown').sort()
      return {
        id: update.id,
        of: target(input),
        type: update.type,
        status: update.status,
        createdAt: update.createdAt,
        errors,
      }
    })
    .sort(by(({ createdAt, id }) => `${createdAt} ${id}`))
}

const isOfCluster = ({ action, input }: Exchange): boolean =>
  action === 'eks:ListUpdates' && target(input as Record<string, unknown>) === 'cluster'

const target = ({ nodegroupName, addonName, capabilityName }: Record<string, unknown>): string =>
  nodegroupName
    ? `node group ${nodegroupName}`
    : addonName
      ? `add-on ${addonName}`
      : capabilityName
        ? `capability ${capabilityName}`
        : 'cluster'
