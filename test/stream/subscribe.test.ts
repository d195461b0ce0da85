// How each audit log comes to stand with the stream, and what stands in its way.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eks } from '../../gen/commands/eks.ts'
import { logs } from '../../gen/commands/logs.ts'
import { makeWorld } from '../../sandbox/scenario.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { eksService } from '../../sandbox/services/eks.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { createGroup, type LogGroup, logsState } from '../../sandbox/services/logs-state.ts'
import { filterName, filterPattern } from '../../src/audit-log/subscription.ts'
import { makeAws } from '../../src/aws.ts'
import { settableClock } from '../../src/clock.ts'
import type { EvidenceError } from '../../src/errors.ts'
import { subscribe } from '../../src/stream/subscribe.ts'

const account = '111122223333'
const region = 'eu-west-1'
const now = '2026-01-05T00:05:00Z'
const destination = `arn:aws:lambda:${region}:${account}:function:eks-evidence-prod-stream`
const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }
const role = `arn:aws:sts::${account}:assumed-role/eks-evidence-prod-eu-west-1-subscribe/x`
const others = (name: string) => ({
  filterName: name,
  filterPattern: '',
  destinationArn: `${destination}-${name}`,
  creationTime: 1,
})

let sandbox: Sandbox
let aws: ReturnType<typeof makeAws>
let state: ReturnType<typeof logsState>
let warned: string[]

const groups = (...names: string[]): LogGroup[] =>
  names.map((name) => createGroup(state, { region, name: `/aws/eks/${name}/cluster`, at: '2025-01-01T00:00:00Z' }))
const first = (all: LogGroup[]): LogGroup => {
  const [one] = all
  if (!one) throw new Error('no group')
  return one
}

beforeEach(async () => {
  state = logsState()
  warned = []
  const world = makeWorld()
  const here = world.regions[region]
  const [model] = here?.clusters ?? []
  if (!here || !model) throw new Error('no cluster')
  here.clusters = ['alpha', 'beta', 'gamma'].map((name) => ({ ...model, cluster: { ...model.cluster, name } }))
  const clock = settableClock(now)
  const services = [eksService(world), logsService(state)]
  sandbox = await startSandbox({ account, clock, seed: 's', principals: { AKIASANDBOX: role }, services })
  const at = { home: region, endpoint: sandbox.endpoint, credentials, maxAttempts: 2, retryAfter: 1 }
  aws = makeAws(at, [eks, logs], clock)
})
afterEach(async () => {
  aws.close()
  await sandbox.close()
})

const run = () =>
  subscribe({
    send: aws.send,
    region,
    destination,
    warn: (message, error) => void warned.push(`${message}: ${(error as EvidenceError).detail.code}`),
  })

describe('subscribe', () => {
  it('puts one filter on the audit log of every cluster, and none twice', async () => {
    const all = groups('alpha', 'beta', 'gamma')
    expect(await run()).toEqual({ subscribed: 3 })
    expect(await run()).toEqual({ subscribed: 3 })
    for (const { subscriptions } of all)
      expect(subscriptions).toEqual([
        { filterName, filterPattern, destinationArn: destination, creationTime: expect.any(Number) },
      ])
    expect(sandbox.calls().filter(({ operation }) => operation === 'PutSubscriptionFilter')).toHaveLength(3)
  })

  it('says of each cluster what hinders it', async () => {
    const [, beta] = groups('alpha', 'beta')
    beta?.subscriptions.push(others('siem'), others('archive'))
    expect(await run()).toEqual({ subscribed: 1, 'no filter left': 1, 'no audit log': 1 })
    expect(warned).toEqual([])
  })

  it('leaves a class alone that takes no filter', async () => {
    first(groups('alpha')).logGroupClass = 'INFREQUENT_ACCESS'
    expect(await run()).toEqual({ 'class cannot be subscribed': 1, 'no audit log': 2 })
  })

  it('takes no cluster for another whose name begins like it', async () => {
    groups('alpha-old', 'alphabet')
    expect(await run()).toEqual({ 'no audit log': 3 })
  })

  it.each([
    ['another pattern', { filterPattern: '{ $.verb = "delete" }' }],
    ['another destination', { destinationArn: `${destination}-of-somebody` }],
  ])('mends a filter of its own name with %s', async (_, changed) => {
    const group = first(groups('alpha'))
    group.subscriptions.push({ ...others('x'), filterName, filterPattern, destinationArn: destination, ...changed })
    expect(await run()).toMatchObject({ subscribed: 1 })
    expect(group.subscriptions).toMatchObject([{ filterName, filterPattern, destinationArn: destination }])
  })

  it('knows that the last filter was taken in between', async () => {
    const group = first(groups('alpha'))
    group.subscriptions.push(others('siem'))
    sandbox.faults.add({
      effect: { kind: 'error', code: 'LimitExceededException', status: 400, message: 'Resource limit exceeded.' },
      operation: 'PutSubscriptionFilter',
    })
    expect(await run()).toMatchObject({ 'no filter left': 1 })
  })

  it('subscribes the others where one is denied, and then fails', async () => {
    const all = groups('alpha', 'beta', 'gamma')
    sandbox.faults.add({
      effect: { kind: 'denial' },
      operation: 'PutSubscriptionFilter',
      input: { logGroupName: '/aws/eks/alpha/cluster' },
    })
    await expect(run()).rejects.toMatchObject({ code: 'AWS_REFUSED', detail: { code: 'AccessDeniedException' } })
    expect(all.map(({ subscriptions }) => subscriptions.length)).toEqual([0, 1, 1])
    expect(warned).toEqual(['alpha could not be subscribed: AccessDeniedException'])
  })

  it('reads every page', async () => {
    groups('alpha', 'beta', 'gamma')
    sandbox.faults.add({ effect: { kind: 'page-limit', size: 1 } })
    expect(await run()).toEqual({ subscribed: 3 })
  })

  it('fails where clusters cannot be listed', async () => {
    sandbox.faults.add({ effect: { kind: 'denial' }, operation: 'ListClusters' })
    await expect(run()).rejects.toMatchObject({ code: 'AWS_REFUSED', detail: { action: 'eks:ListClusters' } })
  })
})
