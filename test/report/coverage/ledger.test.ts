// Coverage of ledgers that the pipeline made, in bad weather too: against a count that knows cadences, plans and indexes alone.
import { describe, expect, it } from 'vitest'
import type { Memory } from '../../../bench/memory-store.ts'
import { runYear } from '../../../bench/year/run.ts'
import { instant, plus, seconds } from '../../../src/clock.ts'
import { open } from '../../../src/ledger/dsse.ts'
import { payloadDigest, readStatement } from '../../../src/ledger/statement.ts'
import type { Slot, Status, Task } from '../../../src/model.ts'
import type { Pins } from '../../../src/prove/pins.ts'
import { readOf } from '../../../src/report/coverage/counts.ts'
import { coverageOf } from '../../../src/report/coverage/coverage.ts'
import { gapsOf } from '../../../src/report/coverage/runs.ts'
import { gather } from '../../../src/report/period/gather.ts'
import { isSlotLine, readIndex, readPlan } from '../../../src/store/documents.ts'
import { indexKey, slug } from '../../../src/store/keys.ts'
import { account, base, catalog, signer } from '../../pipeline/little.ts'
import { catalog as registry } from '../../prove/account.ts'
import { honest } from '../../prove/fixture.ts'
import { change, type Memory as Tampered } from '../../prove/memory-store.ts'

const ranks = ['missed', 'failed', 'partial', 'empty', 'complete']

/** By source, subject and slot what became of it; `unaccounted` where no index says. */
const counted = async (store: Memory, { start, end }: Slot): Promise<Map<string, Status | 'unaccounted'>> => {
  const best = new Map<string, Status>()
  const lives = new Map<string, { task: Task; from: number }>()
  const regions = new Map<string, number>()
  const bodyOf = async (key: string) => (await store.get({ key }))?.body ?? new Uint8Array()
  for (const key of store.keys.filter((one) => one.startsWith('ledger/'))) {
    const { index, plan } = readStatement(open(await bodyOf(key)).payload)
    for (const line of readIndex(await bodyOf(index.key)).filter(isSlotLine)) {
      const name = `${line.source} ${line.subject} ${line.slot.start}`
      if (ranks.indexOf(line.status) > ranks.indexOf(best.get(name) ?? '')) best.set(name, line.status)
    }
    const { tasks } = readPlan(await bodyOf(plan.key))
    for (const { subject, firstSeen } of tasks)
      if (subject.scope === 'region' && !regions.has(subject.region)) regions.set(subject.region, seconds(firstSeen))
    for (const task of tasks) {
      const known = lives.get(slug(task.subject))
      const born = seconds(task.subject.bornAt ?? task.firstSeen)
      const from = Math.max(born, regions.get(task.subject.region) ?? seconds(task.firstSeen))
      lives.set(slug(task.subject), { task, from: known?.from ?? from })
    }
  }
  const all = new Map<string, Status | 'unaccounted'>()
  for (const { task, from } of lives.values())
    for (const { id, of, every } of catalog.sources) {
      if (of !== task.subject.scope) continue
      const until = Math.min(seconds(end), seconds(task.vanished ?? end))
      for (let at = Math.floor(from / every) * every; at < until; at += every) {
        const name = `${id} ${slug(task.subject)} ${instant(at)}`
        if (at >= seconds(start)) all.set(name, best.get(name) ?? 'unaccounted')
      }
    }
  return all
}

describe('a ledger made in bad weather', () => {
  it.each([2, 5, 7])('has the coverage that a count by hand gives (seed %i)', async (seed) => {
    const { store } = await runYear(160, seed)
    const first = open((await store.get({ key: 'ledger/000000000001.dsse.json' }))?.body ?? new Uint8Array()).payload
    // Whatever begins in it is due when the ledger ends.
    const slot = { start: base, end: plus(base, 120 * 3_600) }
    const { publicKey } = await signer.describe()
    const pins: Partial<Pins> = { publicKey, account, ledger: payloadDigest(first), period: slot, sandbox: true }
    const period = await gather({ store, pins, catalog })
    const { totals, result } = coverageOf(period)
    const all = [...(await counted(store, slot)).values()]
    const of = (status: string) => all.filter((one) => one === status).length
    const { expected, late: _, ...byStatus } = totals
    expect(byStatus).toEqual({
      ...{ complete: of('complete'), empty: of('empty'), partial: of('partial'), failed: of('failed') },
      ...{ missed: of('missed'), unaccounted: of('unaccounted') },
    })
    expect(expected).toBe(all.length)
    const gaps = period.slots.flatMap((one) => [...gapsOf(one)])
    const slots = gaps.reduce((sum, one) => sum + one.slots, 0)
    expect(slots).toBe(totals.expected - readOf(totals) + totals.late)
    expect([period.broken, result]).toEqual([[], 'gaps'])
  })
})

describe('thirty honest hours', () => {
  const covered = async (tamper: (store: Tampered) => void = () => undefined) => {
    const { store, pins } = await honest(8)
    tamper(store)
    const period = await gather({ store, pins, catalog: registry })
    return { ...coverageOf(period), broken: period.broken.map(({ name }) => name) }
  }

  it('are whole', async () => {
    const { result, totals, percent, outside } = await covered()
    expect([result, readOf(totals), percent, outside]).toEqual(['whole', totals.expected, 100, []])
    expect(totals.expected).toBeGreaterThan(60)
  })

  it('are told without reading a single evaluation', async () => {
    const { store, pins } = await honest(8)
    const read: string[] = []
    const get: typeof store.get = (at) => {
      read.push(at.key)
      return store.get(at)
    }
    const [lean, full] = [
      await gather({ store: { ...store, get }, pins, catalog: registry, onlySlots: true }),
      await gather({ store, pins, catalog: registry }),
    ]
    expect(read.filter((key) => key.includes('/evaluations/') || key.includes('/timelines/'))).toEqual([])
    expect(coverageOf(lean)).toEqual(coverageOf(full))
    expect(lean.turns.size).toBe(0)
  })

  it('are not whole as long as their last windows are not due', async () => {
    const { result, notDue, percent } = await covered((store) => store.objects.delete('ledger/000000000008.dsse.json'))
    // One of each cluster and region, which end with the period and are due a quarter of an hour later.
    expect([result, notDue > 0, percent]).toEqual(['gaps', true, 100])
  })

  it.each<[string, (store: Tampered) => void, string]>([
    [
      'a byte of an index is changed',
      (store) => {
        const key = indexKey('2026-01-05T03:20:00Z')
        const body = Uint8Array.from(store.objects.get(key)?.[0]?.body ?? [])
        body[40] = (body[40] ?? 0) ^ 1
        change(store, key, { body })
      },
      'digest',
    ],
    ['an entry is deleted', (store) => store.objects.delete('ledger/000000000004.dsse.json'), 'chain-complete'],
    [
      'the last entries are deleted',
      (store) => {
        for (const last of [7, 8]) store.objects.delete(`ledger/00000000000${last}.dsse.json`)
      },
      'period-covered',
    ],
    ['an index is deleted', (store) => store.objects.delete(indexKey('2026-01-05T03:20:00Z')), 'digest'],
  ])('are told to be broken where %s', async (_, tamper, check) => {
    const { result, broken } = await covered(tamper)
    expect(result).toBe('broken')
    expect(broken).toContain(check)
  })
})
