// Who was observed: read from the plans, of which one a day is enough, and each between two where somebody went in between.
import * as z from 'zod/mini'
import { latest, seconds } from '../../clock.ts'
import { EvidenceError } from '../../errors.ts'
import { parseJson, utf8 } from '../../json.ts'
import type { Instant, Ref, Slot, Subject } from '../../model.ts'
import { instantSchema, refSchema, subjectSchema } from '../../observation/format.ts'
import { isSlotLine } from '../../store/documents.ts'
import { slug } from '../../store/keys.ts'
import { byBytes } from '../../store/order.ts'
import type { EntrySeen, Watcher } from './gather.ts'
import type { Period, SubjectSeen } from './period.ts'

// What of a plan is looked at; its digest was held against the index, so that its form is the program's own.
const shape = z.object({
  refused: z.array(z.string()),
  tasks: z.array(
    z.object({
      subject: subjectSchema,
      firstSeen: instantSchema,
      included: z.nullable(instantSchema),
      vanished: z.nullable(instantSchema),
    }),
  ),
  excluded: z.array(z.extend(subjectSchema, { rule: z.string() })),
  owed: z.array(z.object({ id: z.string(), name: z.string(), reason: z.string() })),
  retired: z.array(
    z.object({
      subject: subjectSchema,
      firstSeen: instantSchema,
      inventory: z.array(refSchema),
      notFound: z.array(refSchema),
    }),
  ),
})
type Planned = z.infer<typeof shape>

export type Subjects = Watcher & {
  /** Who went since the last plan that was read. */
  close(read: EntrySeen['read']): Promise<void>
  all(): SubjectSeen[]
  owed(): Period['owed']
  /** Faults for which documents were no configuration, each with the first plan that was read and says so. */
  refused(): { what: string; from: Instant }[]
}

export const makeSubjects = ({ end }: Slot): Subjects => {
  const seen = new Map<string, SubjectSeen>()
  const owed = new Map<string, Period['owed'][number]>()
  const refused = new Map<string, Instant>()
  /** Plans since the one that was read last: who went away in between is told by one of them. */
  let since: { ref: Ref; tick: Instant }[] = []
  let [day, config] = ['', '']
  let known = new Set<string>()
  const regions = new Map<string, Instant>()
  const strange = new Set<string>() // who has slots in the period, and began behind it

  const take = (tick: Instant, { tasks, excluded, owed: unidentified, retired, refused: faults }: Planned): void => {
    for (const fault of faults) if (!refused.has(fault)) refused.set(fault, tick)
    for (const { subject, firstSeen } of tasks)
      if (subject.scope === 'region' && !regions.has(subject.region)) regions.set(subject.region, firstSeen)
    const left = new Map(excluded.map(({ rule, ...subject }) => [slug(subject as Subject), { rule, subject }]))
    for (const task of tasks) {
      const subject = task.subject as Subject
      const one = seen.get(slug(subject)) ?? begin(task as Planned['tasks'][number], regions)
      one.vanished = task.vanished
      one.replaced = undefined
      for (const span of one.excluded) span.to ??= tick
      seen.set(one.slug, one)
    }
    for (const [name, { rule, subject }] of left) {
      const task = { subject, firstSeen: tick, included: null, vanished: null }
      const one = seen.get(name) ?? begin(task as Planned['tasks'][number], regions)
      const last = one.excluded.at(-1)
      if (last?.to !== null || last.rule !== rule) {
        if (last) last.to ??= tick
        one.excluded.push({ rule, from: tick, to: null })
      }
      seen.set(name, one)
    }
    for (const { subject, inventory, notFound } of retired) {
      const one = seen.get(slug(subject as Subject))
      if (!one) continue
      one.vanished ??= tick
      one.tombstone ??= { tick, inventory: inventory as Ref[], notFound: notFound as Ref[] }
    }
    for (const one of unidentified) if (!owed.has(one.id)) owed.set(one.id, { ...one, from: tick })
    const here = new Set([...tasks, ...retired].map(({ subject }) => slug(subject as Subject)))
    for (const [name, one] of seen)
      if (one.subject.scope === 'cluster' && one.subject.bornAt === null && !here.has(name) && !left.has(name))
        if (one.vanished === null) one.replaced ??= tick
    known = new Set([...tasks.map(({ subject }) => slug(subject as Subject)), ...left.keys()])
  }

  // Who was born in the period and was found behind its end: windows of the period are caught up there.
  const meet = async (plan: Ref, lines: EntrySeen['lines'], read: EntrySeen['read']): Promise<void> => {
    const isStrange = (name: string): boolean => !seen.has(name) && !strange.has(name)
    const strangers = lines.flatMap((line) =>
      isSlotLine(line) && seconds(line.slot.start) < seconds(end) && isStrange(line.subject) ? [line.subject] : [],
    )
    const { tasks = [] } = strangers.length > 0 ? ((await read(plan, planOf)) ?? {}) : {}
    for (const task of tasks) {
      const one = begin(task as Planned['tasks'][number], regions)
      if (!strangers.includes(one.slug)) continue
      if (seconds(one.from) < seconds(end)) seen.set(one.slug, one)
      else strange.add(one.slug)
    }
  }

  const look = async (tick: Instant, ref: Ref, read: EntrySeen['read']): Promise<void> => {
    const before = known
    const plan = await read(ref, planOf)
    if (!plan) return
    const named = [...plan.tasks.map(({ subject }) => subject), ...plan.excluded]
    const here = new Set(named.map((one) => slug(one as Subject)))
    if ([...before].some((name) => !here.has(name)))
      for (const one of since) {
        const between = await read(one.ref, planOf)
        if (between) take(one.tick, between)
      }
    since = []
    take(tick, plan)
  }

  return {
    async enter({ walked: { tick }, lines, read }: EntrySeen) {
      if (seconds(tick.tick) >= seconds(end)) return meet(tick.plan, lines, read)
      const isNew = lines.some((line) => isSlotLine(line) && !known.has(line.subject))
      const isOther = day !== tick.tick.slice(0, 10) || config !== tick.config.sha256
      if (!isNew && !isOther) return void since.push({ ref: tick.plan, tick: tick.tick })
      ;[day, config] = [tick.tick.slice(0, 10), tick.config.sha256]
      await look(tick.tick, tick.plan, read)
    },
    async close(read) {
      const last = since.pop()
      if (last) await look(last.tick, last.ref, read)
    },
    all: () => [...seen.values()].sort((a, b) => byBytes(a.slug, b.slug)),
    owed: () => [...owed.values()].sort((a, b) => byBytes(a.id, b.id)),
    refused: () => [...refused].map(([what, from]) => ({ what, from })),
  }
}

const planOf = (body: Uint8Array): Planned => {
  const { data, error } = shape.safeParse(parseJson(utf8(body)))
  if (data) return data
  const why = error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new EvidenceError(
    'JSON_INVALID',
    { what: 'plan', why: why.join('; ') },
    { hint: 'it was written by another program' },
  )
}

const begin = (task: Planned['tasks'][number], regions: ReadonlyMap<string, Instant>): SubjectSeen => {
  const subject = task.subject as Subject
  const born = subject.bornAt ?? task.firstSeen
  const from = latest(latest(born, regions.get(subject.region) ?? task.firstSeen), task.included ?? born)
  return {
    ...{ slug: slug(subject), subject, firstSeen: task.firstSeen, from },
    ...{ vanished: null, tombstone: null, excluded: [] },
  }
}
