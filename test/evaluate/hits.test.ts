// Hits as evaluations hold them: of a cluster's audit log, with what stood before, and of its region's history.
import { describe, expect, it } from 'vitest'
import { type Example, example } from '../../src/audit-log/example.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import { instant, plus, seconds } from '../../src/clock.ts'
import type { Rules } from '../../src/detection.ts'
import exposed from '../../src/detections/cluster-exposed-or-deleted.ts'
import firstUse from '../../src/detections/first-use-of-principal.ts'
import { historyOfRecords, trailRecord } from '../../src/examples/change-events.ts'
import { writeJson } from '../../src/json.ts'
import type { Evaluation, Exchange, Instant, Subject } from '../../src/model.ts'
import { day, evaluated, from, hour, hours, reading, ref } from './account.ts'

const role = (name: string) => ({
  user: `arn:aws:sts::111122223333:assumed-role/${name}/s`,
  extra: {
    canonicalArn: [`arn:aws:iam::111122223333:role/${name}`],
    arn: [`arn:aws:sts::111122223333:assumed-role/${name}/s`],
  },
})
/** A window of the log in which these came, each once, five minutes into it. */
const window = (n: number, ...names: string[]) => {
  const slot = hours(n)
  const time = plus(slot.start, 300).replace('Z', '.000000Z')
  const entry = (name: string): Example => ({
    verb: 'list',
    resource: 'pods',
    ...role(name),
    received: time,
    reached: time,
  })
  const messages = names.map((name) => JSON.stringify(example(entry(name))))
  const counts = [0, 15, 30, 45].map((minute) => {
    const at = plus(slot.start, minute * 60)
      .replace('T', ' ')
      .replace('Z', '.000')
    return countExample(9, {
      first: at,
      last: plus(slot.start, minute * 60 + 890)
        .replace('T', ' ')
        .replace('Z', '.000'),
    })
  })
  return reading('audit-log', slot, windowExample(slot, { messages, counts }))
}
const unread = (n: number) => reading('audit-log', hours(n), { denied: 'ThrottlingException' })

type Windows = ReturnType<typeof window>[]
const judged = (tick: Instant, windows: Windows, standing?: Evaluation, rules: Rules = {}) =>
  evaluated({ tick, controls: [], windows, standing, rules, detections: [firstUse] })
const tickAfter = (n: number): Instant => plus(from, n * hour + hour + 1_200)
/** So many hours of log by Admin, read by so many ticks. */
const learned = (
  length: number,
  ticks = 4,
  of: (n: number) => ReturnType<typeof window> = (n) => window(n, 'Admin'),
) => {
  let standing: Evaluation | undefined
  for (let at = 0; at < ticks; at++) {
    const [begin, end] = [Math.floor((at * length) / ticks), Math.floor(((at + 1) * length) / ticks)]
    standing = judged(
      tickAfter(end),
      Array.from({ length: end - begin }, (_, n) => of(begin + n)),
      standing,
    )
  }
  return standing
}
const said = ({ hits }: Evaluation) => hits.map(({ slot, reason }) => `${slot.start} ${reason.split(';')[0]}`)
const weeks = 14 * 24
const soon: Rules = { 'DET-54': { settings: { silentDays: 2, learnDays: 1 } } }
const is = (n: number, name: string, since = from): string =>
  `${hours(n).start} arn:aws:iam::111122223333:role/${name} is not in the log since ${since}`

describe('the first use of a principal', () => {
  it('is a hit once two weeks of the log were read, and not before', () => {
    const early = judged(tickAfter(weeks - 1), [window(weeks - 1, 'Eve')], learned(weeks - 1))
    expect(said(early)).toEqual([])
    const late = judged(tickAfter(weeks), [window(weeks, 'Admin', 'Eve')], learned(weeks))
    expect(said(late)).toEqual([is(weeks, 'Eve')])
    expect(late.hits[0]).toMatchObject({ detection: 'DET-54', severity: 'medium', actorClass: 'human', count: 1 })
  })

  it('is told once, and not in the window after it', () => {
    const twice = judged(tickAfter(31), [window(30, 'Eve'), window(31, 'Eve')], learned(30), soon)
    expect(said(twice)).toEqual([is(30, 'Eve')])
    expect(said(judged(tickAfter(32), [window(32, 'Eve')], twice, soon))).toEqual([])
  })

  it('counts its requests once each, and was allowed where one of them was', () => {
    const time = plus(hours(30).start, 300).replace('Z', '.000000Z')
    const asked = { verb: 'create', resource: 'serviceaccounts', subresource: 'token', ...role('Eve'), received: time }
    const messages = [
      example({ ...asked, stage: 'RequestReceived', reached: time, auditID: 'a' }),
      example({ ...asked, code: 403, decision: 'forbid', reached: time.replace('00.0', '01.0'), auditID: 'a' }),
      example({ ...asked, code: 201, reached: time.replace('00.0', '02.0'), auditID: 'b' }),
    ].map((one) => JSON.stringify(one))
    const of = (...given: string[]) => {
      const exchanges = windowExample(hours(30), { messages: given, counts: [countExample(9)] })
      return judged(tickAfter(30), [reading('audit-log', hours(30), exchanges)], learned(30), soon).hits
    }
    expect(of(...messages)).toMatchObject([{ count: 2, outcome: 'allowed', auditID: 'a' }])
    expect(of(...messages.slice(0, 2))).toMatchObject([{ count: 1, outcome: 'denied' }])
  })

  it('rests on its window, on the one before and on the evaluation that stood', () => {
    const standing = learned(30)
    const [hit] = judged(tickAfter(31), [window(30, 'Admin'), window(31, 'Eve')], standing, soon).hits
    expect(hit?.basis).toEqual([
      ref(`audit-log/${hours(31).start}`),
      ref(`audit-log/${hours(30).start}`),
      ref(`evaluation/${standing?.tick}`),
    ])
  })

  it('after as long a silence as is asked for is a hit, with when it was last seen', () => {
    const standing = learned(60, 4, (n) => window(n, 'Admin', ...(n === 5 ? ['Ops'] : [])))
    const last = plus(hours(5).start, 300)
    expect(said(judged(tickAfter(60), [window(60, 'Ops')], standing, soon))).toEqual([
      `${hours(60).start} arn:aws:iam::111122223333:role/Ops was last seen at ${last}`,
    ])
    expect(
      said(
        judged(tickAfter(60), [window(60, 'Ops')], standing, {
          'DET-54': { settings: { silentDays: 3, learnDays: 1 } },
        }),
      ),
    ).toEqual([])
  })

  it('says which hours before it were not read', () => {
    const standing = learned(40, 4, (n) => (n === 20 || n === 21 ? unread(n) : window(n, 'Admin')))
    const [hit] = judged(tickAfter(40), [window(40, 'Eve')], standing, soon).hits
    expect(hit?.reason).toContain(`of the time before 2 hours were not read, the first at ${hours(20).start}`)
  })

  it('counts what was read and not what was tried, before anybody is new', () => {
    const standing = learned(40, 4, (n) => (n % 2 === 0 ? unread(n) : window(n, 'Admin')))
    expect(said(judged(tickAfter(40), [window(40, 'Eve')], standing, soon))).toEqual([])
  })

  it('that a newer window has shown is none in a late one', () => {
    const standing = learned(40, 4, (n) => (n === 33 ? unread(n) : window(n, 'Admin', ...(n === 36 ? ['Eve'] : []))))
    expect(said(judged(tickAfter(40), [window(33, 'Eve', 'Mallory'), window(40, 'Admin')], standing, soon))).toEqual([
      is(33, 'Mallory'),
    ])
  })

  it('is the same hit where the window was read in part before', () => {
    const whole = window(30, 'Eve')
    const [failed] = unread(30).exchanges
    const exchanges = [...whole.exchanges, ...(failed ? [{ ...failed, action: 'logs:GetQueryResults' as const }] : [])]
    const part = reading('audit-log', hours(30), exchanges)
    const first = judged(tickAfter(30), [part], learned(30), soon)
    expect(said(first)).toEqual([is(30, 'Eve')])
    expect(first.tallied['audit-access-uses']?.covered).toEqual([{ start: from, end: hours(30).start }])
    expect(said(judged(tickAfter(31), [whole], first, soon))).toEqual([is(30, 'Eve')])
  })

  it('of whoever was seen longer ago than is remembered counts as new, and says how far back it looked', () => {
    const standing = learned(30, 1, (n) => window(n, 'Admin', ...(n === 1 ? ['Ops'] : [])))
    const tick = instant(seconds(from) + 401 * day)
    const n = 401 * 24 - 2
    const near = judged(tick, [window(n - 1, 'Admin')], standing, soon)
    expect(said(judged(plus(tick, hour), [window(n, 'Ops')], near, soon))).toEqual([
      is(n, 'Ops', plus(hours(n).start, -400 * day)),
    ])
  })

  it('is nobody in particular where more came than are remembered', () => {
    const standing = learned(40) as Evaluation
    const sum = standing.tallied['audit-access-uses']
    if (!sum) throw new Error('nothing was summed up')
    const cut = { ...(sum.value as object), cut: hours(39).start }
    const full = { ...standing, tallied: { 'audit-access-uses': { ...sum, value: cut } } }
    expect(said(judged(tickAfter(40), [window(40, 'Eve')], full, soon))).toEqual([])
  })

  it('gives the same bytes when it is judged again, in whatever order the rows come', () => {
    const others = () => window(30, 'Eve', 'Mallory', 'Ops')
    const turned = [...others().exchanges].map((line) => {
      const { results, ...body } = (line.got === 'body' ? line.body : {}) as { results?: unknown[] }
      return Array.isArray(results) ? ({ ...line, body: { ...body, results: results.toReversed() } } as Exchange) : line
    })
    const once = judged(tickAfter(31), [others()], learned(30), soon)
    expect(once.hits).toHaveLength(3)
    expect(writeJson(judged(tickAfter(31), [reading('audit-log', hours(30), turned)], learned(30), soon))).toBe(
      writeJson(once),
    )
  })

  it('is learned although no control sums it up, and forgotten while it is off', () => {
    expect(Object.keys(learned(2)?.tallied ?? {})).toEqual(['audit-access-uses'])
    expect(judged(tickAfter(3), [window(3, 'Eve')], learned(2), { 'DET-54': { off: 'why' } })).toMatchObject({
      hits: [],
      tallied: {},
    })
  })
})

describe("a region's hits", () => {
  const region: Subject = {
    scope: 'region',
    id: 'aws://111122223333/eu-central-1',
    name: 'eu-central-1',
    region: 'eu-central-1',
    bornAt: null,
  }
  const opened = (n: number, id: string, name = 'prod') => {
    const asked = { name, resourcesVpcConfig: { publicAccessCidrs: ['0.0.0.0/0'] } }
    const records = [trailRecord({ name: 'UpdateClusterConfig', asked }, seconds(hours(n).start) + 60, id)]
    return { ...reading('change-events', hours(n), historyOfRecords(records)), subject: region }
  }
  const history = (windows: Windows, standing?: Evaluation, rules: Rules = {}) =>
    evaluated({
      tick: tickAfter(9),
      controls: [],
      windows,
      standing,
      rules,
      of: region,
      detections: [exposed, firstUse],
    })

  it('are of the window in which the event is, and rest on it', () => {
    const { hits } = history([opened(3, 'e-1'), opened(4, 'e-2', 'dev')])
    expect(hits).toMatchObject([
      { slot: hours(3), auditID: 'e-1', object: { arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod' } },
      { slot: hours(4), auditID: 'e-2', object: { arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/dev' } },
    ])
    expect(hits.map(({ basis }) => basis)).toEqual([3, 4].map((n) => [ref(`change-events/${hours(n).start}`)]))
  })

  it('of a late window are told when it comes', () => {
    const first = history([opened(5, 'e-2')])
    expect(history([opened(3, 'e-1')], first).hits).toMatchObject([{ slot: hours(3), auditID: 'e-1' }])
  })

  it('are the same bytes when they are judged again', () => {
    expect(writeJson(history([opened(3, 'e-1')]))).toBe(writeJson(history([opened(3, 'e-1')])))
  })

  it('are none where the detection is off', () => {
    expect(history([opened(3, 'e-1')], undefined, { 'DET-61': { off: 'why' } }).hits).toEqual([])
  })
})
