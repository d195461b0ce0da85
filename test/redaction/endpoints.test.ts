// Of whom a topic tells, nobody can be found again by what is stored, and nothing can be told in their name.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sources } from '../../gen/registry.ts'
import { alarmEmail, endpoints } from '../../src/redaction/endpoints.ts'
import { redact } from '../../src/redaction/redaction.ts'

const list = 'sns:ListSubscriptionsByTopic'
const name = 'Subscriptions[].Endpoint'
const subscribed = (...all: unknown[]) => ({
  Subscriptions: all.map((Endpoint) => ({ Protocol: 'any', Endpoint })),
})
const stored = (endpoint: unknown): unknown => {
  const { body } = redact(endpoints, list, subscribed(endpoint))
  return (body as { Subscriptions: { Endpoint: unknown }[] }).Subscriptions[0]?.Endpoint
}

describe('the endpoint of a subscription', () => {
  it.each([
    ['jane.doe@example.com', '[redacted]@example.com'],
    ['"odd@local part"@example.com', '[redacted]@example.com'],
    ['arn:x@example.com', '[redacted]@example.com'],
    ['+12125551234', '[redacted]'],
    ['https://events.pagerduty.com/integration/0f3e1a/enqueue', 'https://events.pagerduty.com/[redacted]'],
    ['https://user:hunter2@example.com', 'https://example.com/[redacted]'],
    ['https://example.com?token=hunter2', 'https://example.com/[redacted]'],
    ['HTTPS://example.com/hook', 'HTTPS://example.com/[redacted]'],
    ['jane@', '[redacted]'],
    [{ deep: 'jane@example.com' }, '[redacted]'],
  ])('%s is stored as %s', (sent, left) => {
    expect(stored(sent)).toBe(left)
  })

  it.each(['arn:aws:sqs:eu-west-1:111122223333:alarms', 'https://example.com', 'https://example.com/', null])(
    '%s stays',
    (endpoint) => {
      expect(redact(endpoints, list, subscribed(endpoint))).toEqual({ names: [], body: subscribed(endpoint) })
    },
  )

  it('is withheld once: a verifier finds nothing left to withhold, whatever it was', () => {
    const any = fc.oneof(
      fc.emailAddress(),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string({ unit: fc.constantFrom('@', '/', ':', 'a', '[redacted]', 'https://', 'arn:', '?', ' ', '\n') }),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const property = fc.property(any, (endpoint) => {
      const once = redact(endpoints, list, subscribed(endpoint))
      expect(redact(endpoints, list, once.body)).toEqual({ body: once.body, names: [] })
    })
    fc.assert(property, { seed: 3, numRuns: 500 })
  })

  it('is named on the line, and nothing else is withheld', () => {
    const sent = { ...subscribed('jane@example.com'), NextToken: 'jane@example.com' }
    const left = { ...subscribed('[redacted]@example.com'), NextToken: 'jane@example.com' }
    expect(redact(endpoints, list, sent)).toEqual({ names: [name], body: left })
  })

  it('is withheld among the attributes, too', () => {
    const sent = { Attributes: { Endpoint: 'jane@example.com', Owner: '111122223333' } }
    expect(redact(endpoints, 'sns:GetSubscriptionAttributes', sent)).toEqual({
      names: ['Attributes.Endpoint'],
      body: { Attributes: { Endpoint: '[redacted]@example.com', Owner: '111122223333' } },
    })
  })

  it('leaves an answer as it is that has none, or is none', () => {
    for (const sent of [{ Subscriptions: [{}] }, { Subscriptions: 3 }, {}, null, 'jane@example.com', []])
      expect(redact(endpoints, list, sent)).toEqual({ names: [], body: sent })
  })
})

it('what a rule sends along to a target beyond AWS is withheld', () => {
  const target = (more: object) => ({ Targets: [{ Id: 'a', Arn: 'arn:aws:events:x', ...more }] })
  const sent = target({ HttpParameters: { HeaderParameters: { 'x-api-key': 'hunter2' } } })
  expect(redact(endpoints, 'events:ListTargetsByRule', sent)).toEqual({
    names: ['Targets[].HttpParameters'],
    body: target({ HttpParameters: '[redacted]' }),
  })
})

describe('the parameters of the stack', () => {
  const described = (ParameterKey: string, ParameterValue: unknown) => ({
    Stacks: [{ StackName: 'a', Parameters: [{ ParameterKey, ParameterValue }] }],
  })
  const action = 'cloudformation:DescribeStacks'

  it('keep the domain of the address that is told of alarms', () => {
    expect(redact([alarmEmail], action, described('AlarmEmail', 'jane@example.com'))).toEqual({
      names: ['Stacks[].Parameters[].ParameterValue'],
      body: described('AlarmEmail', '[redacted]@example.com'),
    })
  })

  it.each([
    ['AuditorPrincipal', 'arn:aws:iam::111122223333:role/jane@example.com'],
    ['Regions', 'all'],
  ])('stay otherwise: %s', (key, value) => {
    const sent = described(key, value)
    expect(redact([alarmEmail], action, sent)).toEqual({ names: [], body: sent })
  })

  it('are withheld by every source that asks for them', () => {
    const asking = sources.filter(({ operations }) => operations.some((one) => one.action === action))
    expect(asking.map(({ id }) => id)).toEqual(expect.arrayContaining(['alerts', 'collector', 'governance']))
    expect(asking.filter(({ redacts }) => !redacts?.includes(alarmEmail)).map(({ id }) => id)).toEqual([])
  })

  it('stay where no address was given', () => {
    const sent = described('AlarmEmail', '')
    expect(redact([alarmEmail], action, sent)).toEqual({ names: [], body: sent })
  })
})
