// What the sandbox says and hears of a stack and its parts is what the SDK's schemas and botocore's models have.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AwsFault } from '../../sandbox/service.ts'
import type { Exchange } from '../../src/model.ts'
import alerts from '../../src/sources/alerts.ts'
import collector from '../../src/sources/collector.ts'
import { broken, hasBotocore, modelOf } from '../sandbox/scenario-botocore.ts'
import { inputOf, membersOf, misfits, outputOf, routeOf } from '../sandbox/scenario-sdk-schema.ts'
import { account, openDeployment, region, servicesOf } from './deployment.ts'

let at: Awaited<ReturnType<typeof openDeployment>>
let exchanges: Exchange[]
beforeAll(async () => {
  at = await openDeployment()
  at.key.grants.push({ GrantId: 'a'.repeat(64), GranteePrincipal: 'arn:aws:iam::1:role/a', Operations: ['Sign'] })
  const rule = { ID: 'a', Status: 'Enabled', Filter: { Prefix: '' } }
  at.bucket.settings.lifecycle = [{ ...rule, Expiration: { Days: 1 } }]
  at.bucket.settings.replication = {
    Role: 'arn:aws:iam::1:role/a',
    Rule: [{ ...rule, Priority: 1, Destination: { Bucket: 'arn:aws:s3:::b' } }],
  }
  const [alarm] = at.stack.alarms
  at.stack.mutes.push({ rule: mute, alarms: [alarm?.AlarmName ?? ''] })
  exchanges = [...(await at.observed()).exchanges, ...(await at.observed(alerts)).exchanges]
})
afterAll(() => at.close())

const mute = {
  AlarmMuteRuleArn: `arn:aws:cloudwatch:${region}:${account}:alarm-mute-rule:maintenance`,
  Status: 'ACTIVE' as const,
  MuteType: 'RECURRING',
  LastUpdatedTimestamp: 1_767_571_500,
}
const actions = new Set([...collector.operations, ...alerts.operations].map(({ action }) => action))
const operations = [...actions].map((action) => action.split(':') as [string, string])
const speakJson = ['cloudwatch', 'events', 'kms', 'lambda', 'scheduler', 'states']
const json = operations.filter(([service]) => speakJson.includes(service))
const bodiesOf = (service: string, operation: string): unknown[] =>
  exchanges.flatMap((one) => (one.action === `${service}:${operation}` && one.got === 'body' ? [one.body] : []))
/** The environment is withheld with a member of our own beside it. */
const asSent = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body, (name, value) => (name === 'VariablesSha256' ? undefined : value)))

describe('the shapes of a stack', () => {
  it.each(json)('%s:%s answers with members and types of the SDK', (service, operation) => {
    const bodies = bodiesOf(service, operation)
    expect(bodies.length).toBeGreaterThan(0)
    expect(bodies.flatMap((body) => misfits(outputOf(service, operation), asSent(body)))).toEqual([])
  })

  it.skipIf(!hasBotocore).each(operations)(
    '%s:%s keeps to the enumerations, patterns and lengths of botocore (BOTOCORE_DATA)',
    (service, operation) => {
      // What the SDK read of XML has the names of the model; a bucket's policy is the whole answer.
      const bodies = bodiesOf(service, operation).map((body) =>
        operation === 'GetBucketPolicy' ? { Policy: JSON.stringify(body) } : body,
      )
      expect(bodies.length).toBeGreaterThan(0)
      expect(bodies.flatMap((body) => broken(modelOf(service), operation, asSent(body)))).toEqual([])
    },
  )

  it.each([
    ...servicesOf([]).flatMap(({ name, operations }) => Object.keys(operations).map((one) => [name, one] as const)),
  ])('%s:%s knows every member that the SDK can send, and no other', (service, operation) => {
    const handler = servicesOf([at.stack]).find(({ name }) => name === service)?.operations[operation]
    const complaint = (input: Record<string, unknown>): string => {
      try {
        handler?.({ service, operation, region, account, input, now: '2026-01-05T00:20:00Z' })
        return ''
      } catch (fault) {
        return (fault as AwsFault).message
      }
    }
    // Scheduler's query spells its one member otherwise.
    const wire = (member: string): string => (member === 'GroupName' ? 'groupName' : member)
    for (const member of membersOf(inputOf(service, operation)).keys())
      expect(complaint({ [wire(member)]: null })).not.toMatch(/Unknown member/)
    expect(complaint({ somethingElse: null })).toBe("Unknown member 'somethingElse'")
  })

  it.each(
    servicesOf([]).flatMap((one) =>
      one.protocol === 'rest-json'
        ? Object.entries(one.routes).map(([route, operation]) => [route, one.name, operation])
        : [],
    ),
  )('the route %s is that of %s:%s', (route = '', service = '', operation = '') => {
    expect(routeOf(service, operation)).toBe(route)
  })
})
