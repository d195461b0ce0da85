// Tells Security Hub of hits within seconds, as the findings that the hourly scan will confirm: the same ids, and never less than it said.
//
// The scan's publish says what is sealed: its count is the true one, dated by its tick. Here the count is what the Hub has
// seen and what is newer than that; it is dated by the hit itself, so that the tick that judges the hit is always later.
import * as z from 'zod/mini'
import { earliest, latest, plus, readTime, seconds } from '../clock.ts'
import type { Detection } from '../detection.ts'
import { EvidenceError } from '../errors.ts'
import type { Hit, Instant, Ref, Severity, Subject } from '../model.ts'
import { type DayOfHits, dayOf, daysOfHits, type Tally } from '../publish/days-of-hits.ts'
import { hitFinding } from '../publish/hit-finding.ts'
import { isOff, isRefusal, makeHub, type Refusal } from '../publish/hub.ts'
import { makeOutbox } from '../publish/outbox.ts'
import { shownOn } from '../publish/shown.ts'
import type { Send } from '../wire.ts'

export type Telling = {
  send: Send
  account: string
  home: string
  now: Instant
  detections: readonly Pick<Detection, 'id' | 'title' | 'respond'>[]
}

/** `known`: hits that the Hub has already. `off`: Security Hub is off here; the hourly publish tells all of it once it is on. */
export type Told = { sent: number; known: number; off: boolean }

/** What waits for nobody. The rest is told by the hourly publish. */
export const isUrgent = ({ severity }: Pick<Hit, 'severity'>): boolean => severity === 'high' || severity === 'critical'

const shown = z.object({
  Id: z.string(),
  FirstObservedAt: z.string(),
  LastObservedAt: z.string(),
  UpdatedAt: z.string(),
  ProductFields: z.record(z.string(), z.string()),
  FindingProviderFields: z.optional(z.object({ Severity: z.optional(z.object({ Original: z.optional(z.string()) })) })),
})
const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical']
type Known = { tally: Tally; updatedAt: Instant }

/** Throws AWS_REFUSED where the Hub did not take everything: whoever tries again says nothing twice. */
export const tell = async (on: Telling, subject: Subject, hits: Hit[], streamed: Ref): Promise<Told> => {
  const outbox = makeOutbox(makeHub(on.send, subject.region, []))
  const lost: Refusal[] = []
  const told: Told = { sent: 0, known: 0, off: false }
  const ofDay = Map.groupBy(hits.filter(isUrgent), ({ detection, at }) => `${detection} ${dayOf(at)}`)
  for (const [name, own] of ofDay) {
    const [id = '', day = ''] = name.split(' ')
    const known = knownOf(await shownOn(outbox, { account: on.account, home: on.home, subject, detection: id, day }))
    if (isRefusal(known)) lost.push(known)
    else await send(own, known)
  }
  await outbox.flush()
  told.sent = outbox.outcome.sent
  told.off = outbox.off()
  const [first] = lost.filter((why) => !isOff(why))
  if (!first) return told
  const detail = { findings: lost.length, code: first.code, why: first.message, evidence: streamed.key }
  throw new EvidenceError('AWS_REFUSED', detail, {
    hint: 'Lambda tries the batch again; the hourly publish tells it all the same',
  })

  async function send(own: Hit[], known: Map<string, Known>): Promise<void> {
    const counted = Object.fromEntries([...known].map(([id, { tally }]) => [id, tally]))
    for (const day of daysOfHits({ subject, hits: own }, counted)) {
      const before = known.get(day.id)
      const fresh = newer(day, before)
      told.known += day.hits.length - (fresh?.hits.length ?? 0)
      const detection = on.detections.find(({ id }) => id === fresh?.hits[0]?.detection)
      if (!fresh || !detection) continue
      const given = { tick: dated(fresh, before, on.now), subject, of: fresh, detection, streamed }
      const finding = hitFinding(given, { account: on.account, home: on.home })
      if (finding) await outbox.add({ finding, resolve: false, lost: (why) => lost.push(why) })
    }
  }
}

// Of a day that the Hub knows, only hits behind the last one that it shows: a batch that comes again counts nothing twice. What
// came late and lies before that, the scan counts. An entry of a time to come must not hush what happens until then.
const newer = (day: DayOfHits, before: Known | undefined): DayOfHits | undefined => {
  if (!before) return day
  const shownTo = seconds(earliest(before.tally.last, before.updatedAt))
  const hits = day.hits.filter(({ at }) => seconds(at) > shownTo)
  if (hits.length === 0) return undefined
  const count = hits.reduce((sum, hit) => sum + hit.count, 0)
  const last = [before.tally.last, ...hits.map(({ at }) => at)].reduce(latest)
  return { ...day, hits, tally: { ...day.tally, last, slots: { ...before.tally.slots, streamed: count } } }
}

// The Hub ignores what is not dated later than what it has.
const dated = ({ tally }: DayOfHits, before: Known | undefined, now: Instant): Instant => {
  const at = earliest(tally.last, now)
  return before ? latest(at, plus(before.updatedAt, 0.001)) : at
}

const knownOf = (found: Record<string, unknown>[] | Refusal): Map<string, Known> | Refusal => {
  if (isRefusal(found)) return found
  const all = new Map<string, Known>()
  for (const finding of found) {
    const { data } = shown.safeParse(finding)
    const [first, last, updatedAt] = [data?.FirstObservedAt, data?.LastObservedAt, data?.UpdatedAt].map(readTime)
    if (!data || !first || !last || !updatedAt)
      return { code: 'MalformedResponse', message: 'a finding is not as it was sent' }
    const count = Number(data.ProductFields['eks-evidence/count'] ?? 0)
    const worst = severities.find((one) => one === data.FindingProviderFields?.Severity?.Original)
    all.set(data.Id, { updatedAt, tally: { first, last, slots: { known: count }, worst } })
  }
  return all
}
