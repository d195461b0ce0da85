// The changes of a cluster between two readings, each with what explains it: AWS itself, an event of CloudTrail, an update of EKS, or nothing.
import { seconds } from '../clock.ts'
import type { ClusterState } from '../facts/cluster-state.ts'
import type { EksUpdate } from '../facts/eks-updates.ts'
import type { Instant, Slot } from '../model.ts'
import { madeByAws } from './aws-made.ts'
import { canCause, canUpdate } from './causes.ts'
import { type Difference, differences } from './difference.ts'
import type { ChangeEvent } from './event.ts'

export type Explained =
  | { by: 'aws'; why: string }
  /** `update` where EKS noted the same as an update. */
  | { by: 'event'; event: ChangeEvent; update: EksUpdate | null }
  /** What and when is told, and by nobody who. */
  | { by: 'update'; update: EksUpdate }
  /** Not explained by the events at hand, which do not cover the time between the readings. */
  | { by: 'unread'; why: string }
  | { by: 'nothing' }

export type JoinedChange = Difference & { explained: Explained }

/** Windows of one cluster's events, oldest first, without a gap. */
export type Windows = { slot: Slot; value: ChangeEvent[] }[]
export type Compared = {
  before: ClusterState
  now: ClusterState
  updatesBefore: EksUpdate[]
  updates: EksUpdate[]
  windows: Windows
}

/** Every change between the two readings: the population that CHG-02 judges. Sorted by thing and path. */
export const joinedChanges = ({ before, now, updatesBefore, updates, windows }: Compared): JoinedChange[] => {
  const settled = new Set(updatesBefore.filter(({ status }) => status !== 'InProgress').map(({ id }) => id))
  const fresh = updates.filter(
    ({ id, status }) => !settled.has(id) && (status === 'Successful' || status === 'InProgress'),
  )
  const events = windows.flatMap(({ value }) => value).filter(({ error }) => error === null)
  // What was begun before the first of the two readings can have taken effect behind it where EKS notes it as an update.
  const between = events.filter(
    ({ at, updateId }) =>
      seconds(at) <= seconds(now.read.last) &&
      (seconds(at) >= seconds(before.read.first) || fresh.some(({ id }) => id === updateId)),
  )
  const why = uncovered(windows, before.read.first, now.read.last)
  return differences(before, now).map((change) => {
    const aws = madeByAws(change, now)
    if (aws !== undefined) return { ...change, explained: { by: 'aws', why: aws } }
    const changed = { ...change, arn: arnOf(now, change.thing) ?? arnOf(before, change.thing) }
    const event = between.findLast((one) => canCause(one, changed))
    if (event) {
      const update = fresh.find(({ id }) => id === event.updateId) ?? null
      return { ...change, explained: { by: 'event', event, update } }
    }
    if (why !== undefined) return { ...change, explained: { by: 'unread', why } }
    const update = fresh.findLast((one) => canUpdate(one, changed))
    return { ...change, explained: update ? { by: 'update', update } : { by: 'nothing' } }
  })
}

const uncovered = (windows: Windows, first: Instant, last: Instant): string | undefined => {
  const [start, end] = [windows[0]?.slot.start, windows.at(-1)?.slot.end]
  if (!start || !end) return 'no events are at hand'
  if (seconds(end) <= seconds(last)) return `events are read until ${end}, and the change was seen at ${last}`
  return seconds(start) > seconds(first)
    ? `events are at hand from ${start} on, and the reading before is of ${first}`
    : undefined
}

const arns = [
  'nodegroupArn',
  'addonArn',
  'fargateProfileArn',
  'accessEntryArn',
  'associationArn',
  'identityProviderConfigArn',
  'arn',
]
const arnOf = ({ things }: ClusterState, thing: string): string | null => {
  const fields = things[thing]
  const value = arns.map((member) => fields?.[member]).find((one) => one !== undefined)
  return value === undefined ? null : (JSON.parse(value) as string)
}
