// What goes wrong at AWS is recorded with its reason, the tick is sealed all the same, and nobody passes unread.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Effect } from '../../sandbox/faults.ts'
import { openWire, type Wire } from './over-the-wire.ts'
import { deniedAlone, readToTheLast, saysWhatFailed } from './wire-asserted.ts'

let at: Wire
beforeEach(async () => {
  at = await openWire()
})
afterEach(() => at.close())

it('nothing: everything is read, and all is intact', async () => {
  for (let hour = 0; hour < 2; hour++) await at.tick(hour)
  expect([await at.unread(0), await at.unread(1)]).toEqual([[], []])
  for (const { status } of Object.values(await at.slots(1, 'eks-cluster'))) expect(status).toBe('complete')
  expect([at.warnings, await at.failures(2)]).toEqual([[], []])
})

describe('a fault of one call', () => {
  const effects: [string, Effect, string][] = [
    ['a denial', { kind: 'denial' }, 'AccessDeniedException'],
    ['a throttle that outlasts the retries', { kind: 'throttle' }, 'ThrottlingException|TooManyRequestsException'],
    ['a server error', { kind: 'server-error' }, 'ServerException|InternalFailure|ServiceUnavailable|InternalServer'],
    ['a broken connection', { kind: 'reset', when: 'before' }, 'ECONNRESET|TimeoutError|socket'],
    ['a lost reply', { kind: 'reset', when: 'after' }, 'ECONNRESET|TimeoutError|socket'],
    ['an answer cut short', { kind: 'truncate', how: 'short' }, 'MalformedResponse'],
    ['an answer that breaks off', { kind: 'truncate', how: 'broken-off' }, 'ECONNRESET|aborted|TimeoutError|socket'],
    ['an expired token', { kind: 'expired-token' }, 'ExpiredToken'],
  ]
  for (const [what, effect, code] of effects) {
    it(`(${what}) is a partial reading that says so, beside all that was read`, async () => {
      await saysWhatFailed(at, effect, code)
    })
  }
})

it('a denial of the second of three clusters leaves the first and third right, and the second unknown', async () => {
  await deniedAlone(at)
})

it('a cluster that was never identified is observed without a birth, and gives way to itself', async () => {
  const fault = {
    effect: { kind: 'denial' as const },
    service: 'eks',
    operation: 'DescribeCluster',
    input: { name: 'beta' },
  }
  at.sandbox.faults.add(fault)
  await at.tick(0)
  expect((await at.outcomes(0, 'NET-01')).beta).toBe('unknown')
  at.sandbox.faults.clear()
  for (let hour = 1; hour < 4; hour++) await at.tick(hour)
  const { tasks } = await at.plan(3)
  expect(tasks.flatMap(({ subject }) => (subject.name === 'beta' ? [subject.bornAt !== null] : []))).toEqual([true])
  expect(await at.failures(4)).toEqual([])
})

for (const [what, operation] of [
  ['clusters', 'ListClusters'],
  ['repositories', 'DescribeRepositories'],
] as const) {
  it(`an inventory that was denied its ${what} keeps everybody who was known`, async () => {
    await at.tick(0)
    const before = (await at.plan(0)).tasks.map(({ subject }) => subject.id)
    at.sandbox.faults.add({ effect: { kind: 'denial' }, operation })
    for (let hour = 1; hour < 3; hour++) await at.tick(hour)
    const { tasks, retired } = await at.plan(2)
    expect(tasks.map(({ subject, vanished }) => [subject.id, vanished])).toEqual(before.map((id) => [id, null]))
    expect(retired).toEqual([])
    expect((await at.slots(2, 'inventory'))['eu-west-1']?.status).toBe('partial')
    expect(await at.failures(3)).toEqual([])
  })
}

it('everything denied is a sealed tick of failed slots, and no verdict passes', async () => {
  await at.tick(0)
  at.sandbox.faults.add({ effect: { kind: 'denial' } })
  const sealed = await at.tick(1)
  // Of the three clusters no hit was known that called for a look: nothing was asked for that.
  expect(sealed?.counts).toMatchObject({ complete: 0, empty: 3, partial: 0 })
  expect(Object.values(await at.slots(1, 'incidents')).map(({ status }) => status)).toEqual(['empty', 'empty', 'empty'])
  expect(Object.values(await at.outcomes(1, 'NET-01'))).toEqual(['unknown', 'unknown', 'unknown'])
  expect(await at.failures(2)).toEqual([])
})

it('half of all calls throttled: what the SDK gets in the end is whole, and what it does not says why', async () => {
  at.sandbox.faults.add({ effect: { kind: 'throttle' }, every: 2 })
  for (let hour = 0; hour < 2; hour++) await at.tick(hour)
  const slots = (
    await Promise.all(['inventory', 'eks-cluster', 'ecr-repository'].map((source) => at.slots(1, source)))
  ).flatMap((one) => Object.values(one))
  expect(slots.some(({ status }) => status === 'complete')).toBe(true)
  for (const { status, reasons } of slots) {
    expect(status === 'complete' || reasons.some((one) => /Throttl|TooMany|RateExceeded/.test(one))).toBe(true)
  }
  expect(await at.failures(2)).toEqual([])
})

it('answers in pages of one are read to the last', async () => {
  await readToTheLast(at)
})
