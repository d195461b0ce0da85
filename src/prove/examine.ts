// Examines one entry: its index, everything that lists, its plan and its verdicts, in the order in which each rests on the other.
import type { Catalog } from '../catalog.ts'
import { configOf } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import { writeJson } from '../json.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Instant, Ref, Task } from '../model.ts'
import { startsOf } from '../plan/tasks.ts'
import {
  countsOf,
  type IndexLine,
  isSlotLine,
  type ObjectLine,
  type Plan,
  readIndex,
  readPlan,
  straysOf,
} from '../store/documents.ts'
import { configKey, indexKey, parseKey, planKey, slug } from '../store/keys.ts'
import type { makeAcceptances } from './accepted.ts'
import type { Accounts } from './accounts.ts'
import type { Bases } from './bases.ts'
import type { Findings } from './checks.ts'
import type { makeCode } from './code-changed.ts'
import { configured } from './configured.ts'
import { type Body, type Entered, objectName, partsName } from './entered.ts'
import type { Walked } from './entries.ts'
import type { Replay } from './exchanges.ts'
import type { makeListing } from './listing.ts'
import type { Objects } from './objects.ts'
import { observation } from './observations.ts'
import type { Pins } from './pins.ts'
import { derives } from './plans.ts'
import { streamed } from './streamed.ts'
import type { StreamedConfigs } from './streamed-config.ts'
import { tombstones } from './tombstones.ts'
import { verdicts } from './verdicts.ts'
import type { makeRules } from './weakened.ts'

export type Examining = {
  catalog: Catalog
  version: string
  pins: Pins
  findings: Findings
  objects: Objects
  listing: ReturnType<typeof makeListing>
  accounts: Accounts
  bases: Bases
  rules: ReturnType<typeof makeRules>
  acceptances: ReturnType<typeof makeAcceptances>
  code: ReturnType<typeof makeCode>
  replay: Replay
  streamedConfigs: StreamedConfigs
}

/** Throws STORE_UNREADABLE. Where a document cannot be read, what rests on it is not looked at: the finding stands for both. */
export const examine = async (on: Examining, { tick, sha256 }: Walked): Promise<void> => {
  const { findings, objects, listing, bases } = on
  const lines = await indexed(on, tick)
  await listing.enter(
    tick.tick,
    tick.index.key,
    (lines ?? []).flatMap(refsOf).map(({ key }) => key),
  )
  on.streamedConfigs.enter(tick, lines ?? [])
  if (!lines) return on.acceptances.enter(tick, undefined)
  counted(findings, tick, lines)
  // In the order in which both are gone through below.
  objects.expect([...lines.filter((line) => !isSlotLine(line)), ...lines.filter(isSlotLine)].flatMap(refsOf))
  const all = await others(
    on,
    tick,
    lines.filter((line): line is ObjectLine => !isSlotLine(line)),
  )
  const plan = document(on, lines, all, tick.plan, readPlan)
  const config = document(on, lines, all, tick.config, configOf)
  const parts = await observations(on, tick, lines, plan)
  await streamed(on, tick, plan, all)
  on.acceptances.enter(tick, config)
  if (!plan || !config) return
  const [evaluations, timelines] = (['evaluation', 'timeline'] as const).map((wanted) =>
    all.filter(({ role }) => role === wanted),
  ) as [Other[], Other[]]
  const entered: Entered = { tick, plan, config, lines, evaluations, timelines, parts, sealed: sealedFor(plan, lines) }
  on.rules.enter(tick, config)
  configured(on, tick, all.find(({ ref }) => objectName(ref) === objectName(tick.config))?.body)
  await derives(on, entered)
  await tombstones(on, entered)
  on.accounts.enter(tick, plan, lines)
  await on.code.enter(entered)
  await verdicts(on, entered)
  bases.enter(tick, sha256, plan, lines)
}

/** The lines of a tick's index; undefined where a finding says why not. */
export const indexed = async ({ findings, objects }: Examining, tick: Tick): Promise<IndexLine[] | undefined> => {
  const body = await objects.obtain(tick.index, { tick, role: 'tick' })
  const keyed =
    tick.index.key === indexKey(tick.tick) &&
    tick.plan.key === planKey(tick.tick) &&
    tick.config.key === configKey(tick.tick)
  findings.hold(
    'key-derives',
    keyed,
    tick.index.key,
    `is not the index, plan and configuration of the tick ${tick.tick}`,
  )
  return body && parse(findings, 'index-strict', tick.index, () => readIndex(body))
}

export type Other = Body & { role: ObjectLine['role'] }

/** The bodies of what an index lists beside slots, as far as they are what was sealed. */
export const others = async ({ findings, objects }: Examining, tick: Tick, lines: ObjectLine[]): Promise<Other[]> => {
  const all: Other[] = []
  for (const { role, object } of lines) {
    findings.hold('key-derives', fits(role, object.key, tick), object.key, `is no ${role} of the tick ${tick.tick}`)
    const isEarlier = role === 'published' || role === 'streamed' || role === 'stray'
    const body = await objects.obtain(object, { tick, role: isEarlier ? 'published' : 'tick' })
    if (body) all.push({ ref: object, body, role })
  }
  return all
}

// An object's role follows from its key: nobody hides an evaluation among the strays of its own tick.
const fits = (role: ObjectLine['role'], key: string, { tick }: Tick): boolean => {
  const parsed = parseKey(key)
  if (!parsed || parsed.kind === 'ledger') return false
  return role === 'stray' ? parsed.tick < tick : parsed.kind === role && parsed.tick === tick
}

export const document = <T>(
  { findings }: Examining,
  lines: IndexLine[],
  among: Other[],
  ref: Ref,
  from: (body: Uint8Array) => T,
): T | undefined => {
  const isListed = lines.some((line) => !isSlotLine(line) && objectName(line.object) === objectName(ref))
  findings.hold('object-listed', isListed, ref.key, 'the statement names it, and its index does not list it')
  const found = among.find((one) => objectName(one.ref) === objectName(ref))
  return found && parse(findings, 'json-strict', ref, () => from(found.body))
}

export const observations = async (
  on: Examining,
  tick: Tick,
  lines: IndexLine[],
  plan: Plan | undefined,
): Promise<Entered['parts']> => {
  const tasks = new Map((plan?.tasks ?? []).map((task) => [slug(task.subject), task]))
  const startOf = startsOf(plan?.tasks ?? [])
  const owner = (subject: string): { task: Task; start: Instant } | undefined => {
    const task = tasks.get(subject)
    return task && { task, start: startOf(task) }
  }
  const parts: Entered['parts'] = new Map()
  for (const line of lines) {
    if (isSlotLine(line))
      parts.set(partsName(line.source, line.subject, line.slot), await observation(on, { tick, owner }, line))
  }
  return parts
}

export const counted = (findings: Findings, { counts, open, strays, index }: Tick, lines: IndexLine[]): void => {
  const own = countsOf(lines)
  const same =
    writeJson({ counts, open, strays }) ===
    writeJson({ counts: own, open: own.partial + own.failed, strays: straysOf(lines) })
  findings.hold('index-strict', same, index.key, 'the statement counts otherwise than its index')
}

export const refsOf = (line: IndexLine): Ref[] => (isSlotLine(line) ? line.parts : [line.object])

// What a verdict may rest on: what this tick sealed, and what the plan carries over from sealed ticks (plan-derives holds that to it).
export const sealedFor = ({ tasks }: Plan, lines: IndexLine[]): Set<string> => {
  const seen = tasks
    .flatMap(({ latest, unjudged }) => [...Object.values(latest).flat(), ...unjudged])
    .flatMap(({ parts }) => parts)
  const standing = tasks.flatMap((task) => task.standing ?? [])
  return new Set([...seen, ...standing, ...lines.flatMap(refsOf)].map(objectName))
}

const parse = <T>(
  findings: Findings,
  check: 'index-strict' | 'json-strict',
  { key }: Ref,
  read: () => T,
): T | undefined => {
  findings.look(check)
  try {
    return read()
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    findings.fail(check, key, error.message)
    return undefined
  }
}
