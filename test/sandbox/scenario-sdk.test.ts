// The unmodified SDK against the sandbox's server with the scenario's services, faults and pages.
import { AccountClient, paginateListRegions } from '@aws-sdk/client-account'
import { DescribeImageScanFindingsCommand, ECRClient, paginateDescribeImages } from '@aws-sdk/client-ecr'
import {
  DescribeAccessEntryCommand,
  DescribeClusterCommand,
  DescribeIdentityProviderConfigCommand,
  EKSClient,
  ListAddonsCommand,
  ListInsightsCommand,
  ListTagsForResourceCommand,
  paginateListAccessEntries,
} from '@aws-sdk/client-eks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeScenario } from '../../sandbox/scenario.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { accountService } from '../../sandbox/services/account.ts'
import { ecrService } from '../../sandbox/services/ecr.ts'
import { eksService } from '../../sandbox/services/eks.ts'
import { settableClock } from '../../src/clock.ts'

const scenario = makeScenario({ days: 7 })
const clock = settableClock(scenario.base)
let sandbox: Sandbox
const client = (region: string) => ({
  region,
  endpoint: sandbox.endpoint,
  credentials: { accessKeyId: 'AKIADEMO', secretAccessKey: 'demo' },
  maxAttempts: 1,
})

beforeAll(async () => {
  const { world } = scenario
  sandbox = await startSandbox({
    account: scenario.account,
    services: [accountService(world), ecrService(world), eksService(world)],
    clock,
    seed: 'demo',
    principals: { AKIADEMO: 'arn:aws:sts::111122223333:assumed-role/collect/run' },
  })
  for (const fault of scenario.faults) sandbox.faults.add(fault)
})
afterAll(() => sandbox.close())

describe('the SDK', () => {
  it('lists every region, page by page', async () => {
    const names: unknown[] = []
    for await (const { Regions } of paginateListRegions({ client: new AccountClient(client('us-east-1')) }, {}))
      names.push(Regions?.length)
    expect(names).toEqual([12, 12, 5])
  })

  it('reads times as dates', async () => {
    const { cluster } = await new EKSClient(client('eu-west-1')).send(new DescribeClusterCommand({ name: 'prod' }))
    expect(cluster?.createdAt?.toISOString()).toBe('2025-03-11T09:14:27.418Z')
  })

  it('describes by ARN what it listed on several pages', async () => {
    const eks = new EKSClient(client('eu-west-1'))
    const found: unknown[] = []
    for await (const { accessEntries } of paginateListAccessEntries({ client: eks }, { clusterName: 'prod' }))
      for (const principalArn of accessEntries ?? []) {
        const { accessEntry } = await eks.send(new DescribeAccessEntryCommand({ clusterName: 'prod', principalArn }))
        expect(accessEntry?.principalArn).toBe(principalArn)
        found.push(principalArn)
      }
    expect(found).toHaveLength(12)
  })

  it('sends filters and structures in a body', async () => {
    const eks = new EKSClient(client('us-east-1'))
    const asked = { clusterName: 'analytics', filter: { statuses: ['ERROR' as const] }, maxResults: 1 }
    expect((await eks.send(new ListInsightsCommand(asked))).insights).toHaveLength(1)
    const identityProviderConfig = { type: 'oidc', name: 'company-sso' }
    const provider = new DescribeIdentityProviderConfigCommand({ clusterName: 'analytics', identityProviderConfig })
    expect(await eks.send(provider)).toMatchObject({ identityProviderConfig: { oidc: { clientId: 'kubernetes' } } })
  })

  it('finds tags by an ARN with slashes', async () => {
    const resourceArn = scenario.world.regions['eu-west-1']?.clusters[0]?.addons[0]?.addonArn
    const eks = new EKSClient(client('eu-west-1'))
    expect(await eks.send(new ListTagsForResourceCommand({ resourceArn }))).toMatchObject({
      tags: { owner: 'platform' },
    })
  })

  it('is told what is not found, with the members of the error', async () => {
    const asked = new EKSClient(client('eu-west-1')).send(new ListAddonsCommand({ clusterName: 'none' }))
    await expect(asked).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      clusterName: 'none',
      $metadata: { httpStatusCode: 404 },
    })
  })

  it('is denied ListAddons on analytics on the fourth day alone', async () => {
    const eks = new EKSClient(client('us-east-1'))
    const ask = () => eks.send(new ListAddonsCommand({ clusterName: 'analytics' }))
    clock.set('2026-01-08T12:20:00Z')
    await expect(ask()).rejects.toMatchObject({ name: 'AccessDeniedException' })
    clock.set('2026-01-09T00:20:00Z')
    expect((await ask()).addons).toHaveLength(5)
  })

  it('pages through images and reads what scans found', async () => {
    const ecr = new ECRClient(client('us-east-1'))
    const repositoryName = 'analytics/spark-runner'
    const pages: unknown[] = []
    for await (const { imageDetails = [] } of paginateDescribeImages({ client: ecr }, { repositoryName }))
      pages.push(imageDetails.length)
    expect(pages).toEqual([3, 2])
    const scan = new DescribeImageScanFindingsCommand({ repositoryName, imageId: { imageTag: '2.7.3' } })
    expect(await ecr.send(scan)).toMatchObject({ imageScanFindings: { findings: [{ severity: 'CRITICAL' }, {}, {}] } })
  })
})
