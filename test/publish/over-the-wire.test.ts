// Publishing through the unmodified SDK, to the sandbox's server.
import {
  BatchImportFindingsCommand,
  BatchUpdateFindingsCommand,
  DescribeHubCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { securityHub } from '../../sandbox/services/security-hub.ts'
import { makeAws, type Service } from '../../src/aws.ts'
import { settableClock } from '../../src/clock.ts'
import { home, makeAccount } from './account.ts'
import { account, cluster, verdict } from './examples.ts'

const commands = {
  BatchImportFindings: BatchImportFindingsCommand,
  BatchUpdateFindings: BatchUpdateFindingsCommand,
  GetFindings: GetFindingsCommand,
}
const service: Service = { name: 'securityhub', client: SecurityHubClient, commands }
const clock = settableClock('2026-01-05T00:20:00Z')
const credentials = { accessKeyId: 'AKIA1', secretAccessKey: 'x' }
const failing = Array.from({ length: 3 }, (_, at) => ({
  subject: cluster(`c${at}`),
  verdicts: [verdict('fail', 'open')],
  hits: [],
}))
const passing = failing.map((one) => ({ ...one, verdicts: [verdict('pass', 'off')] }))

let here: ReturnType<typeof makeAccount>
let sandbox: Sandbox
let aws: ReturnType<typeof makeAws>
beforeEach(async () => {
  here = makeAccount()
  sandbox = await startSandbox({
    account,
    services: [securityHub(here.state)],
    clock,
    seed: 's',
    principals: { AKIA1: `arn:aws:sts::${account}:assumed-role/publish/run` },
  })
  aws = makeAws({ home, endpoint: sandbox.endpoint, credentials, maxAttempts: 2 }, [service], clock)
})
afterEach(async () => {
  aws.close()
  await sandbox.close()
})

describe('over the wire', () => {
  it('imports, looks up and resolves', async () => {
    await here.run(failing, { through: aws.send })
    const { counts, requests, failures } = await here.run(passing, { through: aws.send })
    expect([counts.sent, counts.resolved, failures, here.findings().map(({ Workflow }) => Workflow)]).toEqual([
      3,
      3,
      [],
      Array.from({ length: 3 }, () => ({ Status: 'RESOLVED' })),
    ])
    expect(requests.map(({ action, requestId }) => [action, typeof requestId])).toEqual([
      ['securityhub:BatchImportFindings', 'string'],
      ['securityhub:GetFindings', 'string'],
      ['securityhub:BatchUpdateFindings', 'string'],
    ])
  })
  it('archives', async () => {
    await here.run(failing, { through: aws.send })
    const { counts } = await here.run([], { retired: [cluster('c1')], through: aws.send })
    expect([counts.archived, here.findings().map(({ RecordState }) => RecordState)]).toEqual([
      1,
      ['ACTIVE', 'ARCHIVED', 'ACTIVE'],
    ])
  })
  it('knows a region where Security Hub is off', async () => {
    here.state.hubs = {}
    const { owed, failures } = await here.run(failing, { through: aws.send })
    expect([owed[home]?.all, failures]).toEqual([true, []])
  })
  it('is retried by the SDK when throttled once', async () => {
    sandbox.faults.add({ effect: { kind: 'throttle' }, service: 'securityhub', times: 1 })
    const { failures } = await here.run(failing, { through: aws.send })
    expect([failures, here.findings().length]).toEqual([[], 3])
  })
  it('owes what a throttle outlasts', async () => {
    sandbox.faults.add({ effect: { kind: 'throttle' }, service: 'securityhub', times: 2 })
    const { owed, failures } = await here.run(failing, { through: aws.send })
    expect([failures.length, owed[home]?.findings.length]).toEqual([3, 3])
    await here.run([], { through: aws.send })
    expect(here.findings().length).toBe(3)
  })
  it('loses nothing with a reply', async () => {
    sandbox.faults.add({ effect: { kind: 'reset', when: 'after' }, service: 'securityhub', times: 1 })
    const { failures } = await here.run(failing, { through: aws.send })
    expect([failures, here.findings().length]).toEqual([[], 3])
  })
  it('is told by the SDK which hub there is', async () => {
    const client = new SecurityHubClient({ region: home, endpoint: sandbox.endpoint, credentials })
    const { HubArn, SubscribedAt } = await client.send(new DescribeHubCommand({}))
    expect([HubArn, SubscribedAt]).toEqual([
      `arn:aws:securityhub:${home}:${account}:hub/default`,
      '2026-01-05T00:20:00Z',
    ])
    client.destroy()
  })
})
