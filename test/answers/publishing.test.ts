// Whether a topic's policy lets CloudWatch's alarms and EventBridge's rules publish, in the forms that policies come in.
import { describe, expect, it } from 'vitest'
import { readPolicy } from '../../src/answers/policy.ts'
import { mayPublish } from '../../src/answers/publishing.ts'

const account = '111122223333'
const topic = `arn:aws-cn:sns:cn-north-1:${account}:alarms`
const alarms = `arn:aws-cn:cloudwatch:cn-north-1:${account}:alarm:eks-evidence-prod-`
const services = { cloudwatch: 'cloudwatch.amazonaws.com', events: 'events.amazonaws.com' }

const said = (service: keyof typeof services, statement: object): string =>
  mayPublish(readPolicy(JSON.stringify({ Statement: statement }), 'the policy'), {
    topic,
    account,
    service: services[service],
    source: service === 'cloudwatch' ? alarms : null,
  })
const by = (service: keyof typeof services, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: services[service] },
  Action: 'sns:Publish',
  Resource: topic,
  ...more,
})
const everybody = { ...by('events'), Principal: '*' }
const when = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } })

describe('CloudWatch', () => {
  it.each([
    ['alone, by one statement', by('cloudwatch')],
    ['among several services', by('cloudwatch', { Principal: { Service: Object.values(services) } })],
    ['by every action', by('cloudwatch', { Action: 'SNS:*' })],
    ['on every topic', by('cloudwatch', { Resource: '*' })],
    ['as everybody of the account', { ...everybody, ...when('StringEquals', 'AWS:SourceOwner', account) }],
    ['for its alarms', by('cloudwatch', when('ArnLike', 'AWS:SourceArn', [`${alarms}*`]))],
    [
      'past a denial of plain HTTP',
      [by('cloudwatch'), { ...everybody, Effect: 'Deny', ...when('Bool', 'aws:SecureTransport', false) }],
    ],
    ['past a denial of another', [by('cloudwatch'), by('events', { Effect: 'Deny' })]],
    ['past a denial of subscribing', [by('cloudwatch'), { ...everybody, Effect: 'Deny', Action: 'sns:Subscribe' }]],
  ])('may publish: %s', (_, statement) => {
    expect(said('cloudwatch', statement)).toBe('allowed')
  })

  it.each([
    ['nothing', []],
    ['another service', by('events')],
    ['another action', by('cloudwatch', { Action: ['sns:Subscribe', 'sns:PublishX'] })],
    ['another topic', by('cloudwatch', { Resource: `${topic}2` })],
    ['another account', by('cloudwatch', when('StringEquals', 'aws:SourceAccount', '999999999999'))],
    ['a denial beside', [by('cloudwatch'), { ...everybody, Effect: 'Deny', Action: '*' }]],
    ['users of the account alone', by('cloudwatch', { Principal: { AWS: `arn:aws-cn:iam::${account}:root` } })],
  ])('may not publish: %s', (_, statement) => {
    expect(said('cloudwatch', statement)).toBe('denied')
  })

  it.each([
    ['one of its alarms', by('cloudwatch', when('ArnEquals', 'aws:SourceArn', `${alarms}no-seal`))],
    ['a condition that is not known', by('cloudwatch', when('StringEquals', 'aws:SourceOrgID', 'o-a1b2c3d4e5'))],
    ['all but somebody', by('cloudwatch', { Principal: undefined, NotPrincipal: { AWS: '999999999999' } })],
    ['all but an action', by('cloudwatch', { Action: undefined, NotAction: 'sns:DeleteTopic' })],
    [
      'a denial that hangs on something',
      [by('cloudwatch'), { ...everybody, Effect: 'Deny', ...when('StringNotEquals', 'aws:PrincipalOrgID', 'o-1') }],
    ],
  ])('is undecided: %s', (_, statement) => {
    expect(said('cloudwatch', statement)).toBe('undecided')
  })
})

describe('EventBridge, whose requests have no keys for a condition', () => {
  it('may publish where there is none', () => {
    expect(said('events', by('events'))).toBe('allowed')
    expect(said('events', [everybody])).toBe('allowed')
  })

  it.each([
    ['its account', when('StringEquals', 'aws:SourceAccount', account)],
    ['its rules', when('ArnLike', 'aws:SourceArn', `arn:aws-cn:events:cn-north-1:${account}:rule/*`)],
    [
      'the owner of everybody, as topics are made',
      { Principal: { AWS: '*' }, ...when('StringEquals', 'AWS:SourceOwner', account) },
    ],
  ])('may not publish under a condition: %s', (_, more) => {
    expect(said('events', by('events', more))).toBe('denied')
  })

  it('is undecided where a denial hangs on what it does not say', () => {
    const denial = { ...everybody, Effect: 'Deny', ...when('StringNotEquals', 'aws:SourceAccount', account) }
    expect(said('events', [by('events'), denial])).toBe('undecided')
  })
})
