// The model of a period holds what its ledger holds: held against every index and every evaluation of thirty honest hours.
import { describe, expect, it } from 'vitest'
import { instant, plus, seconds } from '../../../src/clock.ts'
import { current } from '../../../src/evaluate/since.ts'
import { open } from '../../../src/ledger/dsse.ts'
import { payloadDigest, readStatement } from '../../../src/ledger/statement.ts'
import type { Evaluation } from '../../../src/model.ts'
import { gather } from '../../../src/report/period/gather.ts'
import { slotStatuses } from '../../../src/report/period/period.ts'
import { testOf } from '../../../src/report/period/tests.ts'
import { isSlotLine, readEvaluation, readIndex, type SlotLine } from '../../../src/store/documents.ts'
import { indexKey, ledgerKey, slug } from '../../../src/store/keys.ts'
import { catalog } from '../../prove/account.ts'
import { honest, ticks } from '../../prove/fixture.ts'

const read = async () => {
  const { store, pins } = await honest()
  const lines: SlotLine[] = []
  const evaluations: Evaluation[] = []
  for (let sequence = 1; sequence <= ticks; sequence++) {
    const entry = await store.get({ key: ledgerKey(sequence) })
    const { tick } = readStatement(open(entry?.body ?? new Uint8Array()).payload)
    const index = await store.get({ key: indexKey(tick) })
    for (const line of readIndex(index?.body ?? new Uint8Array())) {
      if (isSlotLine(line)) lines.push(line)
      else if (line.role === 'evaluation')
        evaluations.push(readEvaluation((await store.get(line.object))?.body ?? new Uint8Array()))
    }
  }
  return { store, pins, lines, evaluations, period: await gather({ store, pins, catalog }) }
}
let once: ReturnType<typeof read> | undefined
const given = (): ReturnType<typeof read> => {
  once ??= read()
  return once
}

describe('the model of a period', () => {
  it('finds nothing broken in an honest ledger, and knows its head', async () => {
    const { period } = await given()
    expect(period.broken).toEqual([])
    expect([period.entries, period.head?.sequence]).toEqual([ticks, ticks])
  })

  it('has every slot of the period that an index names, with its best status', async () => {
    const { period, pins, lines } = await given()
    const best = new Map<string, number>()
    for (const { source, subject, slot, status } of lines) {
      if (seconds(slot.start) < seconds(pins.period.start) || seconds(slot.start) >= seconds(pins.period.end)) continue
      const name = `${source} ${subject} ${slot.start}`
      best.set(name, Math.max(best.get(name) ?? 0, slotStatuses.indexOf(status)))
    }
    const held = period.slots.flatMap(({ source, subject, first, every, statuses }) =>
      [...statuses].flatMap((status, nth) =>
        status > 0 ? [[`${source} ${subject} ${instant(first + nth * every)}`, status] as const] : [],
      ),
    )
    expect(new Map(held)).toEqual(best)
    expect(best.size).toBeGreaterThan(200)
  })

  it('expects no slot of an honest ledger that no index accounts for', async () => {
    const { period } = await given()
    const none = period.slots.filter(({ statuses }) => statuses.includes(0))
    expect(none.map(({ source, subject }) => `${source} ${subject}`)).toEqual([])
  })

  it('has of every control the outcome that the newest evaluation of each slot gives', async () => {
    const { period, pins, evaluations } = await given()
    let looked = 0
    for (const { subject, verdicts } of evaluations) {
      for (const [control, { outcome, slot }] of current(verdicts)) {
        if (seconds(slot.start) >= seconds(pins.period.end)) continue
        const turns = period.turns.get(`${slug(subject)} ${control}`) ?? []
        const holding = turns.filter(({ at }) => seconds(at) <= seconds(slot.start))
        const last = holding.at(-1)?.at
        expect(
          holding.filter(({ at }) => at === last).map((one) => one.outcome),
          `${control} ${slot.start}`,
        ).toContain(outcome)
        looked += 1
      }
    }
    expect(looked).toBeGreaterThan(1_000)
  })

  it('counts in every test as many slots as its source owes, each once', async () => {
    const { period } = await given()
    for (const control of catalog.controls) {
      const { totals, at } = testOf(period, catalog, control)
      const { expected, pass, fail, unknown, notApplicable, unread } = totals
      expect(pass + fail + unknown + notApplicable + unread, control.id).toBe(expected)
      if (at.length > 0) expect(expected, control.id).toBeGreaterThan(0)
    }
  })

  it('counts every hit once', async () => {
    const { period, evaluations } = await given()
    const told = evaluations.flatMap(({ hits }) => hits).filter(({ allowed }) => allowed === null)
    const total = [...period.found.counts.values()].reduce((sum, { total }) => sum + total, 0)
    expect(total).toBe(told.reduce((sum, { count }) => sum + count, 0))
  })

  it('goes no further than the entry that is asked for', async () => {
    const { store, pins } = await honest()
    const whole = await gather({ store, pins, catalog })
    const entry = await store.get({ key: ledgerKey(12) })
    const upTo = { sequence: 12, sha256: payloadDigest(open(entry?.body ?? new Uint8Array()).payload) }
    const part = await gather({ store, pins, catalog, upTo })
    expect(part.head?.sequence).toBe(12)
    expect(part.slots.reduce((sum, { statuses }) => sum + statuses.length, 0)).toBeLessThan(
      whole.slots.reduce((sum, { statuses }) => sum + statuses.length, 0),
    )
  })

  it('tells an index that was altered, and has nothing of that hour', async () => {
    const { store, pins } = await honest()
    const key = indexKey(plus(pins.period.start, 5 * 3_600 + 1_200))
    const found = await store.get({ key })
    const object = store.objects.get(key)
    if (!found || !object) throw new Error(`no ${key}`)
    const body = Buffer.from(found.body)
    body.write('x', 10)
    store.objects.set(key, object.map((one) => ({ ...one, body })) as typeof object)
    const { broken, slots } = await gather({ store, pins, catalog })
    expect(broken.map(({ name }) => name)).toContain('digest')
    expect(slots.some(({ statuses }) => statuses.includes(0))).toBe(true)
  })
})
