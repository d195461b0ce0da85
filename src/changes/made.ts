// The changes that somebody made to a cluster, each with its approval: the population that CHG-01 and ACC-01 judge.
import { seconds } from '../clock.ts'
import type { Attested } from '../facts/attested.ts'
import type { EksUpdate } from '../facts/eks-updates.ts'
import type { Instant } from '../model.ts'
import { type Approval, approvalOf, type Rules } from './approval.ts'
import type { Acted, ChangeEvent } from './event.ts'
import { accessChanges } from './event-names.ts'
import type { Windows } from './join.ts'

export type MadeChange = {
  event: ChangeEvent
  /** `unread`: the records were read before it was made, and one may have been put since. */
  approval: Approval | { state: 'unread' }
}

export type Made = {
  changes: MadeChange[]
  /** Made by AWS itself: nobody approves them. */
  byAws: ChangeEvent[]
  /** Updates of EKS in the same time without an event: nobody is known to have made them. */
  unattributed: EksUpdate[]
}

type Given = { windows: Windows; records: Attested[]; recordsRead: Instant; arn: string; rules: Rules }

export const isAccessChange = ({ service, name }: ChangeEvent): boolean =>
  service === 'eks' && accessChanges.includes(name)

/** Events that took effect, as far as `counts` says. */
export const madeChanges = (
  { windows, records, recordsRead, arn, rules }: Given,
  counts: (event: ChangeEvent) => boolean,
  updates: EksUpdate[] = [],
): Made => {
  const events = windows.flatMap(({ value }) => value).filter((event) => event.error === null && counts(event))
  const byAws = events.filter(isByAws)
  const changes = events
    .filter((event) => !isByAws(event))
    .map((event): MadeChange => {
      const approval = approvalOf(event, arn, records, rules)
      const isUnread = approval.state !== 'approved' && seconds(event.at) >= seconds(recordsRead)
      return { event, approval: isUnread ? { state: 'unread' } : approval }
    })
  const [start, end] = [windows[0]?.slot.start ?? '', windows.at(-1)?.slot.end ?? '']
  const told = new Set(windows.flatMap(({ value }) => value).flatMap(({ updateId }) => updateId ?? []))
  const unattributed = updates.filter(
    ({ id, createdAt }) => !told.has(id) && seconds(createdAt) >= seconds(start) && seconds(createdAt) < seconds(end),
  )
  return { changes, byAws, unattributed }
}

const isByAws = ({ who }: ChangeEvent): boolean => who.type === 'AWSService'

/** One event as a reason says it. */
export const saidOf = ({ thing, ...event }: ChangeEvent): string =>
  saidOfActed(event, thing === null || thing === 'cluster' ? '' : ` of ${thing}`)

export const saidOfActed = ({ name, at, who, from }: Acted, of: string): string =>
  `${name}${of} at ${at} by ${shortArn(who.arn)}${who.source ? ` (${who.source})` : ''} from ${from.ip}`

const shortArn = (arn: string): string => arn.replace(/^arn:[a-z-]+:(iam|sts)::\d{12}:/, '')
