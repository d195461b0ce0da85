// verify: reads a store and nothing else, and says by named checks what holds for whoever brings the pins.
import type { Catalog } from '../catalog.ts'
import type { Store } from '../store/store.ts'
import { makeAcceptances } from './accepted.ts'
import { makeAccounts } from './accounts.ts'
import { makeBases } from './bases.ts'
import { type Findings, makeFindings, type Result } from './checks.ts'
import { makeCode } from './code-changed.ts'
import { makeCustodian } from './custody.ts'
import { entries, type Walked } from './entries.ts'
import { examine } from './examine.ts'
import { makeReplay } from './exchanges.ts'
import { isGenuineStore } from './genuine.ts'
import { makeListing } from './listing.ts'
import { makeObjects } from './objects.ts'
import { type LeftOut, makeExaminePart, type Part } from './part.ts'
import { type Anchor, checkPins, type Pins } from './pins.ts'
import { recall } from './recall.ts'
import { makeStreamedConfigs } from './streamed-config.ts'
import { makeTimestamps, type Stamped } from './timestamps.ts'
import { makeRules } from './weakened.ts'

export type Verifying = {
  store: Store
  pins: Partial<Pins>
  catalog: Catalog
  /** This program's version: verdicts of another version are compared and not held against it. */
  version: string
  /** The host that an S3 store is asked at; null for a folder. */
  endpoint: string | null
  /** The last entry of an earlier run that found nothing broken: up to it nothing is examined again. */
  since?: Anchor
  /** The last entry that is examined; the newest where it is left out. */
  upTo?: Anchor | undefined
  /** What of the store is there and must be, where it is a part of one; all of it where it is left out. */
  part?: Part
  progress?(entry: { sequence: number; tick: string }): void
}

/** What is checked with what in hand: a folder's content, a bucket with S3's own times and locks, either with anchors. */
export type Assurance = 'content' | 'content+s3-time' | 'anchored'

export type Verified = {
  /** What was asked for. */
  of: Pick<Pins, 'ledger' | 'account' | 'period'>
  result: 'intact' | 'deviations' | 'broken'
  assurance: Assurance
  /** The evidence was made against the sandbox: nothing is said about AWS. */
  sandbox: boolean
  entries: number
  /** Up to this entry an earlier run is relied on; null where everything was examined. */
  since: number | null
  /** The newest entry of which a time-stamp holds, and when it was there; null where none was brought or holds. */
  stamped: Stamped | null
  head: { sequence: number; tick: string; sha256: string } | null
  /** What a bundle leaves out by its sample; null for a whole store. */
  leftOut: LeftOut | null
  checks: Result[]
}

/** Throws PINS_MISSING, STORE_UNREADABLE. Whatever is wrong with the evidence is a finding, not an error. */
export const verify = async (on: Verifying): Promise<Verified> => {
  const pins = checkPins(on.pins)
  const { store, catalog, version } = on
  const findings = makeFindings()
  const custodian = makeCustodian(store, pins, findings)
  const objects = makeObjects(store, findings, custodian)
  const listing = makeListing(store, findings, custodian)
  const accounts = makeAccounts(catalog, findings)
  const replay = makeReplay()
  const rules = makeRules(findings, pins)
  const acceptances = makeAcceptances(findings)
  const code = makeCode({ catalog, findings, objects, pins })
  const bases = makeBases(objects)
  const streamedConfigs = makeStreamedConfigs(objects)
  const part = on.part && makeExaminePart(on.part)
  where(on, pins, findings)
  const told = [...pins.anchors, ...(on.since ? [on.since] : [])]
  const anchors = Map.groupBy(told, ({ sequence }) => sequence)
  const timestamps = makeTimestamps(findings, pins)
  let head: Walked | undefined
  let count = 0
  for await (const entry of entries({ store, pins, findings, custodian, objects, upTo: on.upTo })) {
    const { tick, key } = entry
    head = entry
    count += 1
    replay.next()
    anchor(findings, anchors, entry)
    timestamps.enter(entry)
    if (on.endpoint !== null)
      findings.hold('store-is-bucket', tick.store === store.where, key, `is of ${tick.store}, this is ${store.where}`)
    const seen = { accounts, bases, rules, acceptances, code, replay, streamedConfigs }
    const whole = { catalog, version, pins, findings, objects, listing, ...seen }
    if (part) await part.examine(whole, entry)
    else if (tick.sequence <= (on.since?.sequence ?? 0)) await recall(whole, entry)
    else await examine(whole, entry)
    on.progress?.({ sequence: tick.sequence, tick: tick.tick })
  }
  for (const { sequence, sha256 } of [...anchors.values()].flat())
    findings.hold('anchor-match', false, `entry ${sequence}`, `the anchor ${sha256} is of an entry that is not here`)
  await listing.close(head?.tick.tick)
  if (!on.part) accounts.close(pins.period.end)
  await on.part?.close(findings, head)
  const stamped = timestamps.close()
  return outcome(findings, on, pins, {
    head,
    count,
    stamped,
    leftOut: part?.left ?? null,
    isTold: told.length > 0 || stamped !== null,
  })
}

const anchor = (
  findings: Findings,
  anchors: Map<number, Anchor[]>,
  { tick: { sequence }, sha256, key }: Walked,
): void => {
  for (const told of anchors.get(sequence) ?? [])
    findings.hold('anchor-match', told.sha256 === sha256, key, `is ${sha256}; the anchor says ${told.sha256}`)
  anchors.delete(sequence)
}

const where = ({ endpoint, store }: Verifying, pins: Pins, findings: Findings): void => {
  if (endpoint === null) return
  findings.hold('store-endpoint', isGenuineStore(endpoint, pins), store.where, `asked at ${endpoint}`)
  const isAlias = /-s3alias$|--ol-s3$|\.mrap$|^s3:\/\/arn:/.test(store.where)
  findings.hold(
    'store-is-bucket',
    !isAlias,
    store.where,
    'is an access point, which may answer with other bytes than the bucket holds',
  )
}

const outcome = (
  findings: Findings,
  { endpoint, since }: Verifying,
  pins: Pins,
  {
    head,
    count,
    stamped,
    leftOut,
    isTold,
  }: {
    head: Walked | undefined
    count: number
    stamped: Stamped | null
    leftOut: LeftOut | null
    isTold: boolean
  },
): Verified => {
  const checks = findings.all()
  const broken = checks.some(({ state }) => state === 'fail')
  const deviations = checks.some(({ state }) => state === 'deviation')
  // Of time-stamps alone nothing else is told: then there is no other anchor to match.
  const anchored = isTold && checks.every(({ name, state }) => name !== 'anchor-match' || state !== 'fail')
  return {
    of: { ledger: pins.ledger, account: pins.account, period: pins.period },
    result: broken ? 'broken' : deviations ? 'deviations' : 'intact',
    assurance: anchored ? 'anchored' : endpoint === null ? 'content' : 'content+s3-time',
    sandbox: pins.sandbox,
    entries: count,
    since: since?.sequence ?? null,
    stamped,
    head: head ? { sequence: head.tick.sequence, tick: head.tick.tick, sha256: head.sha256 } : null,
    leftOut,
    checks,
  }
}
