// Acceptances in effect: what a finding shows while a failing control is accepted, and that no verdict knows of it.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readEvaluation } from '../../src/store/documents.ts'
import { folder, parseKey } from '../../src/store/keys.ts'
import { catalog, home, openAccount, tickAt } from '../prove/account.ts'

const cluster = 'arn:aws:eks:eu-west-1:111122223333:cluster/staging'
const control = 'NET-01'
const acceptance = {
  control,
  subject: '*:cluster/staging',
  reason: 'nobody is in it',
  requestedBy: 'Ada Admin',
  approver: 'Chief Risk',
  expires: '2026-06-30T00:00:00Z',
}
const file = (over: object = {}) => ({
  name: 'acceptances.yml',
  text: JSON.stringify({ acceptances: [{ ...acceptance, ...over }] }),
})

let at: Awaited<ReturnType<typeof openAccount>>
beforeEach(async () => {
  at = await openAccount()
  const state = at.world.regions[home]?.clusters[0]?.cluster
  Object.assign(state?.resourcesVpcConfig ?? {}, { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] })
})
afterEach(() => at.close())

const finding = (): AwsSecurityFinding | undefined =>
  [...(at.hub.hubs[home]?.findings.values() ?? [])]
    .map((one) => one.finding as unknown as AwsSecurityFinding)
    .find(({ GeneratorId, Resources }) => GeneratorId?.endsWith(`/${control}`) && Resources?.[0]?.Id === cluster)
const status = () => finding()?.Compliance?.Status

/** The verdict of a tick. */
const outcome = async (hour: number) => {
  for await (const { key } of at.store.list(folder(tickAt(hour)))) {
    if (parseKey(key)?.kind !== 'evaluation') continue
    const found = await at.store.get({ key })
    const { subject, verdicts } = readEvaluation(found?.body ?? new Uint8Array())
    if (subject.id === cluster) return verdicts.find((one) => one.control === control)?.outcome
  }
  return undefined
}

it('is shown as a warning from the tick that sealed it on, until it is taken out; the verdict stays', async () => {
  await at.tick(0)
  expect(status()).toBe('FAILED')
  at.state.more = [file()]
  await at.tick(1)
  expect([status(), await outcome(1)]).toEqual(['WARNING', 'fail'])
  expect(finding()?.Description).toContain('Accepted until 2026-06-30T00:00:00Z by Chief Risk (')
  at.state.more = []
  await at.tick(2)
  expect([status(), await outcome(2)]).toEqual(['FAILED', 'fail'])
})

it('is over when it expires, although nobody takes it out', async () => {
  at.state.more = [file({ expires: tickAt(1) })]
  await at.tick(0)
  expect(status()).toBe('WARNING')
  at.state.config = `${at.state.config}cadence: { eks-cluster: 3600 }\n`
  await at.tick(1)
  expect(status()).toBe('FAILED')
})

describe('where nothing is read or judged for a week', () => {
  const cadence = JSON.stringify(Object.fromEntries(catalog.sources.map(({ id }) => [id, 604_800])))
  const days = async (expires: string, all: number[]) => {
    at.state.config = `regions: [eu-west-1]\ncadence: ${cadence}\n`
    at.state.more = [file({ expires, ticket: 'SEC-7' })]
    const said: unknown[] = []
    for (const day of all) {
      await at.tick(24 * day)
      said.push([day, status(), finding()?.ProductFields?.['eks-evidence/acceptance/state'], finding()?.UpdatedAt])
    }
    return said
  }

  it('says that it is about to end, on the day on which that begins, and once', async () => {
    expect(await days(tickAt(24 * 32), [0, 1, 2, 3])).toEqual([
      [0, 'WARNING', 'in force', tickAt(0)],
      [1, 'WARNING', 'in force', tickAt(0)],
      [2, 'WARNING', 'ends', tickAt(48)],
      [3, 'WARNING', 'ends', tickAt(48)],
    ])
  })

  it('says that it ended, and whose it was', async () => {
    expect(await days(tickAt(48), [0, 1, 2, 3])).toEqual([
      [0, 'WARNING', 'ends', tickAt(0)],
      [1, 'WARNING', 'ends', tickAt(0)],
      [2, 'FAILED', 'ended', tickAt(48)],
      [3, 'FAILED', 'ended', tickAt(48)],
    ])
    expect(finding()).toMatchObject({
      Description: expect.stringContaining(
        `No longer accepted: it was until ${tickAt(48)} by Chief Risk (ticket SEC-7, `,
      ),
      Compliance: { StatusReasons: [{ ReasonCode: 'CONTROL_FAILED' }, { ReasonCode: 'ACCEPTANCE_ENDED' }] },
    })
  })
})

it.each([
  ['of another subject', { subject: '*:cluster/staging-2' }],
  ['of another control', { control: 'NET-02' }],
])('leaves alone what it is not of: %s', async (_, over) => {
  at.state.more = [file(over)]
  await at.tick(0)
  expect(status()).toBe('FAILED')
})

it('is told again where another one takes its place', async () => {
  at.state.more = [file()]
  await at.tick(0)
  const first = finding()?.ProductFields?.['eks-evidence/acceptance']
  at.state.more = [file({ approver: 'Another' })]
  await at.tick(1)
  expect([status(), finding()?.ProductFields?.['eks-evidence/acceptance'] === first]).toEqual(['WARNING', false])
})
