// What is known after a sealed tick: the lines move it on, the same lines twice change nothing, and nothing is forgotten.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plus, slotAt } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Instant, Ref, Seen, Slot, Status, Subject, Task } from '../../src/model.ts'
import { advance, newest, takenUp } from '../../src/plan/state.ts'
import { beginTask } from '../../src/plan/tasks.ts'
import type { IndexLine, Plan, SlotLine } from '../../src/store/documents.ts'
import { evaluationKey, observationKey, slug } from '../../src/store/keys.ts'

const hour = 3_600
const base: Instant = '2026-01-05T00:00:00Z'
const subject: Subject = { scope: 'cluster', id: 'arn:prod', name: 'prod', region: 'eu-west-1', bornAt: null }
const name = slug(subject)
const hours = (n: number): Slot => slotAt(plus(base, n * hour), hour)
const tickAt = (n: number): Instant => plus(base, n * hour + 1_200)
const ref = (key: string): Ref => ({ key, versionId: null, sha256: sha256(key), bytes: 1 })

const schedule: Plan['schedule'] = {
  config: { kind: 'state', every: hour, delay: 0, keeps: 0 },
  log: { kind: 'window', every: hour, delay: 900, keeps: 86_400 },
}
const task = (more: Partial<Task> = {}): Task => ({
  ...beginTask(subject, tickAt(0)),
  progress: { config: { upTo: hours(5).start, open: [] }, log: { upTo: hours(5).start, open: [] } },
  ...more,
})
const plan = (more: Partial<Task> = {}, tick = tickAt(5)) => ({ tick, schedule, tasks: [task(more)] })
const due = (source: string, ...slots: number[]) => slots.map((n) => ({ source, slot: hours(n) }))
const line = (source: string, n: number, status: Status, tick = tickAt(5)): SlotLine => ({
  ...{ source, subject: name, slot: hours(n), status, lateBy: 0, reasons: [] },
  parts: status === 'missed' ? [] : [ref(observationKey(tick, source, name, hours(n).start, 1, false))],
})
const evaluation = (tick = tickAt(5)): IndexLine => ({ role: 'evaluation', object: ref(evaluationKey(tick, name)) })

const moved = (given: ReturnType<typeof plan>, ...lines: IndexLine[]): Task => {
  const [one] = advance(given, lines)
  if (!one) throw new Error('nobody')
  return one
}
const openIn = ({ progress }: Task, source: string) =>
  progress[source]?.open.map(({ slot, best }) => [slot.start, best])

describe('a slot that was due', () => {
  it('is settled once a line says that it was read, or missed', () => {
    for (const status of ['complete', 'empty', 'missed'] as const) {
      expect(openIn(moved(plan({ due: due('log', 4) }), line('log', 4, status)), 'log')).toEqual([])
    }
  })

  it('stays open with its best attempt otherwise, and without a line at all', () => {
    expect(
      openIn(moved(plan({ due: due('log', 3, 4) }), line('log', 3, 'partial'), line('log', 4, 'failed')), 'log'),
    ).toEqual([
      [hours(3).start, 'partial'],
      [hours(4).start, 'failed'],
    ])
    expect(openIn(moved(plan({ due: due('log', 4) })), 'log')).toEqual([[hours(4).start, 'failed']])
    const partial = { log: { upTo: hours(5).start, open: [{ slot: hours(4), best: 'partial' as const }] } }
    expect(openIn(moved(plan({ due: due('log', 4), progress: partial }), line('log', 4, 'failed')), 'log')).toEqual([
      [hours(4).start, 'partial'],
    ])
  })

  it('is due no more: the next plan says anew what is', () => {
    expect(
      moved(plan({ due: due('log', 4), lost: due('log', 1), judge: true }), line('log', 4, 'complete'), evaluation()),
    ).toMatchObject({ due: [], lost: [], judge: false })
  })
})

describe('the newest reading', () => {
  const statuses = fc.constantFrom<Status>('failed', 'partial', 'empty', 'complete')
  const seen = fc
    .record({ n: fc.integer({ min: 0, max: 5 }), status: statuses, id: fc.nat() })
    .map(({ n, status, id }): Seen => ({ slot: hours(n), status, parts: [ref(`${id}`)] }))
  const isRead = ({ status }: Seen) => status === 'complete' || status === 'empty'

  it('is of the newest slot, its best attempt, with the newest whole one of an earlier slot behind it', () => {
    fc.assert(
      fc.property(fc.array(seen, { minLength: 1, maxLength: 10 }), (all) => {
        const inOrder = all.toSorted((a, b) => (a.slot.start < b.slot.start ? -1 : a.slot.start > b.slot.start ? 1 : 0))
        const [head, behind, ...more] = inOrder.reduce<Seen[]>(newest, [])
        expect(more).toEqual([])
        const last = inOrder.filter(({ slot }) => slot.start === inOrder.at(-1)?.slot.start)
        const whole = last.filter(isRead)
        if (whole.length > 0) expect(head).toBe(whole.at(-1))
        else expect(head?.status).toBe(last.some(({ status }) => status === 'partial') ? 'partial' : 'failed')
        const earlier = inOrder.filter((one) => isRead(one) && one.slot.start < (head?.slot.start ?? ''))
        expect(behind?.slot).toEqual(earlier.at(-1)?.slot)
      }),
    )
  })

  it('is not displaced by a late window', () => {
    const late: Seen = { slot: hours(1), status: 'complete', parts: [] }
    const known: Seen[] = [{ slot: hours(3), status: 'failed', parts: [] }]
    expect(newest(known, late)).toBe(known)
  })
})

describe('an evaluation that was owed', () => {
  const windows = (one: Task) => one.unjudged.map(({ source, slot }) => [source, slot.start])

  it('and came is what stands', () => {
    const one = moved(plan({ judge: true }), line('log', 4, 'complete'), evaluation())
    expect(one).toMatchObject({ judge: false, unjudged: [], standing: { key: evaluationKey(tickAt(5), name) } })
  })

  it('and did not come is owed still, over the windows that were read', () => {
    const lines = [
      line('config', 4, 'complete'),
      line('log', 3, 'partial'),
      line('log', 4, 'complete'),
      line('log', 2, 'failed'),
    ]
    const one = moved(plan({ judge: true, due: [...due('config', 4), ...due('log', 2, 3, 4)] }), ...lines)
    expect([one.judge, one.standing, windows(one)]).toEqual([
      true,
      null,
      [
        ['log', hours(3).start],
        ['log', hours(4).start],
      ],
    ])
    const next = moved(
      { ...plan({}, tickAt(6)), tasks: [{ ...one, judge: true }] },
      line('log', 5, 'complete', tickAt(6)),
    )
    expect(windows(next)).toEqual([3, 4, 5].map((n) => ['log', hours(n).start]))
    expect(moved({ ...plan({}, tickAt(7)), tasks: [next] }, evaluation(tickAt(7)))).toMatchObject({
      judge: false,
      unjudged: [],
    })
  })

  it('takes up so many windows at once, and the rest later', () => {
    const unjudged = Array.from({ length: takenUp + 3 }, (_, n) => ({
      source: 'log',
      slot: hours(n),
      status: 'complete' as const,
      parts: [ref(`${n}`)],
    }))
    const one = moved(plan({ judge: true, unjudged }), evaluation())
    expect([one.judge, one.unjudged.length]).toEqual([true, 3])
  })

  it('is not owed by whoever nothing is judged of', () => {
    expect(moved(plan({ judge: false, due: due('log', 4) }), line('log', 4, 'complete'))).toMatchObject({
      judge: false,
      unjudged: [],
    })
  })
})

describe('the same lines twice', () => {
  const statuses = fc.constantFrom<Status>('failed', 'partial', 'empty', 'complete', 'missed')
  const lines = fc.array(
    fc.record({ n: fc.integer({ min: 0, max: 4 }), source: fc.constantFrom('config', 'log'), status: statuses }),
    { maxLength: 12 },
  )

  it('change nothing, but for what is judged by attempt', () => {
    fc.assert(
      fc.property(lines, fc.boolean(), (all, isJudged) => {
        const sorted = all.toSorted((a, b) => a.n - b.n)
        const index = [
          ...sorted.map(({ source, n, status }) => line(source, n, status)),
          ...(isJudged ? [evaluation()] : []),
        ]
        const given = plan({ due: [...due('config', 0, 1, 2, 3, 4), ...due('log', 0, 1, 2, 3, 4)], judge: true })
        const once = moved(given, ...index)
        const twice = moved(given, ...index, ...index)
        expect({ ...twice, unjudged: [] }).toEqual({ ...once, unjudged: [] })
      }),
    )
  })

  it('never open what was settled, and never lower what was reached', () => {
    const ranks: Status[] = ['failed', 'partial']
    fc.assert(
      fc.property(lines, lines, (first, second) => {
        const given = plan({ due: [...due('config', 0, 1, 2, 3, 4), ...due('log', 0, 1, 2, 3, 4)] })
        const [one, more] = [first, second].map((all) =>
          all.map(({ source, n, status }) => line(source, n, status)),
        ) as [SlotLine[], SlotLine[]]
        const before = moved(given, ...one)
        const later = moved(given, ...one, ...more)
        for (const source of ['config', 'log']) {
          const was = new Map(before.progress[source]?.open.map(({ slot, best }) => [slot.start, best]))
          for (const { slot, best } of later.progress[source]?.open ?? []) {
            expect(was.has(slot.start)).toBe(true)
            expect(ranks.indexOf(best)).toBeGreaterThanOrEqual(ranks.indexOf(was.get(slot.start) ?? 'failed'))
          }
          expect(later.progress[source]?.upTo).toBe(before.progress[source]?.upTo)
        }
      }),
    )
  })
})

describe('lines of a subject that the plan does not know', () => {
  it('are passed over', () => {
    expect(advance(plan(), [{ ...line('log', 4, 'complete'), subject: 'other' }])).toHaveLength(1)
  })
})
