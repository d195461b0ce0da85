// What an administrator does so that changes look as if nobody had made them, and what must hold all the same.
import { describe, expect, it } from 'vitest'
import byDeployment from '../../src/controls/collector-changed-by-deployment.ts'
import loggingNeverOff from '../../src/controls/logging-never-off.ts'
import { type ExampleEvent, eventsOf } from '../../src/examples/change-events.ts'
import { collectorEventsOf } from '../../src/examples/collector-events.ts'
import { subjects } from '../../src/examples/example.ts'
import { updatesOf } from '../../src/examples/updates.ts'
import { run } from './run.ts'

describe('the collector', () => {
  const { name } = subjects.deployment
  const code: ExampleEvent = {
    ...{ name: 'UpdateFunctionCode20150331v2', minute: 30, source: 'lambda.amazonaws.com' },
    asked: { functionName: `${name}-seal` },
  }
  const byCloudFormation = { more: { sourceIPAddress: 'cloudformation.amazonaws.com' } }
  const deployed: ExampleEvent = {
    ...{ name: 'UpdateStack', minute: 20, source: 'cloudformation.amazonaws.com' },
    asked: { stackName: name },
  }
  /** Behind four hours without an event. */
  const later = (...events: ExampleEvent[]) =>
    run(byDeployment, {
      events: [...[0, 1, 2, 3].map((hour) => collectorEventsOf(hour)), collectorEventsOf(4, ...events)],
    })

  it('is deployed by its own stack', () => {
    expect(later(deployed, { ...code, ...byCloudFormation }).outcome).toBe('pass')
  })

  it.each([
    ['by another stack', [{ ...code, ...byCloudFormation }]],
    [
      'while another stack is deployed',
      [
        { ...deployed, asked: { stackName: 'orders' } },
        { ...code, ...byCloudFormation },
      ],
    ],
    ['by CloudFormation ahead of its deployment', [{ ...code, ...byCloudFormation, minute: 10 }, deployed]],
  ])('is not to be changed %s', (_, events) => {
    expect(later(...events)).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('by CloudFormation without a deployment of this stack: UpdateFunctionCode'),
    })
  })

  it.each([
    ['the end of its ARN', { asked: { functionName: `111122223333:function:${name}-seal` } }],
    ['a version', { asked: { functionName: `${name}-seal:$LATEST` } }],
    [
      'its answer alone',
      { asked: {}, answered: { functionArn: `arn:aws:lambda:eu-central-1:111122223333:function:${name}-seal` } },
    ],
  ])('is known by %s', (_, over) => {
    expect(later({ ...code, ...over }).outcome).toBe('fail')
  })

  it('says that nobody here looks at its roles', () => {
    expect(later().reason).toContain('of its roles the history of us-east-1 alone tells, which is not read here')
  })
})

describe('the audit log', () => {
  const logging = (clusterLogging: unknown) => ({ logging: { clusterLogging } })
  const asked = (clusterLogging: unknown): ExampleEvent => ({
    ...{ name: 'UpdateClusterConfig', minute: 30, asked: { name: 'prod', ...logging(clusterLogging) } },
    answered: { update: { id: 'u-1', type: 'LoggingUpdate' } },
  })
  const update = (...clusterLogging: object[]) =>
    updatesOf({
      ...{ id: 'u-1', type: 'LoggingUpdate', status: 'Successful', createdAt: 1_767_573_000 },
      params: [{ type: 'ClusterLogging', value: JSON.stringify({ clusterLogging }) }],
    })
  const auditOff = { types: ['audit'], enabled: false }

  it('is off when one setup of several says so, and another says nothing', () => {
    const events = [eventsOf(0, asked([{ enabled: true }, auditOff, null])), eventsOf(1)]
    expect(run(loggingNeverOff, { events, updates: updatesOf() })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('audit off: UpdateClusterConfig'),
    })
  })

  it('is off when the update says so, whatever its event could be read as', () => {
    const events = [eventsOf(0, asked('clusterLogging')), eventsOf(1)]
    expect(run(loggingNeverOff, { events, updates: update(auditOff) })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('audit off: EKS update u-1'),
    })
  })
})
