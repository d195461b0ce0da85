// Inspector of the sandbox by the SDK's own client: what it says is what ECR says of the same images, and it refuses as AWS does.
import { DescribeImageScanFindingsCommand, ECRClient, paginateDescribeImages } from '@aws-sdk/client-ecr'
import {
  BatchGetAccountStatusCommand,
  type Finding,
  GetClustersForImageCommand,
  Inspector2Client,
  ListFindingsCommand,
  paginateListCoverage,
  paginateListFindings,
} from '@aws-sdk/client-inspector2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePlayer, makeScenario } from '../../sandbox/scenario.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { ecrService } from '../../sandbox/services/ecr.ts'
import { inspector2Service } from '../../sandbox/services/inspector2.ts'
import { settableClock } from '../../src/clock.ts'
import { account, caller } from './start.ts'

const scenario = makeScenario({ days: 30 })
const clock = settableClock(scenario.base)
let sandbox: Sandbox
const config = (region: string) => ({
  region,
  endpoint: sandbox.endpoint,
  credentials: { accessKeyId: 'AKIADEMO', secretAccessKey: 'demo' },
  maxAttempts: 1,
})
const inspector = (region = 'eu-west-1') => new Inspector2Client(config(region))
const equals = (...values: string[]) => values.map((value) => ({ comparison: 'EQUALS' as const, value }))
const open = { findingStatus: equals('ACTIVE') }

beforeAll(async () => {
  const { world } = scenario
  sandbox = await startSandbox({
    account,
    services: [ecrService(world), inspector2Service(world)],
    clock,
    seed: 'inspector',
    principals: { AKIADEMO: caller },
  })
})
afterAll(() => sandbox.close())

const findings = async (findingStatus = open.findingStatus, pageSize = 100): Promise<Finding[]> => {
  const all: Finding[] = []
  const asked = { filterCriteria: { findingStatus }, sortCriteria: sorted }
  for await (const page of paginateListFindings({ client: inspector(), pageSize }, asked))
    all.push(...(page.findings ?? []))
  return all
}
const sorted = { field: 'FIRST_OBSERVED_AT' as const, sortOrder: 'ASC' as const }

const coverage = async () => {
  const all = []
  for await (const page of paginateListCoverage({ client: inspector(), pageSize: 7 }, {}))
    all.push(...(page.coveredResources ?? []))
  return all
}
const covered = async (repository: string) =>
  (await coverage()).filter(({ resourceMetadata }) => resourceMetadata?.ecrRepository?.name === repository)

describe('Inspector', () => {
  it('is on where ECR is scanned by it, and off elsewhere', async () => {
    const statusOf = async (region: string) => {
      const { accounts } = await inspector(region).send(new BatchGetAccountStatusCommand({ accountIds: [account] }))
      return accounts?.map(({ state, resourceState }) => [state?.status, resourceState?.ecr?.status])
    }
    expect(await statusOf('eu-west-1')).toEqual([['ENABLED', 'ENABLED']])
    expect(await statusOf('us-east-1')).toEqual([['DISABLED', 'DISABLED']])
  })

  it('says of another account that it may not be seen', async () => {
    const asked = new BatchGetAccountStatusCommand({ accountIds: ['222233334444'] })
    expect(await inspector().send(asked)).toMatchObject({
      accounts: [],
      failedAccounts: [{ accountId: '222233334444', errorCode: 'ACCESS_DENIED' }],
    })
  })

  it('lists nothing where it is off: it refuses', async () => {
    const asked = inspector('us-east-1').send(new ListFindingsCommand({}))
    await expect(asked).rejects.toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } })
  })

  it('lists what scans found, each once, the oldest first', async () => {
    const all = await findings(open.findingStatus, 9)
    const times = all.map(({ firstObservedAt }) => firstObservedAt?.getTime() ?? 0)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(new Set(all.map(({ findingArn }) => findingArn)).size).toBe(all.length)
    expect(all.length).toBeGreaterThan(50)
  })

  it('finds in each image what ECR says was found there', async () => {
    const ecr = new ECRClient(config('eu-west-1'))
    const repositoryName = 'prod/payments-api'
    const byEcr: unknown[] = []
    for await (const { imageDetails = [] } of paginateDescribeImages({ client: ecr }, { repositoryName }))
      for (const { imageDigest } of imageDetails) {
        const scan = await ecr.send(new DescribeImageScanFindingsCommand({ repositoryName, imageId: { imageDigest } }))
        byEcr.push(...(scan.imageScanFindings?.enhancedFindings ?? []).map(({ findingArn }) => findingArn))
      }
    const own = (await findings()).filter(({ resources }) => resources?.[0]?.id?.includes(`/${repositoryName}/`))
    expect(own.map(({ findingArn }) => findingArn).toSorted()).toEqual(byEcr.toSorted())
  })

  it('refuses a page of more than a hundred', async () => {
    const asked = inspector().send(new ListFindingsCommand({ maxResults: 101 }))
    await expect(asked).rejects.toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } })
  })

  it('covers what a rule of the registry matches, and says why not the rest', async () => {
    const reasons = async (repository: string) =>
      new Set((await covered(repository)).map(({ scanStatus }) => `${scanStatus?.statusCode} ${scanStatus?.reason}`))
    expect([...(await reasons('prod/payments-api'))]).toEqual(['ACTIVE SUCCESSFUL'])
    expect([...(await reasons('tools/build-agent'))]).toEqual(['INACTIVE SCAN_FREQUENCY_MANUAL'])
    expect([...(await reasons('shared/base-node'))]).toContain('INACTIVE SCAN_FREQUENCY_SCAN_ON_PUSH')
  })

  it('knows how many pods use an image, and the cluster', async () => {
    const [, newest, before] = await covered('prod/payments-api')
    expect(newest?.resourceMetadata?.ecrImage?.inUseCount).toBe(3)
    expect(before?.resourceMetadata?.ecrImage).toMatchObject({ inUseCount: 0, lastInUseAt: expect.any(Date) })
    const clustersOf = async (resourceId = '') =>
      (await inspector().send(new GetClustersForImageCommand({ filter: { resourceId } }))).cluster
    expect(await clustersOf(newest?.resourceId)).toMatchObject([
      { clusterArn: `arn:aws:eks:eu-west-1:${account}:cluster/prod`, clusterDetails: [{ runningUnitCount: 3 }] },
    ])
    expect(await clustersOf(before?.resourceId)).toEqual([])
  })

  it('closes what was found in an image that is deleted, and forgets it after three days', async () => {
    const play = makePlayer(scenario)
    const closed = async (now: string) => {
      clock.set(now)
      play(now)
      return (await findings(equals('CLOSED'))).map(({ severity, updatedAt }) => [severity, updatedAt?.toISOString()])
    }
    expect(await closed('2026-01-28T00:20:00Z')).toEqual([])
    expect(await closed('2026-01-29T00:20:00Z')).toContainEqual(['CRITICAL', '2026-01-28T10:00:00.000Z'])
    expect(await closed('2026-02-01T00:20:00Z')).toEqual([])
  })
})
