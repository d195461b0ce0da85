// A year's ledger of a large account, written as a folder: every statement signed, every index whole, and of plans and evaluations
// those that a reader of a period has reason to read. What is not there is named in its index, and reading it is a fault.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Catalog } from '../../src/catalog.ts'
import { plus } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import { seal } from '../../src/ledger/dsse.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import { payloadDigest, type Tick, writeStatement } from '../../src/ledger/statement.ts'
import type { Digest, Ref, Task } from '../../src/model.ts'
import type { Pins } from '../../src/prove/pins.ts'
import { marksOf } from '../../src/seal/marks.ts'
import { outage } from '../../src/seal/seal.ts'
import { countsOf, type IndexLine, type Plan, writeDocument, writeIndex } from '../../src/store/documents.ts'
import { configKey, evaluationKey, indexKey, ledgerKey, planKey, publishedKey } from '../../src/store/keys.ts'
import { makeSigner } from '../../test/pipeline/little.ts'
import { chance } from '../chance.ts'
import { account, base, castOf, type Role, type Size, tickAt } from './cast.ts'
import { makeJudged } from './judged.ts'
import { makeReadings } from './readings.ts'
import { type Templates, templates } from './templates.ts'

export type LedgerAsked = Size & {
  folder: string
  seed: number
  /** Of a cluster: evaluations of a day that have hits. */
  hitsPerDay: number
  /** Hours of three clusters from which the documents are taken. */
  like: number
}
export type Ledger = {
  pins: Pins
  subjects: number
  /** Slots that an index names, and of them those that were not read. */
  slots: number
  unread: number
  /** Ticks that ran. */
  ticks: number
  /** Evaluations that hold anything new. */
  news: number
  /** Objects and bytes on the disk, and those that the indexes name. */
  written: { objects: number; bytes: number }
  named: { objects: number; bytes: number }
}

export const makeLedger = async (asked: LedgerAsked, catalog: Catalog): Promise<Ledger> => {
  const like = await templates(asked.like)
  const signer = makeSigner()
  const dice = chance(asked.seed)
  const cast = castOf(asked, dice, deploymentOf(like))
  const { hours, hitsPerDay } = asked
  const judged = makeJudged({ templates: like, cast, dice, hours, hitsPerDay })
  const readings = makeReadings({ catalog, schedule: like.tick.schedule, cast, bytes: like.bytes, dice })
  const out = outages(hours, dice.between)
  const disk = makeDisk(asked.folder)
  const ledger: Omit<Ledger, 'pins' | 'slots' | 'unread' | 'written'> = {
    ...{ subjects: cast.length, ticks: 0, news: 0, named: { objects: 0, bytes: 0 } },
  }
  let before: { tick: Tick; sha256: Digest } | undefined
  let planned: Set<string> | undefined
  for (let hour = 0; hour < hours; hour++) {
    if (out.has(hour)) continue
    ledger.ticks += 1
    const at = tickAt(hour)
    const slots = readings.at(hour)
    const isGoing = cast.some(({ until }) => Math.abs(until - hour) <= 26)
    const isPlanRead =
      hour % 24 === 0 ||
      hour >= hours - 2 ||
      isGoing ||
      !before ||
      out.has(hour - 1) ||
      slots.some((one) => !planned?.has(one.subject))
    const plan = isPlanRead
      ? disk.put(planKey(at), writeDocument(planOf(like, cast, hour, before)))
      : named(planKey(at), 460_000)
    if (isPlanRead) planned = new Set(cast.filter((one) => isThere(one, hour)).map((one) => one.slug))
    const config = hour === 0 ? disk.put(configKey(at), like.config) : ofBytes(configKey(at), like.config)
    const evaluations = cast
      .filter((role) => judged.isDue(role, hour))
      .map((role): IndexLine => {
        const key = evaluationKey(at, role.slug)
        const news = judged.hasNews(role, hour)
        if (news) ledger.news += 1
        const isEdge = hour - role.from < 24 || hour >= Math.min(hours, role.until) - 48
        if (!news && !isEdge)
          return { role: 'evaluation', object: named(key, role.subject.scope === 'cluster' ? 110_000 : 12_000) }
        const evaluation = judged.evaluation(role, hour)
        return { role: 'evaluation', object: disk.put(key, writeDocument(evaluation)), ...marksOf(evaluation) }
      })
    const published = named(publishedKey(at, tickAt(hour - 1)), 2_000)
    const others: IndexLine[] = [
      ...[{ role: 'plan', object: plan } as const, { role: 'config', object: config } as const],
      { role: 'published', object: published },
    ]
    const lines = [...slots, ...evaluations, ...others]
    for (const line of lines)
      for (const { bytes } of 'parts' in line ? line.parts : [line.object]) {
        ledger.named.objects += 1
        ledger.named.bytes += bytes
      }
    const index = disk.put(indexKey(at), writeIndex(lines))
    const own = { tick: at, plan, config, index, counts: countsOf(lines) }
    before = await put(disk, signer, { ...like.tick, ...own }, before)
  }
  if (!before) throw new Error('no tick ran')
  const { publicKey } = await signer.describe()
  const period = { start: base, end: plus(base, hours * 3_600) }
  const pins = {
    publicKey,
    laterKeys: [],
    account,
    ledger: before.tick.ledger ?? before.sha256,
    period,
    anchors: [],
    configs: [],
    sandbox: true,
  }
  return { ...ledger, pins, slots: readings.counts.slots, unread: readings.counts.unread, written: disk.written }
}

const put = async (
  disk: Disk,
  signer: Signer,
  like: Tick,
  before: { tick: Tick; sha256: Digest } | undefined,
): Promise<{ tick: Tick; sha256: Digest }> => {
  const sequence = (before?.tick.sequence ?? 0) + 1
  const { id, publicKey } = await signer.describe()
  const tick: Tick = {
    ...like,
    ...{ account, store: 'folder', sequence, sealedAt: plus(like.tick, 150), open: 0, strays: 0, retainUntil: null },
    ledger: before ? (before.tick.ledger ?? before.sha256) : null,
    previous: before ? { sequence: before.tick.sequence, sha256: before.sha256 } : null,
    outage: before ? outage(before.tick.tick, like.tick) : null,
    key: before ? null : { id, publicKey, describeKey: null },
  }
  const payload = writeStatement(tick)
  disk.put(ledgerKey(sequence), await seal(payload, signer))
  return { tick, sha256: payloadDigest(payload) }
}

type Disk = ReturnType<typeof makeDisk>
const makeDisk = (folder: string) => {
  const made = new Set<string>()
  const written = { objects: 0, bytes: 0 }
  return {
    written,
    put(key: string, body: Uint8Array): Ref {
      const path = join(folder, key)
      if (!made.has(dirname(path))) mkdirSync(dirname(path), { recursive: true })
      made.add(dirname(path))
      writeFileSync(path, body)
      written.objects += 1
      written.bytes += body.length
      return ofBytes(key, body)
    },
  }
}

const ofBytes = (key: string, body: Uint8Array): Ref => ({
  key,
  versionId: null,
  sha256: sha256(body),
  bytes: body.length,
})
const named = (key: string, bytes: number): Ref => ({ key, versionId: null, sha256: sha256(key), bytes })

const deploymentOf = ({ tasks }: Templates) => {
  const found = tasks.get('deployment')
  if (!found) throw new Error('the account has no deployment')
  return found.subject
}

/** Three in a year, of two to twelve hours; none in the first and the last day. */
const outages = (hours: number, between: (least: number, most: number) => number): Set<number> => {
  const out = new Set<number>()
  for (let nth = 0; nth < Math.max(1, Math.floor(hours / 2_500)); nth++) {
    const from = between(24, hours - 48)
    const to = from + between(2, 12)
    for (let hour = from; hour < to; hour++) out.add(hour)
  }
  return out
}

const isThere = ({ from, until }: Role, hour: number): boolean => from <= hour && hour <= until

const planOf = (
  like: Templates,
  cast: readonly Role[],
  hour: number,
  before: { tick: Tick; sha256: Digest } | undefined,
): Plan => {
  const inventory = [named(`inventory ${hour}`, 9_000)]
  return {
    ...like.plan,
    ...{ tick: tickAt(hour), account, owed: [], excluded: [] },
    after: before ? { sequence: before.tick.sequence, sha256: before.sha256 } : null,
    tasks: cast
      .filter((role) => isThere(role, hour))
      .flatMap(({ subject, from, until }): Task[] => {
        const task = like.tasks.get(subject.scope)
        if (!task) return []
        return [{ ...task, subject, firstSeen: tickAt(from), vanished: until === hour ? tickAt(hour) : null }]
      }),
    retired: cast
      .filter(({ until }) => until + 1 === hour)
      .map(({ subject, from }) => ({ subject, firstSeen: tickAt(from), inventory, notFound: inventory })),
  }
}
