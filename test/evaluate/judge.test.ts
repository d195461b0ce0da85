// What a control is given, and what it is not judged without.
import { describe, expect, it } from 'vitest'
import { plus } from '../../src/clock.ts'
import { writeJson } from '../../src/json.ts'
import type { Exchange } from '../../src/model.ts'
import { controls, day, days, evaluated, from, hour, hours, reading, ref, verdictsIn } from './account.ts'

const at = (seconds: number) => plus(from, seconds)
const only = (evaluation: ReturnType<typeof evaluated>) => {
  const [verdict] = evaluation.verdicts
  if (!verdict) throw new Error('no verdict')
  return verdict
}

describe('a need for the latest reading', () => {
  const judged = (tick: number, said: Parameters<typeof reading>[2]) =>
    only(
      evaluated({
        tick: at(tick),
        controls: [controls.latest],
        latest: { config: [reading('config', days(0), said)] },
      }),
    )

  it('is met in its slot and in the next, and not for longer: then since the end of that slot', () => {
    expect(judged(5 * hour, 'good').outcome).toBe('pass')
    expect(judged(2 * day - 1, 'good').outcome).toBe('pass')
    expect(judged(2 * day, 'good')).toMatchObject({ outcome: 'unknown', slot: days(2) })
    const before = evaluated({
      tick: at(hour),
      controls: [controls.latest],
      latest: { config: [reading('config', days(0), 'good')] },
    })
    const stale = evaluated({
      tick: at(2 * day),
      controls: [controls.latest],
      latest: { config: [reading('config', days(0), 'good')] },
      standing: before,
    })
    expect(only(stale)).toMatchObject({ since: days(0).end, standing: { outcome: 'pass', since: days(0).start } })
  })

  it('is not met by a reading that failed, whatever was read before it', () => {
    const latest = {
      config: [reading('config', days(1), { denied: 'AccessDenied' }), reading('config', days(0), 'good')],
    }
    expect(only(evaluated({ tick: at(day), controls: [controls.latest], latest }))).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('AccessDenied'),
    })
  })

  it('is not met where nothing was read, nor by an empty reading', () => {
    expect(only(evaluated({ tick: at(0), controls: [controls.latest] })).outcome).toBe('unknown')
    expect(judged(hour, []).outcome).toBe('unknown')
  })

  it('of the region and of the account is met there', () => {
    const latest = { place: [reading('place', days(0), 'there')], owner: [reading('owner', days(0), 'mine')] }
    expect(only(evaluated({ tick: at(hour), controls: [controls.above], latest })).reason).toBe(
      '{"place":"there","owner":"mine"}',
    )
    expect(
      only(evaluated({ tick: at(hour), controls: [controls.above], latest: { place: latest.place } })).outcome,
    ).toBe('unknown')
  })

  it('rests on the parts that were read', () => {
    expect(judged(hour, 'good').basis).toEqual([ref(`config/${days(0).start}`)])
  })
})

describe('a need for the reading before', () => {
  it('is the one behind the latest, however old', () => {
    const latest = { config: [reading('config', days(9), 'good'), reading('config', days(3), 'older')] }
    expect(only(evaluated({ tick: at(9 * day), controls: [controls.previous], latest })).reason).toBe(
      '{"is":"good","was":"older"}',
    )
  })

  it('is not met by the first reading', () => {
    const latest = { config: [reading('config', days(0), 'good')] }
    expect(only(evaluated({ tick: at(hour), controls: [controls.previous], latest })).outcome).toBe('unknown')
  })

  it('of windows is the window before the one that is judged', () => {
    const windows = [reading('log', hours(1), 'one'), reading('log', hours(2), 'two')]
    const latest = { log: [windows[1] ?? reading('log', hours(2), 'two'), reading('log', hours(0), 'zero')] }
    const { verdicts } = evaluated({ tick: at(4 * hour), controls: [controls.windowBefore], windows, latest })
    expect(verdicts.map(({ reason }) => reason)).toEqual(['{"is":"one","was":"zero"}', '{"is":"two","was":"one"}'])
  })
})

describe('a need over time', () => {
  const windows = (...said: string[]) => said.map((one, n) => reading('log', hours(n), one))

  it('is met by every slot since the subject began, and looks no further back', () => {
    const { verdicts } = evaluated({
      tick: at(6 * hour),
      controls: [controls.over],
      windows: windows('a', 'b', 'c', 'd'),
    })
    const values = verdicts.map(({ reason }) =>
      (JSON.parse(reason) as { all: { value: string }[] }).all.map(({ value }) => value).join(''),
    )
    expect(values).toEqual(['a', 'ab', 'abc', 'bcd'])
  })

  it('is not met where one slot is unread or was not read at all', () => {
    const [a, , c] = windows('a', 'b', 'c')
    if (!a || !c) throw new Error('no windows')
    expect(
      verdictsIn(evaluated({ tick: at(5 * hour), controls: [controls.over], windows: [a, c] })).map(
        ([, outcome]) => outcome,
      ),
    ).toEqual(['pass', 'unknown'])
    const denied = [a, reading('log', hours(1), { denied: 'Throttling' }), c]
    expect(
      verdictsIn(evaluated({ tick: at(5 * hour), controls: [controls.over], windows: denied })).map(
        ([, outcome]) => outcome,
      ),
    ).toEqual(['pass', 'unknown', 'unknown'])
  })

  it('is carried from evaluation to evaluation, and a late window fills its hole', () => {
    const [a, , c] = windows('a', 'b', 'c')
    if (!a || !c) throw new Error('no windows')
    const first = evaluated({ tick: at(4 * hour), controls: [controls.over], windows: [a, c] })
    const second = evaluated({
      tick: at(5 * hour),
      controls: [controls.over],
      windows: [reading('log', hours(1), 'b'), reading('log', hours(3), 'd')],
      standing: first,
    })
    expect(second.carried.window?.map(({ value }) => value).join('')).toBe('abcd')
    expect(verdictsIn(second).at(-1)?.slice(0, 2)).toEqual([hours(3).start, 'pass'])
    expect(second.verdicts.at(-1)?.basis).toContainEqual(ref(`evaluation/${first.tick}`))
  })

  it('keeps what a first attempt read where the second came to nothing', () => {
    const first = evaluated({ tick: at(3 * hour), controls: [controls.over], windows: windows('a', 'b') })
    const second = evaluated({
      tick: at(4 * hour),
      controls: [controls.over],
      windows: [reading('log', hours(1), { denied: 'no' })],
      standing: first,
    })
    expect(second.carried.window?.map(({ value }) => value)).toEqual(['a', 'b'])
  })

  it('forgets what no window can look back to any more', () => {
    let standing = evaluated({ tick: at(hour), controls: [controls.over], windows: [reading('log', hours(0), 'a')] })
    for (let n = 1; n < 20; n++)
      standing = evaluated({
        tick: at((n + 1) * hour),
        controls: [controls.over],
        windows: [reading('log', hours(n), 'a')],
        standing,
      })
    expect(standing.carried.window?.map(({ slot }) => slot.start)).toEqual(
      [14, 15, 16, 17, 18, 19].map((n) => hours(n).start),
    )
  })
})

describe('a control over windows', () => {
  it('is judged once for each window, each in its own slot, also beside a state of another', () => {
    const latest = { config: [reading('config', days(1), 'good')] }
    const windows = [reading('log', hours(22), 'a'), reading('log', hours(23), 'b')]
    const { verdicts } = evaluated({ tick: at(day + hour), controls: [controls.mixed], windows, latest })
    expect(verdicts.map(({ slot }) => slot)).toEqual([hours(22), hours(23)])
  })

  it('stands while no window was read, until it is too old', () => {
    const first = evaluated({
      tick: at(2 * hour),
      controls: [controls.window],
      windows: [reading('log', hours(0), 'good')],
    })
    const log = [reading('log', hours(0), 'good')]
    const then = (tick: number) =>
      evaluated({ tick: at(tick), controls: [controls.window], latest: { log }, standing: first })
    expect(then(4 * hour).verdicts).toEqual(first.verdicts)
    expect(only(then(5 * hour))).toMatchObject({
      outcome: 'unknown',
      since: hours(0).end,
      standing: { outcome: 'pass' },
    })
  })
})

describe('an evaluation', () => {
  it('is the same in whatever order the answers came', () => {
    const say = (v: string): Exchange => ({
      action: 'x:Read',
      input: { v },
      at: from,
      host: null,
      date: null,
      requestId: null,
      got: 'body',
      body: { v },
    })
    const given = (said: Exchange[]) =>
      writeJson(
        evaluated({
          tick: at(hour),
          controls: Object.values(controls),
          latest: { config: [reading('config', days(0), said)] },
          windows: [reading('log', hours(0), said)],
        }),
      )
    const said = ['c', 'a', 'b'].map(say)
    expect(given(said.toReversed())).toBe(given(said))
  })

  it('holds one verdict of each control that is not switched off', () => {
    const settings = { WINDOW: { off: 'why' }, LATEST: { settings: { word: 'good' } } }
    const { verdicts } = evaluated({
      tick: at(hour),
      controls: [controls.latest, controls.window],
      latest: { config: [reading('config', days(0), 'good')] },
      settings,
    })
    expect(verdicts.map(({ control, outcome }) => [control, outcome])).toEqual([['LATEST', 'fail']])
  })
})
