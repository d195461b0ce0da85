// What the audit log tells of who did what, summed up over its windows: one fact for each thing that controls ask for.
import { activityOf, type Takers, takers } from '../audit-log/activity/activity.ts'
import type { Change } from '../audit-log/activity/changes.ts'
import { type Grant, withoutGone } from '../audit-log/activity/grants.ts'
import type { Image } from '../audit-log/activity/images.ts'
import type { Taker } from '../audit-log/activity/taker.ts'
import { usesLast } from '../audit-log/activity/uses.ts'
import { getResults, startQuery } from '../audit-log/insights.ts'
import type { Counted } from '../audit-log/requests.ts'
import { joining, lasting, newest, type Seen } from '../audit-log/seen.ts'
import { plus } from '../clock.ts'
import { defineFact, type Summed } from '../fact.ts'
import { type Instant, isUnknown, type Slot, type Subject } from '../model.ts'
import { auditLogGroup, type LogGroup, lostOf } from './audit-log-group.ts'
import { silencesOf } from './audit-log-population.ts'

const day = 86_400

// Behind a data protection policy any entry may be another; before its log group was made, or in a silence, there may have been one.
const missingIn = (rows: readonly Counted[], given: { subject: Subject; slot: Slot }, group: LogGroup, at: Instant) => {
  if (group.state === 'present' && group.isMasked) return given.slot.end
  const [silence] = silencesOf(rows, given)
  const lost = lostOf(group, given, at)
  return newest(silence ? plus(silence.from, silence.seconds) : null, lost?.until ?? null)
}

type Forget<T> = Summed<Seen<T>>['forget']

const activity = <T>(id: string, name: keyof Takers, forget: Forget<T>): Summed<Seen<T>> => {
  const { most, merge, matters } = takers[name] as unknown as Taker<T>
  const fact = defineFact<Seen<T>>({
    id,
    source: 'audit-log',
    of: 'cluster',
    actions: [startQuery, getResults, 'logs:DescribeLogGroups'],
    read(exchanges, given) {
      const group = auditLogGroup.read(exchanges, given)
      if (isUnknown(group)) return group
      const found = activityOf(exchanges, given.slot, (rows, at) => missingIn(rows, given, group, at))
      return isUnknown(found) ? found : (found[name] as unknown as Seen<T>)
    },
  })
  return { ...fact, join: joining(most, merge, matters), forget }
}

/** By principal: the account and the role or user. */
export const accessUses = activity<object>('audit-access-uses', 'uses', lasting(usesLast))
/** In the last two days. */
export const rbacChanges = activity<Change>('audit-rbac-changes', 'rbacChanges', lasting(2 * day))
export const awsAuthChanges = activity<Change>('audit-aws-auth-changes', 'awsAuthChanges', lasting(2 * day))
export const admissionChanges = activity<Change>('audit-admission-changes', 'admissionChanges', lasting(2 * day))
export const workloadWrites = activity<Change>('audit-workload-writes', 'workloads', lasting(2 * day))
/** In the last day. */
export const imagesWritten = activity<Image>('audit-images', 'images', lasting(day))

// What an object no longer hands out is kept as long as an older window may still come and say that it does; an hour more
// for clocks that differ. So is the end of a namespace.
const outstanding: Forget<Grant> = (seen, { settled }: { settled: Instant }) => ({
  ...seen,
  items: Object.fromEntries(
    Object.entries(withoutGone(seen.items)).filter(
      ([, { known, unseen, at }]) => unseen !== null || (known?.grants.length ?? 0) > 0 || at >= plus(settled, -3_600),
    ),
  ),
})
/** By `clusterroles/NAME`, `rolebindings/NAMESPACE/NAME`: as far back as the log was read. */
export const rbacGrants = activity<Grant>('audit-rbac-grants', 'grants', outstanding)
