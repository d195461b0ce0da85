// The source `alerts` over the wire: what tells of faults and changes is read whole, nobody's address is stored, and what is taken away shows.
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { onCall } from '../../sandbox/scenario/deployment-alerts.ts'
import type { Fact } from '../../src/fact.ts'
import { alarmSubscriptions } from '../../src/facts/alarm-subscriptions.ts'
import { alarmTopic } from '../../src/facts/alarm-topic.ts'
import { collectorAlarms } from '../../src/facts/collector-alarms.ts'
import { collectorRules } from '../../src/facts/collector-rules.ts'
import { readFact } from '../../src/observation/fact.ts'
import alerts from '../../src/sources/alerts.ts'
import collector from '../../src/sources/collector.ts'
import { openDeployment, region, subject } from './deployment.ts'

let at: Awaited<ReturnType<typeof openDeployment>>
beforeEach(async () => {
  at = await openDeployment()
})
afterEach(() => at.close())

const observed = () => at.observed(alerts)
const read = async <T>(fact: Fact<T>) => {
  const { exchanges, slot } = await observed()
  return readFact(fact, alerts, exchanges, { subject, slot })
}
const first = <T>([one]: T[]): T => {
  if (one === undefined) throw new Error('there is none')
  return one
}

describe('what tells of a stack', () => {
  it('is read whole, every operation of the source', async () => {
    const { status, reasons, exchanges } = await observed()
    expect([status, reasons]).toEqual(['complete', []])
    const asked = new Set(exchanges.map(({ action }) => action))
    expect([...asked].sort()).toEqual(alerts.operations.map(({ action }) => action).sort())
  })

  it('is read whole in pages of one', async () => {
    const mute = {
      AlarmMuteRuleArn: `arn:aws:cloudwatch:${region}:111122223333:alarm-mute-rule:a`,
      MuteType: 'ONE_TIME',
    }
    const alarms = at.stack.alarms.map(({ AlarmName }) => AlarmName)
    for (const Status of ['ACTIVE', 'EXPIRED'] as const) at.stack.mutes.push({ rule: { ...mute, Status }, alarms })
    first(at.stack.rules).targets.push({ Id: 'another', Arn: 'arn:aws:sqs:eu-west-1:111122223333:another' })
    at.sandbox.faults.add({ effect: { kind: 'page-limit', size: 1 } })
    const { status, exchanges } = await observed()
    expect(status).toBe('complete')
    const count = (action: string) => exchanges.filter((one) => one.action === action).length
    const all = alarms.length
    expect(all).toBe(10)
    expect([count('cloudwatch:DescribeAlarms'), count('cloudwatch:ListAlarmMuteRules')]).toEqual([all, 2 * all])
    expect([count('events:ListTargetsByRule'), count('sns:ListSubscriptionsByTopic')]).toEqual([12, 3])
  })

  it('is asked in its own region alone', async () => {
    await observed()
    expect(new Set(at.sandbox.calls().map((one) => one.region))).toEqual(new Set([region]))
  })

  it('is partial where one thing of it is denied, and says which', async () => {
    at.sandbox.faults.add({ effect: { kind: 'denial' }, service: 'sns', operation: 'GetTopicAttributes' })
    const { status, reasons } = await observed()
    expect(status).toBe('partial')
    expect(reasons.join()).toContain('sns:GetTopicAttributes: AuthorizationError')
  })

  it('is read of a topic that the stack did not make, by its output', async () => {
    at.stack.resources = at.stack.resources.filter(({ ResourceType }) => ResourceType !== 'AWS::SNS::Topic')
    expect((await observed()).status).toBe('complete')
  })

  it('is not read of a topic that no output names, and that is said', async () => {
    at.stack.stack.Outputs = []
    const { status, reasons } = await observed()
    expect(status).toBe('partial')
    expect(reasons.join()).toContain('the output AlarmTopic')
  })

  it('is whole where CloudWatch knows of nothing that mutes', async () => {
    const error = {
      kind: 'error' as const,
      code: 'UnknownOperationException',
      status: 400,
      message: 'no such operation',
    }
    at.sandbox.faults.add({ effect: error, service: 'monitoring', operation: 'ListAlarmMuteRules' })
    expect((await observed()).status).toBe('complete')
    expect(await read(collectorAlarms)).toHaveLength(at.stack.alarms.length)
  })
})

describe('nobody', () => {
  it.each([
    ['alerts', alerts],
    ['collector', collector],
  ])('is found again by what %s stores', async (_, source) => {
    const { stored } = await at.observed(source)
    const text = stored.map((body) => gunzipSync(body).toString('utf8')).join('')
    const held = [onCall, 'on-call', 'head-of-platform', '5d1f0c6e'].filter((secret) => text.includes(secret))
    expect(held).toEqual([])
    expect(text).toContain('[redacted]@example.com')
  })
})

describe('what somebody changes behind the back of the stack shows', () => {
  const alarm = async (id: string) => {
    const alarms = await read(collectorAlarms)
    return Array.isArray(alarms) ? alarms.find((one) => one.id === id) : alarms
  }
  const rule = async (id: string) => {
    const rules = await read(collectorRules)
    return Array.isArray(rules) ? rules.find((one) => one.id === id) : rules
  }

  it('an alarm that was deleted', async () => {
    at.stack.alarms = at.stack.alarms.filter(({ AlarmName }) => !AlarmName.endsWith('-no-seal'))
    expect(await alarm('NoSeal')).toMatchObject({ found: null })
    expect(await alarm('TicksFailed')).toMatchObject({ found: { acts: true } })
  })

  it('an alarm whose actions were turned off', async () => {
    for (const one of at.stack.alarms) one.ActionsEnabled = false
    expect(await alarm('NoSeal')).toMatchObject({ found: { acts: false } })
  })

  it('an alarm that is muted, and not one that was', async () => {
    const [one, other] = at.stack.alarms
    const AlarmMuteRuleArn = `arn:aws:cloudwatch:${region}:111122223333:alarm-mute-rule:a`
    at.stack.mutes.push({ rule: { AlarmMuteRuleArn, Status: 'ACTIVE' }, alarms: [one?.AlarmName ?? ''] })
    at.stack.mutes.push({ rule: { AlarmMuteRuleArn, Status: 'EXPIRED' }, alarms: [other?.AlarmName ?? ''] })
    const muted = (await read(collectorAlarms)) as { name: string; mutes: string[] }[]
    expect(muted.filter(({ mutes }) => mutes.length > 0)).toMatchObject([
      { name: one?.AlarmName, mutes: [AlarmMuteRuleArn] },
    ])
  })

  it('a rule that was disabled, and one that was deleted', async () => {
    const named = (own: string) => at.stack.rules.find(({ rule }) => rule.Name.endsWith(own))
    Object.assign(named('-code')?.rule ?? {}, { State: 'DISABLED' })
    at.stack.rules = at.stack.rules.filter((one) => one !== named('-trail'))
    expect(await rule('CodeChanged')).toMatchObject({ state: 'DISABLED', targets: [first(at.stack.topics).arn] })
    expect(await rule('TrailChanged')).toMatchObject({ state: null, targets: [] })
  })

  it('a rule that tells another topic', async () => {
    for (const one of at.stack.rules) one.targets = [{ Id: 'a', Arn: 'arn:aws:sns:x' }]
    expect(await rule('AlarmChanged')).toMatchObject({ state: 'ENABLED', targets: ['arn:aws:sns:x'] })
  })

  it('a topic that was deleted', async () => {
    const { arn } = first(at.stack.topics)
    at.stack.topics = []
    expect(await read(alarmTopic)).toEqual({ arn, found: null })
    expect(await read(alarmSubscriptions)).toEqual({ topic: arn, found: null })
  })
})

describe('the topic', () => {
  it('lets both services publish, by the policy of the template', async () => {
    expect(await read(alarmTopic)).toMatchObject({ found: { alarms: 'allowed', rules: 'allowed', key: null } })
  })

  it('tells who confirmed and who waits', async () => {
    expect(await read(alarmSubscriptions)).toEqual({
      topic: first(at.stack.topics).arn,
      found: {
        confirmed: expect.arrayContaining([
          { protocol: 'email', endpoint: '[redacted]@example.com', hears: 'everything' },
          { protocol: 'https', endpoint: 'https://events.example.net/[redacted]', hears: 'everything' },
        ]),
        pending: ['email [redacted]@example.com'],
      },
    })
  })

  it('says of one subscription that was denied that it was not read, and of the others what they hear', async () => {
    const [mail] = first(at.stack.topics).subscriptions
    const { SubscriptionArn = '' } = mail?.listed ?? {}
    at.sandbox.faults.add({ effect: { kind: 'denial' }, service: 'sns', input: { SubscriptionArn } })
    expect(await read(alarmSubscriptions)).toMatchObject({
      found: {
        confirmed: expect.arrayContaining([
          {
            protocol: 'email',
            endpoint: '[redacted]@example.com',
            hears: { unread: expect.stringContaining('Authorization') },
          },
          { protocol: 'https', endpoint: 'https://events.example.net/[redacted]', hears: 'everything' },
        ]),
      },
    })
  })

  it('tells of a subscription that leaves something out', async () => {
    for (const { attributes } of first(at.stack.topics).subscriptions) attributes.FilterPolicy = '{"a":["b"]}'
    expect(await read(alarmSubscriptions)).toMatchObject({
      found: { confirmed: [{ hears: 'some' }, { hears: 'some' }] },
    })
  })
})
