// GuardDuty of the sandbox, by the SDK that the collector uses.
import {
  GetDetectorCommand,
  GetFilterCommand,
  GetFindingsCommand,
  GuardDutyClient,
  ListCoverageCommand,
  ListDetectorsCommand,
  ListFiltersCommand,
  ListFindingsCommand,
} from '@aws-sdk/client-guardduty'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeWorld } from '../../sandbox/scenario.ts'
import { guardDutyService } from '../../sandbox/services/guardduty.ts'
import { bench } from './start.ts'

let on: Awaited<ReturnType<typeof bench>>
let client: GuardDutyClient
let DetectorId: string

beforeEach(async () => {
  on = await bench({ services: [guardDutyService(makeWorld())] })
  client = new GuardDutyClient({ ...on.config, region: 'eu-west-1' })
  const { DetectorIds } = await client.send(new ListDetectorsCommand({}))
  DetectorId = DetectorIds?.[0] ?? ''
})
afterEach(() => on.sandbox.close())

const ofClusters = { Criterion: { 'resource.resourceType': { Equals: ['EKSCluster'] } } }

describe('GuardDuty', () => {
  it('tells the features of its detector', async () => {
    const { Status, Features } = await client.send(new GetDetectorCommand({ DetectorId }))
    expect(Status).toBe('ENABLED')
    expect(Features?.find(({ Name }) => Name === 'EKS_AUDIT_LOGS')?.Status).toBe('ENABLED')
  })

  it('has no detector where it was never turned on', async () => {
    const other = new GuardDutyClient({ ...on.config, region: 'eu-central-1' })
    expect((await other.send(new ListDetectorsCommand({}))).DetectorIds).toEqual([])
  })

  it('pages what it covers, and ends with an empty token', async () => {
    const first = await client.send(new ListCoverageCommand({ DetectorId, MaxResults: 1 }))
    expect(first.Resources?.[0]?.ResourceDetails?.EksClusterDetails?.ClusterName).toBe('prod')
    const last = await client.send(new ListCoverageCommand({ DetectorId, MaxResults: 1, NextToken: first.NextToken }))
    expect(last.Resources?.[0]?.CoverageStatus).toBe('UNHEALTHY')
    expect(last.NextToken).toBe('')
  })

  it('gives by id what it lists, archived or not', async () => {
    const { FindingIds } = await client.send(new ListFindingsCommand({ DetectorId, FindingCriteria: ofClusters }))
    const { Findings } = await client.send(new GetFindingsCommand({ DetectorId, FindingIds }))
    expect(Findings?.map(({ Service }) => Service?.Archived)).toEqual([true, false])
    expect(Findings?.[0]?.Resource?.EksClusterDetails?.Arn).toContain(':cluster/prod')
  })

  it('tells what each of its filters does', async () => {
    const { FilterNames } = await client.send(new ListFiltersCommand({ DetectorId }))
    expect(FilterNames).toEqual(['eks-only'])
    const { Action, FindingCriteria } = await client.send(new GetFilterCommand({ DetectorId, FilterName: 'eks-only' }))
    expect(Action).toBe('NOOP')
    expect(FindingCriteria).toEqual(ofClusters)
    const other = new GetFilterCommand({ DetectorId, FilterName: 'other' })
    await expect(client.send(other)).rejects.toMatchObject({ name: 'BadRequestException' })
  })

  it.each([
    ['a detector of somebody else', new GetDetectorCommand({ DetectorId: 'f'.repeat(32) })],
    ['more than fifty at once', new ListFindingsCommand({ DetectorId: 'f'.repeat(32), MaxResults: 51 })],
    [
      'findings by no id that it could know',
      new GetFindingsCommand({ DetectorId: 'f', FindingIds: Array(51).fill('a') }),
    ],
  ])('refuses %s', async (_, command) => {
    await expect(client.send(command as GetDetectorCommand)).rejects.toMatchObject({ name: 'BadRequestException' })
  })
})
