// Slots over any sequence of ticks: each is due or lost, once, in its time.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, plus, seconds, slotAt } from '../../src/clock.ts'
import type { Instant, Progress, Slot, Subject } from '../../src/model.ts'
import { type Cadence, catchUp, dueAt, firstSlot, lateBy, lostAt, owed, tickEvery } from '../../src/plan/slots.ts'

const origin = seconds('2026-01-05T00:20:00Z')
const hour = 3_600
const cluster = (name = 'prod'): Subject => ({
  scope: 'cluster',
  id: `arn:aws:eks:eu-west-1:111122223333:cluster/${name}`,
  name,
  region: 'eu-west-1',
  bornAt: null,
})
const region: Subject = {
  scope: 'region',
  id: 'aws://111122223333/eu-west-1',
  name: 'eu-west-1',
  region: 'eu-west-1',
  bornAt: null,
}

const hours = fc.constantFrom(1, 2, 3, 4, 6, 8, 12, 24, 168)
const state = hours.map((every): Cadence => ({ kind: 'state', every: every * hour, delay: 0, keeps: 0 }))
const window = fc
  .record({ every: fc.constantFrom(1, 2, 24), keeps: fc.integer({ min: 24, max: 240 }) })
  .map(({ every, keeps }): Cadence => ({ kind: 'window', every: every * hour, delay: 900, keeps: keeps * hour }))
const cadences = fc.oneof(state, window)
const subjects = fc.oneof(fc.constant(region), fc.string({ minLength: 1, maxLength: 8 }).map(cluster))
/** Hours between ticks: mostly one, sometimes an outage. */
const gaps = fc.array(
  fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 60 }) }),
  { minLength: 1, maxLength: 60 },
)

type Step = { tick: Instant; due: Slot[]; lost: Slot[]; open: Slot[] }

/** Runs ticks over one source at one subject; `reads` says whether an attempt succeeds. */
const run = (
  cadence: Cadence,
  subject: Subject,
  steps: number[],
  reads: (slot: Slot, nth: number) => boolean,
  until: Instant | null = null,
): Step[] => {
  let at = origin
  let progress: Progress = { upTo: firstSlot(instant(at), cadence), open: [] }
  let nth = 0
  return steps.map((step) => {
    const tick = instant(at)
    at += step * hour
    const { due, lost, progress: next } = owed('s', cadence, subject, progress, tick, until)
    const open = next.open.map(({ slot }) => slot)
    const tried = due.map(({ slot }) => slot)
    const failed = tried.filter((slot) => !reads(slot, nth++))
    const read = new Set(tried.filter((slot) => !failed.includes(slot)).map(({ start }) => start))
    const still = [...open, ...failed.filter(({ start }) => !open.some((one) => one.start === start))].filter(
      ({ start }) => !read.has(start),
    )
    progress = { upTo: next.upTo, open: still.map((slot) => ({ slot, best: 'failed' })) }
    return { tick, due: tried, lost: lost.map(({ slot }) => slot), open: still }
  })
}

const always = () => true
const never = () => false

describe('slots over any ticks with any gaps', () => {
  it('are each due or lost exactly once where every reading succeeds, in order and without a hole', () => {
    fc.assert(
      fc.property(cadences, subjects, gaps, (cadence, subject, steps) => {
        const all = run(cadence, subject, steps, always).flatMap(({ due, lost }) =>
          [...lost, ...due].sort((a, b) => seconds(a.start) - seconds(b.start)),
        )
        const first = seconds(firstSlot(instant(origin), cadence))
        expect(all.map(({ start }) => seconds(start))).toEqual(all.map((_, at) => first + at * cadence.every))
        for (const { start, end } of all) expect(end).toBe(plus(start, cadence.every))
      }),
    )
  })

  it('are never due before their time, and never after they were lost', () => {
    fc.assert(
      fc.property(cadences, subjects, gaps, fc.func(fc.boolean()), (cadence, subject, steps, reads) => {
        for (const { tick, due, lost } of run(cadence, subject, steps, reads)) {
          for (const slot of due) {
            expect(seconds(dueAt('s', cadence, subject, slot))).toBeLessThanOrEqual(seconds(tick))
            expect(seconds(lostAt(cadence, slot))).toBeGreaterThan(seconds(tick))
          }
          for (const slot of lost) expect(seconds(lostAt(cadence, slot))).toBeLessThanOrEqual(seconds(tick))
        }
      }),
    )
  })

  it('are named lost at once when they are, and not as long as they can be read', () => {
    fc.assert(
      fc.property(cadences, subjects, gaps, (cadence, subject, steps) => {
        const ran = run(cadence, subject, steps, always)
        const { tick } = ran.at(-1) ?? { tick: '' }
        const named = new Set(ran.flatMap(({ due, lost }) => [...due, ...lost]).map(({ start }) => start))
        for (let start = seconds(firstSlot(instant(origin), cadence)); ; start += cadence.every) {
          const slot = { start: instant(start), end: instant(start + cadence.every) }
          if (seconds(lostAt(cadence, slot)) > seconds(tick)) break
          expect(named.has(slot.start)).toBe(true)
        }
      }),
    )
  })

  it('are asked again until they are read or lost, and then no more', () => {
    fc.assert(
      fc.property(cadences, subjects, gaps, fc.func(fc.boolean()), (cadence, subject, steps, reads) => {
        const read = new Set<string>()
        const ran = run(cadence, subject, steps, (slot, nth) => {
          expect(read.has(slot.start)).toBe(false)
          const got = reads(slot, nth)
          if (got) read.add(slot.start)
          return got
        })
        const last = ran.at(-1)
        for (const { due } of ran)
          for (const slot of due)
            if (!read.has(slot.start) && seconds(lostAt(cadence, slot)) > seconds(last?.tick ?? ''))
              expect(last?.open.map(({ start }) => start)).toContain(slot.start)
      }),
    )
  })

  it('are taken up at most so many at once, new ones and open ones each', () => {
    fc.assert(
      fc.property(window, gaps, fc.func(fc.boolean()), (cadence, steps, reads) => {
        const seen = new Set<string>()
        for (const { due } of run(cadence, cluster(), steps, reads)) {
          expect(due.filter(({ start }) => !seen.has(start)).length).toBeLessThanOrEqual(catchUp)
          expect(due.filter(({ start }) => seen.has(start)).length).toBeLessThanOrEqual(catchUp)
          for (const { start } of due) seen.add(start)
        }
      }),
    )
  })

  it('that cannot be read for days keep no other from being read', () => {
    const cadence: Cadence = { kind: 'window', every: hour, delay: 900, keeps: 90 * 24 * hour }
    const blocked = new Set(Array.from({ length: 40 }, (_, at) => instant(seconds('2026-01-05T00:00:00Z') + at * hour)))
    const ran = run(cadence, cluster(), Array(100).fill(1), ({ start }) => !blocked.has(start))
    const last = ran.at(-1)
    expect(last?.open).toHaveLength(40)
    expect(last?.due.at(-1)?.end).toBe(slotAt(plus(last?.tick ?? '', -900), hour).start)
  })

  it('have each its turn to be asked again', () => {
    const cadence: Cadence = { kind: 'window', every: hour, delay: 900, keeps: 90 * 24 * hour }
    const ran = run(cadence, cluster(), Array(60).fill(1), never)
    const asked = new Set(ran.slice(-12).flatMap(({ due }) => due.map(({ start }) => start)))
    for (const { start } of ran.at(-13)?.open ?? []) expect(asked.has(start)).toBe(true)
  })

  it('end with the tombstone: the slot that holds it is the last', () => {
    fc.assert(
      fc.property(cadences, subjects, gaps, fc.integer({ min: 0, max: 200 }), (cadence, subject, steps, after) => {
        const until = instant(origin + after * hour)
        for (const { due, lost } of run(cadence, subject, steps, always, until))
          for (const { start } of [...due, ...lost]) expect(seconds(start)).toBeLessThan(seconds(until))
      }),
    )
  })
})

describe('when a slot is due', () => {
  it('leaves two ticks to read it in, whatever the cadence and the subject', () => {
    fc.assert(
      fc.property(state, subjects, fc.integer({ min: 0, max: 3_599 }), (cadence, subject, minute) => {
        const slot = slotAt(instant(origin), cadence.every)
        const due = seconds(dueAt('s', cadence, subject, slot))
        const firstTick = Math.ceil((due - minute) / tickEvery) * tickEvery + minute
        expect(due).toBeGreaterThanOrEqual(seconds(slot.start))
        expect(firstTick).toBeLessThan(seconds(slot.end))
        if (cadence.every > tickEvery) expect(firstTick + tickEvery).toBeLessThan(seconds(slot.end) + tickEvery)
      }),
    )
  })

  it('is spread over the first twenty hours of a day, so that no tick reads everything', () => {
    const day: Cadence = { kind: 'state', every: 24 * hour, delay: 0, keeps: 0 }
    const slot = slotAt(instant(origin), day.every)
    const at = Array.from({ length: 2_000 }, (_, n) =>
      Math.floor((seconds(dueAt('eks-cluster', day, cluster(`c${n}`), slot)) - seconds(slot.start)) / hour),
    )
    const counts = Array.from({ length: 24 }, (_, n) => at.filter((one) => one === n).length)
    expect(counts.slice(20)).toEqual([0, 0, 0, 0])
    for (const count of counts.slice(0, 20)) expect(count).toBeGreaterThan(50)
  })

  it('comes first for account and region, for others rest on them', () => {
    fc.assert(
      fc.property(
        state,
        (cadence) =>
          dueAt('s', cadence, region, slotAt(instant(origin), cadence.every)) ===
          slotAt(instant(origin), cadence.every).start,
      ),
    )
  })
})

describe('how late a slot was read', () => {
  const day: Cadence = { kind: 'state', every: 24 * hour, delay: 0, keeps: 0 }
  const slot = slotAt(instant(origin), day.every)
  const late = (given: Partial<{ tick: Instant; at: Instant; from: Instant; subject: Subject }>) => {
    const { tick = instant(origin), at = tick, from = '2020-01-01T00:00:00Z', subject = region } = given
    return lateBy('s', day, subject, { slot, from, tick, at })
  }

  it('is nothing in the first tick that could read it', () => {
    fc.assert(
      fc.property(fc.string().map(cluster), fc.integer({ min: 0, max: 3_599 }), (subject, minute) => {
        const due = seconds(dueAt('s', day, subject, slot))
        const tick = instant(Math.ceil((due - minute) / tickEvery) * tickEvery + minute)
        expect(late({ subject, tick })).toBe(0)
      }),
    )
  })

  it('is told in seconds from then on', () => {
    expect(late({ tick: '2026-01-05T01:20:00Z' })).toBe(4_800)
  })

  it('counts when the answers came, where a tick was finished hours after the time that names it', () => {
    expect(late({ at: '2026-01-05T00:59:00Z' })).toBe(0)
    expect(late({ at: '2026-01-05T23:40:00Z' })).toBe(23 * hour + 40 * 60)
  })

  it('does not count the time before the subject was there', () => {
    expect(late({ tick: '2026-01-05T22:20:00Z', from: '2026-01-05T22:05:00Z' })).toBe(0)
  })
})

describe('a subject that has just appeared', () => {
  const cadence: Cadence = { kind: 'state', every: 86_400, delay: 0, keeps: 0 }
  const subject = { scope: 'cluster' as const, id: 'arn:new', name: 'new', region: 'eu-west-1', bornAt: null }
  const day = { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' }
  const none = { upTo: day.start, open: [] }

  it('is read at once, whatever hour its digest gives it', () => {
    const tick = '2026-01-05T00:20:00Z'
    expect(seconds(dueAt('s', cadence, subject, day))).toBeGreaterThan(seconds(tick))
    expect(owed('s', cadence, subject, none, tick, null, true).due).toEqual([{ source: 's', slot: day }])
    expect(owed('s', cadence, subject, none, tick, null).due).toEqual([])
  })

  it('is read at its own hour from the second day on', () => {
    const { progress } = owed('s', cadence, subject, none, '2026-01-05T00:20:00Z', null, true)
    expect(owed('s', cadence, subject, progress, '2026-01-06T00:20:00Z', null).due).toEqual([])
  })

  it('waits for the end of a window as everybody does', () => {
    const window: Cadence = { kind: 'window', every: 3_600, delay: 900, keeps: 86_400 }
    expect(owed('s', window, subject, none, '2026-01-05T00:20:00Z', null, true).due).toEqual([])
  })
})
