// Who a cluster is, as the hourly inventory will know it: by its ARN and its birth. And whether it is observed at all.
import * as z from 'zod/mini'
import { readTime } from '../clock.ts'
import type { Config } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import { parseJson } from '../json.ts'
import type { Subject } from '../model.ts'
import { partitionOfRegion } from '../partition.ts'
import { excludedBy } from '../plan/population.ts'
import type { Send } from '../wire.ts'
import { describeCluster } from './operations.ts'

type Place = { account: string; region: string; name: string }

const answer = z.object({
  cluster: z.object({ name: z.string(), arn: z.string(), createdAt: z.union([z.number(), z.string()]) }),
})

/** `bornAt` is null where the cluster was not found or could not be read; `why` then says which. */
export const identify = async (
  send: Send,
  { account, region, name }: Place,
): Promise<{ subject: Subject; why?: { code: string; message: string } }> => {
  const id = `arn:${partitionOfRegion(region)}:eks:${region}:${account}:cluster/${name}`
  const unknown: Subject = { scope: 'cluster', id, name, region, bornAt: null }
  const wire = await send(describeCluster.action, { name }, region)
  if (!wire.ok) return { subject: unknown, why: { code: wire.code, message: wire.message } }
  const { data } = answer.safeParse('text' in wire ? read(() => parseJson(wire.text)) : wire.body)
  const bornAt = readTime(data?.cluster.createdAt)
  if (!data || !bornAt) return { subject: unknown, why: { code: 'MalformedResponse', message: 'not as documented' } }
  return { subject: { ...unknown, id: data.cluster.arn, bornAt } }
}

// Undefined for what cannot be read: a batch is evidence whatever else is not.
const read = <T>(from: () => T): T | undefined => {
  try {
    return from()
  } catch (error) {
    if (error instanceof EvidenceError) return undefined
    throw error
  }
}

export const isGone = ({ code }: { code: string }): boolean => describeCluster.absentWhen.includes(code)

/** Whether a configuration leaves the cluster out. */
export const isExcluded = (
  { regions, exclude }: Pick<Config, 'regions' | 'exclude'>,
  { id, region }: Subject,
): boolean => {
  if (regions !== 'all' && !regions.includes(region)) return true
  const rule = excludedBy(exclude)
  return (rule(`aws://${id.split(':')[4]}/${region}`) ?? rule(id)) !== undefined
}
