// Subscription filters of the sandbox's CloudWatch Logs, through the unmodified SDK.
import {
  CloudWatchLogsClient,
  DescribeSubscriptionFiltersCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { createGroup, type LogGroup, logsState } from '../../sandbox/services/logs-state.ts'
import { settableClock } from '../../src/clock.ts'

const account = '111122223333'
const region = 'eu-west-1'
const logGroupName = '/aws/eks/prod/cluster'
const destinationArn = `arn:aws:lambda:${region}:${account}:function:f`

let sandbox: Sandbox
let client: CloudWatchLogsClient
let group: LogGroup

beforeEach(async () => {
  const state = logsState()
  group = createGroup(state, { region, name: logGroupName, at: '2025-01-01T00:00:00Z' })
  const clock = settableClock('2026-01-05T00:00:00Z')
  const principals = { AKIA1: `arn:aws:iam::${account}:root` }
  sandbox = await startSandbox({ account, clock, seed: 's', principals, services: [logsService(state)] })
  const credentials = { accessKeyId: 'AKIA1', secretAccessKey: 'x' }
  client = new CloudWatchLogsClient({ region, endpoint: sandbox.endpoint, credentials, maxAttempts: 1 })
})
afterEach(async () => {
  client.destroy()
  await sandbox.close()
})

const put = (filterName: string, more: object = {}) =>
  client.send(
    new PutSubscriptionFilterCommand({ logGroupName, filterName, filterPattern: '', destinationArn, ...more }),
  )
const described = async () =>
  (await client.send(new DescribeSubscriptionFiltersCommand({ logGroupName }))).subscriptionFilters ?? []

describe('a log group', () => {
  it('takes two filters and no third', async () => {
    await put('a')
    await put('b')
    await expect(put('c')).rejects.toMatchObject({ name: 'LimitExceededException' })
    expect((await described()).map(({ filterName }) => filterName)).toEqual(['a', 'b'])
  })

  it('takes a filter of a known name in its place', async () => {
    await put('a')
    await put('b')
    await put('a', { filterPattern: '"audit.k8s.io"' })
    expect(await described()).toMatchObject([
      { filterName: 'a', filterPattern: '"audit.k8s.io"', logGroupName, destinationArn },
      { filterName: 'b', filterPattern: '' },
    ])
  })

  // As https://github.com/turbot/steampipe-plugin-aws/issues/2758 has it from AWS: the model names no such error.
  it('of another class refuses both by a code that no model names', async () => {
    group.logGroupClass = 'INFREQUENT_ACCESS'
    const refused = {
      name: 'ValidationException',
      message: 'This operation is only supported on the Standard log class.',
    }
    await expect(put('a')).rejects.toMatchObject(refused)
    await expect(described()).rejects.toMatchObject(refused)
  })

  it('that is not there is not found', async () => {
    await expect(put('a', { logGroupName: '/aws/eks/none/cluster' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  it.each([
    ['another region', destinationArn.replace(region, 'us-east-1')],
    ['another account', destinationArn.replace(account, '999999999999')],
  ])('sends to no function of %s', async (_, arn) => {
    await expect(put('a', { destinationArn: arn })).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  it('takes no name with a colon', async () => {
    await expect(put('a:b')).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })
})
