// What the sandbox says and hears of EKS, ECR and Account Management is what the SDK's schemas and botocore's models have.
import { describe, expect, it } from 'vitest'
import { makePlayer, makeScenario } from '../../sandbox/scenario.ts'
import { accountService } from '../../sandbox/services/account.ts'
import { backupService } from '../../sandbox/services/backup.ts'
import { cloudtrailService } from '../../sandbox/services/cloudtrail.ts'
import { configService } from '../../sandbox/services/config.ts'
import { ecrService } from '../../sandbox/services/ecr.ts'
import { eksService } from '../../sandbox/services/eks.ts'
import { inspector2Service } from '../../sandbox/services/inspector2.ts'
import { asker } from './scenario-ask.ts'
import { broken, hasBotocore, modelOf } from './scenario-botocore.ts'
import { inputOf, membersOf, misfits, onWire, outputOf, routeOf } from './scenario-sdk-schema.ts'
import { sweep } from './scenario-sweep.ts'

const scenario = makeScenario({ days: 7 })
const services = [
  accountService(scenario.world),
  backupService(scenario.world),
  cloudtrailService(scenario.world),
  configService(scenario.world),
  ecrService(scenario.world),
  eksService(scenario.world),
  inspector2Service(scenario.world),
]
const operations = services.flatMap(({ name, operations }) =>
  Object.keys(operations).map((one) => [name, one] as const),
)
const before = sweep(scenario.world, scenario.base)
makePlayer(scenario)(scenario.end)
const answers = [...before, ...sweep(scenario.world, scenario.end)]

describe('the shapes of the sandbox', () => {
  it('are seen for every operation', () => {
    expect(new Set(answers.map(({ service, operation }) => `${service}:${operation}`))).toEqual(
      new Set(operations.map(([service, operation]) => `${service}:${operation}`)),
    )
  })

  it.each(operations)('%s:%s answers with members and types of the SDK', (service, operation) => {
    const own = answers.filter((one) => one.service === service && one.operation === operation)
    expect(own.flatMap(({ output }) => misfits(outputOf(service, operation), output))).toEqual([])
  })

  it.each(operations)('%s:%s knows every member that the SDK can send, and no other', (service, operation) => {
    const ask = asker(scenario.world, service as 'eks')
    const complaint = (input: Record<string, unknown>): string => {
      try {
        ask(operation, input)
        return ''
      } catch (fault) {
        return (fault as Error).message
      }
    }
    for (const [member, ref] of membersOf(inputOf(service, operation)))
      expect(complaint({ [onWire(member, ref)]: null })).not.toMatch(/Unknown member/)
    expect(complaint({ somethingElse: null })).toBe("Unknown member 'somethingElse'")
  })

  it.each(
    services.flatMap((one) =>
      one.protocol === 'rest-json'
        ? Object.entries(one.routes).map(([route, operation]) => [route, one.name, operation])
        : [],
    ),
  )('the route %s is that of %s:%s', (route = '', service = '', operation = '') => {
    expect(routeOf(service, operation)).toBe(route)
  })

  it.skipIf(!hasBotocore).each(['account', 'backup', 'cloudtrail', 'config', 'ecr', 'eks', 'inspector2'])(
    '%s keeps to the enumerations, patterns and lengths of botocore (BOTOCORE_DATA)',
    (service) => {
      const model = modelOf(service)
      const own = answers.filter((one) => one.service === service)
      expect([...new Set(own.flatMap(({ operation, output }) => broken(model, operation, output)))]).toEqual([])
    },
  )

  it('are told from a member that does not exist', () => {
    expect(misfits(outputOf('eks', 'ListAddons'), { addons: ['coredns'], addonNames: [] })).toEqual([
      '$.addonNames: not a member of ListAddonsResponse',
    ])
  })

  it('are told from a time that is text, deep inside', () => {
    expect(misfits(outputOf('eks', 'DescribeCluster'), { cluster: { createdAt: '2026-01-05T00:00:00Z' } })).toEqual([
      '$.cluster.createdAt: string, not number',
    ])
  })

  it('are told from a list of the wrong items', () => {
    expect(misfits(outputOf('eks', 'ListClusters'), { clusters: ['a', 1] })).toEqual([
      '$.clusters[1]: number, not string',
    ])
  })
})
