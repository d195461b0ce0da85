// Walks the ledger once and makes the model of a period. Every entry is held against pins, signature and chain, every object that
// is read against its digest: what fails is told in `broken`, and what rests on it is not in the model. It is not the full verify.
import type { Catalog } from '../../catalog.ts'
import { plus, seconds } from '../../clock.ts'
import { EvidenceError } from '../../errors.ts'
import { keyId } from '../../ledger/dsse.ts'
import type { Digest, Instant, Ref } from '../../model.ts'
import { makeFindings } from '../../prove/checks.ts'
import { makeCustodian } from '../../prove/custody.ts'
import { entries, type Walked } from '../../prove/entries.ts'
import { makeObjects } from '../../prove/objects.ts'
import { type Anchor, checkPins, type Pins } from '../../prove/pins.ts'
import { type IndexLine, readIndex } from '../../store/documents.ts'
import type { Store } from '../../store/store.ts'
import { makeConfigs } from './configs.ts'
import { makeHits } from './hits.ts'
import { makeIncidents } from './incidents.ts'
import type { ConfigSeen, Mark, Period } from './period.ts'
import { makeSlots } from './slots.ts'
import { makeSubjects } from './subjects.ts'
import { makeTurns } from './turns.ts'

export type Gathering = {
  store: Store
  pins: Partial<Pins>
  catalog: Catalog
  /** The last entry that counts; the ledger's newest where it is left out. */
  upTo?: Anchor | undefined
  /** Whoever else wants to see each entry that belongs to the period. */
  watchers?: readonly Watcher[]
  /** Who and which slots, and nothing that was judged: no evaluation and no timeline is read, and the model holds none. */
  onlySlots?: boolean
  progress?(entry: { sequence: number; tick: Instant }): void
}

/** An entry whose slots may be the period's, with its index. */
export type EntrySeen = {
  walked: Walked
  lines: readonly IndexLine[]
  /** The bytes of a sealed object, held against their digest; undefined where they are not what was sealed, which is told. */
  read<T>(ref: Ref, parse: (body: Uint8Array) => T): Promise<T | undefined>
}
export type Watcher = { enter(seen: EntrySeen): Promise<void> | void }

/** What was read so long after the period's end is not counted any more: the event history is lost after 89 days. */
export const tail = 100 * 86_400

/** Throws PINS_MISSING, STORE_UNREADABLE. */
export const gather = async (on: Gathering): Promise<Period> => {
  const pins = checkPins(on.pins)
  const findings = makeFindings()
  const custodian = makeCustodian(on.store, pins, findings)
  const objects = makeObjects(on.store, findings, custodian)
  const { start, end } = pins.period
  const [subjects, configs] = [makeSubjects(pins.period), makeConfigs(pins.period)]
  const [slots, turns, hits, incidents] = [
    makeSlots(pins.period),
    makeTurns(pins.period),
    makeHits(pins.period),
    makeIncidents(pins.period),
  ]
  const judged = on.onlySlots ? [] : [turns, hits, incidents]
  const watchers: readonly Watcher[] = [subjects, configs, slots, ...judged, ...(on.watchers ?? [])]
  const collectors: Period['collectors'] = []
  const outages: Period['outages'] = []
  const keys: Period['keys'] = []
  let [count, first, last] = [0, undefined, undefined] as [number, Walked | undefined, Walked | undefined]

  const read: EntrySeen['read'] = async (ref, parse) => {
    findings.look('digest')
    try {
      return parse(await objects.again(ref))
    } catch (error) {
      if (!(error instanceof EvidenceError) || error.code === 'STORE_UNREADABLE') throw error
      findings.fail('digest', ref.key, error.message)
      return undefined
    }
  }

  const isSeen = ({ tick: { tick } }: Walked): boolean =>
    seconds(tick) >= seconds(start) && seconds(tick) < seconds(plus(end, tail))
  const walk = entries({ store: on.store, pins, findings, custodian, objects, upTo: on.upTo })
  const indexed = soon(walk, async (one) => (isSeen(one) ? read(one.tick.index, readIndex) : undefined))
  for await (const { one: walked, answer: lines } of indexed) {
    const { tick } = walked
    count += 1
    first ??= walked
    last = walked
    const signer = tick.key === null ? undefined : fingerprint(tick.key.publicKey)
    if (signer) keys.push({ fingerprint: signer, from: tick.tick })
    on.progress?.({ sequence: tick.sequence, tick: tick.tick })
    if (!isSeen(walked)) continue
    const by = collectors.at(-1)
    const { version, commit, caller } = tick.collector
    if (!by || by.version !== version || by.commit !== commit || by.caller !== caller)
      collectors.push({ version, commit, caller, from: tick.tick, sequence: tick.sequence })
    if (tick.outage && seconds(tick.outage.from) < seconds(end))
      outages.push({ ...tick.outage, sequence: tick.sequence })
    if (!lines) continue
    for (const watcher of watchers) await watcher.enter({ walked, lines, read })
  }
  await subjects.close(read)
  await turns.close(read)
  const known = subjects.all()
  return {
    slot: pins.period,
    ledger: pins.ledger,
    account: pins.account,
    home: last?.tick.home ?? '',
    store: last?.tick.store ?? '',
    sandbox: pins.sandbox,
    entries: count,
    first: first ? markOf(first) : null,
    head: last ? markOf(last) : null,
    keys,
    schedule: last?.tick.schedule ?? {},
    broken: findings.all().filter(({ state }) => state === 'fail'),
    collectors,
    outages,
    configs: withRefused(configs.all(), subjects.refused()),
    subjects: known,
    owed: subjects.owed(),
    slots: slots.all({ subjects: known, catalog: on.catalog, head: last?.tick }),
    turns: turns.all(),
    newest: turns.newest(),
    found: hits.all(),
    incidents: incidents.all(),
  }
}

/** So many entries are walked ahead of the one that is looked at. */
const ahead = 12

// Asked for while what came before is looked at: over a network nearly all of the time is waiting.
async function* soon<T, Answer>(
  from: AsyncIterable<T>,
  ask: (one: T) => Promise<Answer>,
): AsyncGenerator<{ one: T; answer: Answer }> {
  const asked: { one: T; answer: Promise<Answer> }[] = []
  for await (const one of from) {
    const answer = ask(one)
    answer.catch(() => undefined) // told when its turn comes
    asked.push({ one, answer })
    if (asked.length <= ahead) continue
    const first = asked.shift()
    if (first) yield { one: first.one, answer: await first.answer }
  }
  for (const { one, answer } of asked) yield { one, answer: await answer }
}

// A refusal changes no configuration: it belongs to the one that went on.
const withRefused = (configs: ConfigSeen[], refused: { what: string; from: Instant }[]): ConfigSeen[] =>
  configs.map((one, nth) => {
    const next = configs[nth + 1]
    const own = refused.filter(
      ({ from }) => seconds(from) >= seconds(one.from) && (!next || seconds(from) < seconds(next.from)),
    )
    return { ...one, refused: own.map(({ what }) => what) }
  })

const markOf = ({ tick: { sequence, tick, sealedAt }, sha256, key }: Walked): Mark => ({
  ...{ sequence, tick, sha256, sealedAt, key },
})

const fingerprint = (pem: string): Digest | undefined => {
  try {
    return `sha256:${keyId(pem)}`
  } catch {
    return undefined // key-origin and signature have said so
  }
}
