// Why each detection hit or missed an entry, by the step at which it fell out.
import type { AuditEntry } from '../../audit-log/entries.ts'
import type { AuditEvent } from '../../audit-log/event.ts'
import { judgeEntries } from '../../audit-log/judged.ts'
import { settingsOf } from '../../audit-log/rules.ts'
import { missing } from '../../audit-log/select.ts'
import { visible } from '../../audit-log/visible.ts'
import type { Detection, Select } from '../../detection.ts'
import { table } from '../terminal.ts'
import { isOffline, type Judging, timeless } from './judge.ts'
import { placeOf } from './told.ts'

/** One paragraph per entry: the hits first, then what was asked and said nothing, then what was not asked. */
export const explain = ({ detections, rules }: Judging, entry: AuditEntry): string => {
  const steps = detections.map((one) => ({ id: one.id, ...stepOf(one, { detections, rules }, entry) }))
  const sorted = steps.toSorted((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1))
  return [headOf(entry), table(sorted.map(({ id, said }) => [`  ${id}`, said]))].join('\n')
}

const headOf = ({ pointer, event }: AuditEntry): string => {
  const { line, item } = placeOf(pointer)
  const head = `line ${line}${item > 0 ? `, entry ${item}` : ''}, ${visible(event.auditID ?? 'no audit id', 64)}`
  if (!event.readable) return `${head}: ${visible([event.why, ...event.faults].join('; '), 400)}`
  const { verb, resource, subresource, namespace, name, requestURI, stage, outcome, actor } = event
  const what = resource === '' ? requestURI : [resource, subresource].filter((part) => part !== '').join('/')
  const object = [namespace, name].filter((part) => part !== '').join('/')
  return `${head}: ${visible([verb, what, object].join(' ').trim())} by ${visible(actor)} (${stage}, ${outcome ?? 'no answer yet'})`
}

type Step = { rank: number; said: string }

const stepOf = (detection: Detection, { rules }: Judging, entry: AuditEntry): Step => {
  const { event } = entry
  const rule = rules[detection.id]
  const set = settingsOf(detection, rules)
  if (!set) return { rank: 3, said: `off: ${visible(rule && 'off' in rule ? rule.off : '')}` }
  if (!isOffline(detection))
    return { rank: 4, said: detection.kind === 'change' ? 'judges records of CloudTrail' : 'not judged by one file' }
  if (!event.readable && detection.kind !== 'entry') return { rank: 3, said: 'not asked: the entry cannot be read' }
  if ('select' in detection && event.readable) {
    const member = missing(detection.select, event)
    if (member !== undefined) return { rank: 2, said: notSelected(detection.select, member, event) }
  }
  if (detection.kind === 'distinct' && event.readable) {
    const thing = detection.each(event, set.settings as never)
    return counted(thing === undefined ? undefined : visible(thing, 150), detection, set.settings)
  }
  if (detection.kind === 'burst' && event.readable) {
    const { user: actor, verb, resource } = event
    const row = { actor, verb, resource, code: event.code === null ? '' : String(event.code), count: 1 }
    return counted(detection.counts(row) ? 'the request' : undefined, detection, set.settings)
  }
  const one = judgeEntries([detection], rules, timeless)
  one.judge(entry)
  const [hit] = one.found()
  if (!hit) return { rank: 1, said: 'asked, and found nothing in it' }
  return { rank: 0, said: `hit: ${hit.reason}${hit.allowed === null ? '' : ` (allowed: ${visible(hit.allowed)})`}` }
}

const counted = (what: string | undefined, { things }: { things: string }, { atLeast }: { atLeast?: unknown }): Step =>
  what === undefined
    ? { rank: 1, said: 'asked, and counts nothing of it' }
    : { rank: 1, said: `counts ${what}; told from ${String(atLeast)} ${things} of an actor in an hour on` }

const notSelected = (select: Select, member: keyof Select, event: AuditEvent): string => {
  if (member === 'impersonated') return 'not asked: nobody is impersonated'
  if (member === 'butNoise') return 'not asked: what machinery does all day'
  const value = visible(event[member], 100) || 'none'
  const wanted = (select[member] ?? []).map((one) => one || 'none')
  const some = wanted.length > 8 ? [...wanted.slice(0, 8), `${wanted.length - 8} more`] : wanted
  return `not asked: ${member} ${value} is not ${some.join(', ')}`
}
