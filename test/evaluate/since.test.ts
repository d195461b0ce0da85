// Since when an outcome stands, whatever is read late, badly or not at all.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plus, seconds } from '../../src/clock.ts'
import type { Evaluation } from '../../src/model.ts'
import { controls, day, days, evaluated, from, hour, hours, reading, verdictsIn } from './account.ts'

type Said = 'good' | 'bad' | 'unread'
const said = (one: Said) => (one === 'unread' ? { denied: 'AccessDenied' } : one)
const outcome = { good: 'pass', bad: 'fail', unread: 'unknown' } as const

/** A state read day after day. */
const daily = (all: Said[]): Evaluation[] => {
  let standing: Evaluation | undefined
  return all.map((one, n) => {
    const latest = { config: [reading('config', days(n), said(one))] }
    standing = evaluated({ tick: plus(from, n * day + hour), controls: [controls.latest], latest, standing })
    return standing
  })
}
const last = (all: Evaluation[]) => all.at(-1)?.verdicts.at(-1)

describe('since', () => {
  it('stays while the outcome stays, and moves when it changes', () => {
    expect(last(daily(['good', 'good', 'good']))).toMatchObject({ outcome: 'pass', since: days(0).start })
    expect(last(daily(['good', 'bad', 'bad']))).toMatchObject({ outcome: 'fail', since: days(1).start })
  })

  it('of an unknown is its own; the outcome behind it stands, and is taken up again', () => {
    expect(last(daily(['bad', 'bad', 'unread', 'unread']))).toMatchObject({
      outcome: 'unknown',
      since: days(2).start,
      standing: { outcome: 'fail', since: days(0).start },
    })
    expect(last(daily(['bad', 'unread', 'bad']))).toMatchObject({
      outcome: 'fail',
      since: days(0).start,
      standing: null,
    })
    expect(last(daily(['bad', 'unread', 'good']))).toMatchObject({
      outcome: 'pass',
      since: days(2).start,
      standing: null,
    })
  })

  it('is the first slot of the newest run of one outcome, not counting what was not read', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Said>('good', 'bad', 'unread'), { minLength: 1, maxLength: 12 }), (all) => {
        const verdict = last(daily(all))
        const read = all.map((one, n) => ({ one, n })).filter(({ one }) => one !== 'unread')
        const newest = all.at(-1)
        if (newest === 'unread') {
          const begun = all.findLastIndex((one) => one !== 'unread') + 1
          expect(verdict?.since).toBe(days(begun).start)
          return
        }
        const run = read.findLastIndex(({ one }) => one !== newest) + 1
        expect(verdict?.since).toBe(days(read[run]?.n ?? 0).start)
      }),
    )
  })
})

/** Windows read in some order, so many in each tick. */
const windows = (ticks: [slot: number, said: Said][][]): Evaluation[] => {
  let standing: Evaluation | undefined
  return ticks.map((own, n) => {
    const read = own
      .map(([slot, one]) => reading('log', hours(slot), said(one)))
      .sort((a, b) => seconds(a.slot.start) - seconds(b.slot.start))
    standing = evaluated({ tick: plus(from, (n + 20) * hour), controls: [controls.window], windows: read, standing })
    return standing
  })
}

describe('a window that is read late', () => {
  it('is judged in its slot and leaves the newest verdict the newest', () => {
    const all = windows([[[6, 'good']], [[7, 'unread']], [[8, 'good']], [[7, 'good']]])
    expect(verdictsIn(all.at(-1) as Evaluation)).toEqual([
      [hours(7).start, 'pass', hours(6).start],
      [hours(8).start, 'pass', hours(6).start],
    ])
  })

  it('that came out otherwise ends the run that was thought to go through it', () => {
    const all = windows([[[6, 'good']], [[7, 'unread']], [[8, 'good']], [[7, 'bad']]])
    expect(verdictsIn(all.at(-1) as Evaluation)).toEqual([
      [hours(7).start, 'fail', hours(7).start],
      [hours(8).start, 'pass', hours(8).start],
    ])
  })

  it('under an unknown becomes what stands', () => {
    const all = windows([[[6, 'good']], [[7, 'unread']], [[8, 'unread']], [[7, 'bad']]])
    expect(last(all)).toMatchObject({
      outcome: 'unknown',
      since: hours(8).start,
      standing: { outcome: 'fail', since: hours(7).start },
    })
  })

  it('before an unknown ends the run that stands behind it', () => {
    const all = windows([[[5, 'good']], [[6, 'unread']], [[7, 'good']], [[8, 'unread']], [[6, 'bad']]])
    expect(last(all)).toMatchObject({
      outcome: 'unknown',
      since: hours(8).start,
      standing: { outcome: 'pass', since: hours(7).start },
    })
  })

  it('and is unread again changes nothing', () => {
    const before = windows([[[6, 'good']], [[7, 'unread']], [[8, 'good']]])
    const after = windows([[[6, 'good']], [[7, 'unread']], [[8, 'good']], [[7, 'unread']]])
    expect(last(after)).toMatchObject({ ...last(before), reason: last(before)?.reason })
  })

  it('gives in the end the newest outcome that reading in order would have given, never from earlier', () => {
    const plans = fc.array(fc.record({ now: fc.constantFrom<Said>('good', 'bad'), late: fc.boolean() }), {
      minLength: 2,
      maxLength: 8,
    })
    fc.assert(
      fc.property(plans, (all) => {
        const inOrder = windows(all.map(({ now }, n) => [[n, now]]))
        const first = all.map(({ now, late }, n): [number, Said][] => [
          [n, late && n < all.length - 1 ? 'unread' : now],
        ])
        const again = all.flatMap(({ now, late }, n): [number, Said][][] =>
          late && n < all.length - 1 ? [[[n, now]]] : [],
        )
        const newest = last(windows([...first, ...again]))
        expect(newest?.outcome).toBe(outcome[all.at(-1)?.now ?? 'unread'])
        expect(newest?.outcome).toBe(last(inOrder)?.outcome)
        expect(seconds(newest?.since ?? '')).toBeGreaterThanOrEqual(seconds(last(inOrder)?.since ?? ''))
      }),
    )
  })
})
