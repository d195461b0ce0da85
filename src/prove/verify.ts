// verify: reads a store and nothing else, and says by named checks what holds for whoever brings the pins.
import type { Catalog } from '../catalog.ts'
import { EvidenceError } from '../errors.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Ref } from '../model.ts'
import { type IndexLine, isSlotLine, type Plan, readIndex, readPlan } from '../store/documents.ts'
import { indexKey, planKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { type Accounts, makeAccounts } from './accounts.ts'
import { type Findings, makeFindings, type Result } from './checks.ts'
import { makeCustodian } from './custody.ts'
import { entries, type Walked } from './entries.ts'
import { makeListing } from './listing.ts'
import { makeObjects, type Objects } from './objects.ts'
import { isGenuine, makeReplay, observation } from './observations.ts'
import { checkPins, type Pins } from './pins.ts'
import { makePlans } from './plans.ts'
import { partsName, verdicts } from './verdicts.ts'
import { makeRules } from './weakened.ts'

export type Verifying = {
  store: Store
  pins: Partial<Pins>
  catalog: Catalog
  /** This program's version: verdicts of another version are compared and not held against it. */
  version: string
  /** The host that an S3 store is asked at; null for a folder. */
  endpoint: string | null
  progress?(entry: { sequence: number; tick: string }): void
}

/** What is checked with what in hand: a folder's content, a bucket with S3's own times and locks, either with anchors. */
export type Assurance = 'content' | 'content+s3-time' | 'anchored'

export type Verified = {
  result: 'intact' | 'deviations' | 'broken'
  assurance: Assurance
  /** The evidence was made against the sandbox: nothing is said about AWS. */
  sandbox: boolean
  entries: number
  head: { sequence: number; tick: string; sha256: string } | null
  checks: Result[]
}

/** Throws PINS_MISSING, STORE_UNREADABLE. Whatever is wrong with the evidence is a finding, not an error. */
export const verify = async (on: Verifying): Promise<Verified> => {
  const pins = checkPins(on.pins)
  const { store, catalog } = on
  const findings = makeFindings()
  const custodian = makeCustodian(store, pins, findings)
  const objects = makeObjects(store, findings, custodian)
  const listing = makeListing(store, findings)
  const accounts = makeAccounts(catalog, findings)
  const replay = makeReplay()
  const parts = { plans: makePlans(findings, objects), rules: makeRules(findings, pins), accounts, replay, objects, findings, listing }
  where(on, pins, findings)
  const anchors = new Map(pins.anchors.map(({ sequence, sha256 }) => [sequence, sha256]))
  let head: Walked | undefined
  let count = 0
  for await (const entry of entries({ store, pins, findings, custodian })) {
    head = entry
    count += 1
    replay.next()
    anchor(findings, anchors, entry)
    if (on.endpoint !== null) findings.hold('store-is-bucket', entry.tick.store === store.where, entry.key, `is of ${entry.tick.store}, this is ${store.where}`)
    await examine({ ...on, pins, ...parts }, entry)
    on.progress?.({ sequence: entry.tick.sequence, tick: entry.tick.tick })
  }
  for (const [sequence, sha256] of anchors) findings.hold('anchor-match', false, `entry ${sequence}`, `the anchor ${sha256} is of an entry that is not here`)
  await listing.close(head?.tick.tick)
  accounts.close()
  return outcome(findings, on, pins, { head, count })
}

type Parts = {
  plans: ReturnType<typeof makePlans>
  rules: ReturnType<typeof makeRules>
  accounts: Accounts
  replay: ReturnType<typeof makeReplay>
  objects: Objects
  findings: Findings
  listing: ReturnType<typeof makeListing>
  pins: Pins
}

const examine = async (on: Verifying & Parts, { tick }: Walked): Promise<void> => {
  const { findings, objects, listing, catalog } = on
  const index = await objects.obtain(tick.index, { tick, role: 'tick' })
  findings.hold('key-derives', tick.index.key === indexKey(tick.tick) && tick.plan.key === planKey(tick.tick), tick.index.key, `is not the index and plan of the tick ${tick.tick}`)
  const lines = index && parse(findings, 'index-strict', tick.index, () => readIndex(index))
  await listing.enter(tick.tick, [tick.index.key, ...(lines ?? []).flatMap(refsOf).map(({ key }) => key)])
  if (!lines) return
  const read = await readAll(on, tick, lines)
  const planBody = read.objects.get(planKey(tick.tick))
  const config = read.objects.get(tick.config.key)
  const plan = planBody && parse(findings, 'json-strict', tick.plan, () => readPlan(planBody.body))
  findings.hold('object-listed', lists(lines, tick.plan) && lists(lines, tick.config), tick.index.key, 'does not list the plan and the configuration that the statement names')
  if (!plan || !config) return
  on.rules.enter(tick, config.body)
  await on.plans.enter(tick, plan, lines, sealedFor(plan, lines))
  on.accounts.enter(tick, plan, lines)
  const evaluations = [...read.objects.values()].filter(({ role }) => role === 'evaluation')
  await verdicts({ catalog, findings, objects, version: on.version }, { tick, plan, config: config.body, evaluations, parts: read.parts, sealed: sealedFor(plan, lines) })
}

type Read = { ref: Ref; body: Uint8Array }

const readAll = async (on: Verifying & Parts, tick: Tick, lines: IndexLine[]) => {
  const parts = new Map<string, Read[]>()
  const objects = new Map<string, Read & { role: string }>()
  for (const line of lines) {
    if (isSlotLine(line)) parts.set(partsName(line.source, line.subject, line.slot), await observation(on, tick, line))
    else {
      const role = line.role === 'published' || line.role === 'stray' ? 'published' : 'tick'
      const body = await on.objects.obtain(line.object, { tick, role })
      if (body) objects.set(line.object.key, { ref: line.object, body, role: line.role })
    }
  }
  return { parts, objects }
}

const refsOf = (line: IndexLine): Ref[] => (isSlotLine(line) ? line.parts : [line.object])
const lists = (lines: IndexLine[], { key, sha256 }: Ref): boolean =>
  lines.some((line) => !isSlotLine(line) && line.object.key === key && line.object.sha256 === sha256)

// What a verdict may rest on: what this tick sealed, and what the plan carries over from sealed ticks (plan-derives holds that to it).
const sealedFor = ({ tasks }: Plan, lines: IndexLine[]): Set<string> => {
  const carried = tasks.flatMap(({ latest, standing }) => [...Object.values(latest).flat().flatMap(({ parts }) => parts), ...(standing ? [standing] : [])])
  return new Set([...carried, ...lines.flatMap(refsOf)].map(({ key, sha256 }) => `${key} ${sha256}`))
}

const parse = <T>(findings: Findings, check: 'index-strict' | 'json-strict', { key }: Ref, read: () => T): T | undefined => {
  findings.look(check)
  try {
    return read()
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    findings.fail(check, key, error.message)
    return undefined
  }
}

const anchor = (findings: Findings, anchors: Map<number, string>, { tick: { sequence }, sha256, key }: Walked): void => {
  const told = anchors.get(sequence)
  if (told === undefined) return
  anchors.delete(sequence)
  findings.hold('anchor-match', told === sha256, key, `is ${sha256}; the anchor says ${told}`)
}

const where = ({ endpoint, store }: Verifying, pins: Pins, findings: Findings): void => {
  if (endpoint === null) return
  findings.hold('store-endpoint', isGenuine(endpoint, pins), store.where, `asked at ${endpoint}`)
  const isAlias = /-s3alias$|--ol-s3$|^s3:\/\/arn:/.test(store.where)
  findings.hold('store-is-bucket', !isAlias, store.where, 'is an access point, which may answer with other bytes than the bucket holds')
}

const outcome = (findings: Findings, { endpoint }: Verifying, pins: Pins, { head, count }: { head: Walked | undefined; count: number }): Verified => {
  const checks = findings.all()
  const broken = checks.some(({ state }) => state === 'fail')
  const deviations = checks.some(({ state }) => state === 'deviation')
  const anchored = pins.anchors.length > 0 && checks.every(({ name, state }) => name !== 'anchor-match' || state === 'pass')
  return {
    result: broken ? 'broken' : deviations ? 'deviations' : 'intact',
    assurance: anchored ? 'anchored' : endpoint === null ? 'content' : 'content+s3-time',
    sandbox: pins.sandbox,
    entries: count,
    head: head ? { sequence: head.tick.sequence, tick: head.tick.tick, sha256: head.sha256 } : null,
    checks,
  }
}
