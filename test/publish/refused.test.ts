// What publishing does when Security Hub refuses, fails, or is off.
import { describe, expect, it } from 'vitest'
import { disableHub, enableHub } from '../../sandbox/services/security-hub.ts'
import type { Send } from '../../src/wire.ts'
import { home, makeAccount } from './account.ts'
import { cluster, hit, verdict } from './examples.ts'
import { failing, judged, many, passing, state, unread } from './standings.ts'

describe('what fails', () => {
  const idOf = (here: ReturnType<typeof makeAccount>, at: number): string => String(here.findings()[at]?.Id)

  it('in the middle of a batch is tried once more by itself', async () => {
    const here = makeAccount()
    await here.run([...many(3)])
    here.state.refusals.push({ id: idOf(here, 1), code: 'InternalFailure', message: 'try again', times: 1 })
    const { counts, failures } = await here.run(many(3, verdict('fail', 'b')))
    expect([counts.sent, failures, here.imports().map(({ findings }) => findings.length)]).toEqual([3, [], [3, 3, 1]])
  })
  it('twice is recorded, owed, and sent by the next tick', async () => {
    const here = makeAccount()
    await here.run(many(3))
    const id = idOf(here, 1)
    here.state.refusals.push({ id, code: 'InternalFailure', message: 'try again', times: 2 })
    const { failures, owed } = await here.run(many(3, verdict('fail', 'b')))
    expect([failures, owed[home]?.findings.map((one) => [one.id, one.tries])]).toEqual([
      [{ region: home, id, code: 'InternalFailure', message: 'try again' }],
      [[id, 1]],
    ])
    const next = await here.run([])
    expect([next.counts.sent, next.owed, here.findings()[1]?.Description]).toEqual([1, {}, 'c1: b'])
  })
  it('is sent later with the newest evidence of the same outcome', async () => {
    const here = makeAccount()
    await here.run([judged(failing)])
    here.state.refusals.push({ id: idOf(here, 0), code: 'InternalFailure', message: 'try again', times: 2 })
    await here.run([judged(verdict('fail', 'b'))])
    await here.run([judged(verdict('fail', 'b'))])
    const { ProductFields } = here.findings()[0] ?? {}
    expect(ProductFields).toMatchObject({ 'eks-evidence/evaluation/key': expect.stringContaining('/0220Z/') })
  })
  it('for what is wrong with it is given up at the third tick', async () => {
    const here = makeAccount()
    await here.run([judged(failing)])
    here.state.refusals.push({ id: idOf(here, 0), code: 'InvalidInput', message: 'no', times: 99 })
    await here.run([judged(verdict('fail', 'b'))])
    const second = await here.run([])
    const third = await here.run([])
    expect([second.owed[home]?.findings.length, third.failures.length, third.owed]).toEqual([1, 1, {}])
  })
  it('as a whole call is not tried a hundred times more', async () => {
    const here = makeAccount()
    const throttled: Send = async () => ({
      ok: false,
      code: 'ThrottlingException',
      message: 'Rate exceeded',
      host: null,
      date: null,
      requestId: 'r',
      at: here.now(),
    })
    const record = await here.run(many(101), { through: throttled })
    expect([record.requests.length, record.counts.failed, record.owed[home]?.findings.length]).toEqual([2, 101, 101])
    const next = await here.run([])
    expect([next.counts.sent, next.owed, here.findings().length]).toEqual([101, {}, 101])
  })
  it('as an invalid call is narrowed down to the finding that made it so', async () => {
    const here = makeAccount()
    const bad = (input: unknown): boolean => JSON.stringify(input).includes('c1:')
    const picky: Send = async (action, input, region) =>
      bad(input)
        ? {
            ok: false,
            code: 'InvalidInputException',
            message: 'no',
            host: null,
            date: null,
            requestId: 'r',
            at: here.now(),
          }
        : here.send(action, input, region)
    const record = await here.run(many(3), { through: picky })
    expect([record.counts.sent, record.failures.map(({ code }) => code)]).toEqual([2, ['InvalidInputException']])
  })
  it('with an answer that is not as documented is not believed', async () => {
    const here = makeAccount()
    const odd: Send = async (action, input, region) => {
      const wire = await here.send(action, input, region)
      return wire.ok ? { ...wire, text: '{"FailedCount":1,"SuccessCount":0}' } : wire
    }
    const record = await here.run([judged(failing)], { through: odd })
    expect(record.failures.map(({ code }) => code)).toEqual(['MalformedResponse'])
  })
  it('to resolve leaves the finding passed, and is made good by the next tick', async () => {
    const here = makeAccount()
    await here.run([judged(failing)])
    const noUpdates: Send = async (action, input, region) =>
      action === 'securityhub:BatchUpdateFindings'
        ? {
            ok: false,
            code: 'InternalException',
            message: 'no',
            host: null,
            date: null,
            requestId: 'r',
            at: here.now(),
          }
        : here.send(action, input, region)
    await here.run([judged(passing)], { through: noUpdates })
    expect(state(here.findings()[0])).toEqual(['PASSED', 'NEW', 'ACTIVE'])
    await here.run([])
    expect(state(here.findings()[0])).toEqual(['PASSED', 'RESOLVED', 'ACTIVE'])
  })
  it('to archive is owed until it is done', async () => {
    const here = makeAccount()
    await here.run([judged(failing)])
    const blind: Send = async () => ({
      ok: false,
      code: 'InternalException',
      message: 'no',
      host: null,
      date: null,
      requestId: 'r',
      at: here.now(),
    })
    const record = await here.run([], { retired: [cluster()], through: blind })
    expect(record.owed[home]?.retired.length).toBe(1)
    const next = await here.run([])
    expect([state(here.findings()[0]), next.owed]).toEqual([['FAILED', 'NEW', 'ARCHIVED'], {}])
  })
})

describe('evidence', () => {
  it('that was altered since makes no finding, and is said', async () => {
    const here = makeAccount()
    await here.run([judged(failing)])
    here.state.refusals.push({
      id: String(here.findings()[0]?.Id),
      code: 'InternalFailure',
      message: 'try again',
      times: 2,
    })
    await here.run([judged(verdict('fail', 'b'))])
    for (const [key, body] of here.store.objects)
      if (key.includes('/evaluations/')) here.store.objects.set(key, Buffer.concat([body, Buffer.from(' ')]))
    const record = await here.run([])
    expect([record.counts.sent, record.failures.map(({ code }) => code)]).toEqual([0, ['EVIDENCE_MISSING']])
  })
  it('is owed with the acceptance that it was sent with', async () => {
    const here = makeAccount()
    await here.run([judged(failing)])
    here.state.refusals.push({
      id: String(here.findings()[0]?.Id),
      code: 'InternalFailure',
      message: 'try again',
      times: 2,
    })
    await here.run([judged(failing)], { accepted: { 'NET-01': { id: 'ACC-1', until: '2026-06-30T00:00:00Z' } } })
    await here.run([])
    expect(state(here.findings()[0])).toEqual(['WARNING', 'NEW', 'ACTIVE'])
  })
  it('of hits is counted once, however often they are sent', async () => {
    const here = makeAccount()
    await here.run([judged([], cluster(), [hit()])])
    here.state.refusals.push({
      id: String(here.findings()[0]?.Id),
      code: 'InternalFailure',
      message: 'try again',
      times: 2,
    })
    await here.run([
      judged([], cluster(), [
        hit({ slot: { start: '2026-01-05T02:00:00Z', end: '2026-01-05T03:00:00Z' }, at: '2026-01-05T02:30:00Z' }),
      ]),
    ])
    await here.run([])
    expect(here.findings()[0]).toMatchObject({ ProductFields: { 'eks-evidence/count': '2' } })
  })
})

describe('a region where Security Hub is off', () => {
  it('is owed everything, and costs one call a tick', async () => {
    const here = makeAccount([])
    const record = await here.run(many(101))
    expect([record.owed, record.failures, here.send.calls.length]).toEqual([
      { [home]: { all: true, findings: [], retired: [] } },
      [],
      1,
    ])
    const next = await here.run([])
    expect([next.owed[home]?.all, here.send.calls.length]).toEqual([true, 2])
  })
  it('hinders no other region', async () => {
    const here = makeAccount([home])
    await here.run([judged(failing, cluster('a', 'us-east-1')), judged(failing)])
    expect(here.findings().length).toBe(1)
  })
  it('gets everything open when it is on again, judged this tick or not', async () => {
    const here = makeAccount([])
    await here.run([judged(failing, cluster('a')), judged(unread, cluster('b')), judged(passing, cluster('c'))])
    enableHub(here.state, home, here.now())
    const record = await here.run([judged(failing, cluster('d'))])
    expect([
      here
        .findings()
        .map(({ Description }) => String(Description).slice(0, 3))
        .sort(),
      record.owed,
    ]).toEqual([['Not', 'a: ', 'd: '], {}])
  })
  it('learns what passed and what was deleted meanwhile', async () => {
    const here = makeAccount()
    await here.run([judged(failing, cluster('a')), judged(failing, cluster('b'))])
    disableHub(here.state, home)
    await here.run([judged(passing, cluster('a'))], { retired: [cluster('b')] })
    here.standing.delete([...here.standing.keys()].find((name) => name.startsWith('b-')) ?? '')
    enableHub(here.state, home, here.now())
    const record = await here.run([])
    expect([here.findings().map(state), record.owed]).toEqual([
      [
        ['PASSED', 'RESOLVED', 'ACTIVE'],
        ['FAILED', 'NEW', 'ARCHIVED'],
      ],
      {},
    ])
  })
})
