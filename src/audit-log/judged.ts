// What each detection makes of single entries of a slot, in whatever order they come.
import type { Detection, Rules, Select } from '../detection.ts'
import type { Slot } from '../model.ts'
import { allowing, imagesOf, namesOf } from './allow.ts'
import { dispatching } from './dispatch.ts'
import type { AuditEntry } from './entries.ts'
import { type AuditEvent, requestOf, type Stage } from './event.ts'
import type { Found } from './found.ts'
import { by, common, nobody, saidOf } from './hit.ts'
import { namespaceOf } from './request-uri.ts'
import { settingsOf } from './rules.ts'
import { plainly } from './sentence.ts'
import { visible } from './visible.ts'

/** Not sorted or bounded yet. */
export const judgeEntries = (detections: readonly Detection[], rules: Rules, slot: Slot) => {
  const hits: Kept = new Map()
  const judges = detections.flatMap((one) => judgeOf(one, rules, slot, hits) ?? [])
  const ofEvent = dispatching(judges)
  const ofUnreadable = judges.filter(({ takesUnreadable }) => takesUnreadable)
  return {
    /** Whether any detection has something to say of the entry, be it allowed. */
    judge: (entry: AuditEntry): boolean => {
      let isSpoken = false
      for (const { judge } of entry.event.readable ? ofEvent(entry.event) : ofUnreadable) {
        if (judge(entry)) isSpoken = true
      }
      return isSpoken
    },
    found: (): Found[] => [...hits.values()].map(({ hit }) => hit),
    /** The requests of which, all entries taken together, a hit is told. */
    told: (): Set<string> =>
      new Set([...hits.values()].flatMap(({ hit, requests }) => (hit.allowed === null ? requests : []))),
  }
}

type Kept = Map<string, { rank: number; hit: Found; requests: string[] }>
type Of<K extends Detection['kind']> = Extract<Detection, { kind: K }>
type Judge = { select: Select; takesUnreadable: boolean; judge(entry: AuditEntry): boolean }

const judgeOf = (detection: Detection, rules: Rules, slot: Slot, hits: Kept): Judge | undefined => {
  if (detection.kind === 'entry') {
    if (!settingsOf(detection, rules)) return undefined
    const judge = (entry: AuditEntry) => tally(hits, detection, entry, slot)
    return { select: detection.select, takesUnreadable: true, judge }
  }
  const judge = detection.kind === 'event' ? eventJudge(detection, rules, slot, hits) : undefined
  return judge && detection.kind === 'event' ? { select: detection.select, takesUnreadable: false, judge } : undefined
}

// A request is told by the stage that says most of it, whichever line came first.
const ranks: Record<Stage, number> = { ResponseComplete: 0, Panic: 1, ResponseStarted: 2, RequestReceived: 3 }

const eventJudge = (detection: Of<'event'>, rules: Rules, slot: Slot, hits: Kept): Judge['judge'] | undefined => {
  const settings = settingsOf(detection, rules)
  if (!settings) return undefined
  const allowed = allowing(settings.allow)
  return ({ event, pointer, at, isRepeated }) => {
    if (!event.readable) return false
    const said = saidOf(detection, () => detection.hit(event, settings.settings as never))
    if (said === undefined || isRepeated()) return false
    const why = allowed(allowableOf(event)) ?? null
    const request = requestOf(event)
    const key = `${detection.id} ${request}`
    const rank = ranks[event.stage]
    const known = hits.get(key)
    if (known && known.rank <= rank) return true
    const hit: Found = {
      ...common(detection, slot, plainly(event, said.reason)),
      severity: said.severity,
      ...by(event),
      outcome: event.outcome ?? 'unknown',
      allowed: why,
      auditID: visible(event.auditID, 64),
      at: event.at ?? at ?? slot.start,
      count: 1,
      pointers: [pointer],
    }
    hits.set(key, { rank, hit, requests: [request] })
    return true
  }
}

const allowableOf = (event: AuditEvent) => ({
  names: namesOf(event),
  // The reference takes the namespace of a new object from its body where the address has none (k8s.io/apiserver, audit/request.go).
  namespace: event.requestURI === '' ? event.namespace : namespaceOf(event.requestURI),
  images: imagesOf(event.resource, event.body),
  sourceIPs: event.sourceIPs,
})

const tally = (hits: Kept, detection: Of<'entry'>, entry: AuditEntry, slot: Slot): boolean => {
  const { event, pointer, at } = entry
  const fault = detection.fault(event)
  if (fault === undefined || entry.isRepeated()) return false
  const key = `${detection.id} ${fault}`
  const known = hits.get(key)
  const before = known?.hit
  const count = (before?.count ?? 0) + 1
  const here = at ?? slot.start
  const hit: Found = {
    ...common(detection, slot, `${count} ${count === 1 ? 'entry' : 'entries'} could not be judged: ${fault}`),
    ...nobody,
    at: before && before.at < here ? before.at : here,
    count,
    pointers: [...(before?.pointers ?? []), pointer].sort().slice(0, 10),
  }
  const requests = known?.requests ?? []
  if (event.readable) requests.push(requestOf(event))
  hits.set(key, { rank: 0, hit, requests })
  return true
}
