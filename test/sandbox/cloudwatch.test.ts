// CloudWatch's alarms in the sandbox, asked by the SDK.
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ListAlarmMuteRulesCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloudwatch } from '../../sandbox/services/cloudwatch.ts'
import { stackTold } from './stack-told.ts'
import { account, type Bench, bench, caller, region } from './start.ts'

const stack = stackTold()
const name = 'eks-evidence-prod-no-seal'
const muteArn = (own: string) => `arn:aws:cloudwatch:${region}:${account}:alarm-mute-rule:${own}`

let on: Bench
let client: CloudWatchClient
let elsewhere: CloudWatchClient
beforeAll(async () => {
  for (const Status of ['ACTIVE', 'EXPIRED'] as const)
    stack.mutes.push({ rule: { AlarmMuteRuleArn: muteArn(Status), Status }, alarms: [name] })
  on = await bench({ services: [cloudwatch({}, [stack])] })
  client = new CloudWatchClient({ ...on.config, maxAttempts: 1 })
  elsewhere = new CloudWatchClient({ ...on.config, region: 'us-east-1', maxAttempts: 1 })
})
afterAll(async () => {
  client.destroy()
  elsewhere.destroy()
  await on.sandbox.close()
})
const alarms = (input: object) => client.send(new DescribeAlarmsCommand(input))

describe('alarms', () => {
  it('are told page by page', async () => {
    const pages: (string | undefined)[][] = []
    for await (const { MetricAlarms: page = [] } of paginateDescribeAlarms({ client, pageSize: 2 }, {}))
      pages.push(page.map(({ AlarmName }) => AlarmName))
    expect(pages.map((page) => page.length)).toEqual([2, 2, 2, 2, 2])
    expect(pages.flat()).toContain(name)
  })

  it('are told by name, and one that is not there is left out', async () => {
    const { MetricAlarms, CompositeAlarms } = await alarms({ AlarmNames: [name, 'another'] })
    expect(MetricAlarms).toMatchObject([{ AlarmName: name, ActionsEnabled: true, StateValue: 'OK' }])
    expect(MetricAlarms?.[0]?.AlarmConfigurationUpdatedTimestamp).toEqual(new Date('2026-01-01T00:00:00Z'))
    expect(CompositeAlarms).toEqual([])
  })

  it('are told by how their names begin and by their state', async () => {
    expect((await alarms({ AlarmNamePrefix: 'eks-evidence-prod-ticks-' })).MetricAlarms).toHaveLength(4)
    expect((await alarms({ StateValue: 'ALARM' })).MetricAlarms).toEqual([])
    expect((await alarms({ AlarmTypes: ['CompositeAlarm'] })).MetricAlarms).toEqual([])
  })

  it('are none in another region', async () => {
    expect((await elsewhere.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([])
  })

  it.each([
    [{ AlarmNames: [name], AlarmNamePrefix: 'a' }, 'ValidationException'],
    [{ MaxRecords: 101 }, 'InvalidParameterValueException'],
    [{ AlarmNames: Array.from({ length: 101 }, (_, at) => `a-${at}`) }, 'InvalidParameterValueException'],
    [{ NextToken: 'made up' }, 'InvalidNextToken'],
    [{ ChildrenOfAlarmName: name }, 'NotImplemented'],
  ])('are not told of %j', async (input, code) => {
    await expect(alarms(input)).rejects.toMatchObject({ name: code })
  })
})

describe('what mutes them', () => {
  const mutes = async (input: object) =>
    (await client.send(new ListAlarmMuteRulesCommand(input))).AlarmMuteRuleSummaries?.map(({ Status }) => Status)

  it('is told of an alarm, and by its status', async () => {
    expect(await mutes({ AlarmName: name })).toEqual(['ACTIVE', 'EXPIRED'])
    expect(await mutes({ AlarmName: name, Statuses: ['ACTIVE'] })).toEqual(['ACTIVE'])
    expect(await mutes({ AlarmName: 'another' })).toEqual([])
  })
})

describe('permissions', () => {
  it('are of any alarm, for both list', async () => {
    const resources = (one: string) => [`arn:aws:cloudwatch:${region}:${account}:${one}`]
    on.sandbox.permit(caller, [{ actions: ['cloudwatch:DescribeAlarms'], resources: resources(`alarm:${name}`) }])
    await expect(alarms({ AlarmNames: [name] })).rejects.toMatchObject({ name: 'AccessDeniedException' })
    on.sandbox.permit(caller, [{ actions: ['cloudwatch:DescribeAlarms'], resources: resources('alarm:*') }])
    expect((await alarms({ AlarmNames: [name] })).MetricAlarms).toHaveLength(1)
    on.sandbox.permit(caller, undefined)
  })
})
