// The unmodified SDK against small services: protocols, credentials, the clock.
import { DescribeRepositoriesCommand, ECRClient, GetRegistryPolicyCommand } from '@aws-sdk/client-ecr'
import * as eksSdk from '@aws-sdk/client-eks'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { restJson } from '../../sandbox/protocols/rest-json.ts'
import { clusters, ecr, eks } from './little-services.ts'
import { type Bench, bench, caller } from './start.ts'

let at: Bench
let client: eksSdk.EKSClient
beforeEach(async () => {
  at = await bench({ services: [eks, ecr] })
  client = new eksSdk.EKSClient(at.config)
})
afterEach(() => at.sandbox.close())

describe('rest-json', () => {
  it('decodes labels, even a slash in one', async () => {
    const { addon } = await client.send(new eksSdk.DescribeAddonCommand({ clusterName: 'a b', addonName: 'é/cni' }))
    expect(addon).toMatchObject({ clusterName: 'a b', addonName: 'é/cni', createdAt: new Date(1_767_000_000_500) })
  })

  it('takes an ARN as one label', async () => {
    const resourceArn = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod'
    const { tags } = await client.send(new eksSdk.ListTagsForResourceCommand({ resourceArn }))
    expect(tags).toEqual({ asked: resourceArn })
  })

  it('takes slashes into a greedy label', () => {
    const { read } = restJson({ 'GET /things/{path+}/end': 'GetThing' })
    const empty = { method: 'GET', query: new URLSearchParams('a=1&b=2&b=3'), headers: {}, body: new Uint8Array() }
    expect(read({ ...empty, path: '/things/x/y%20z/end' })).toEqual({
      operation: 'GetThing',
      input: { path: 'x/y z', a: '1', b: ['2', '3'] },
    })
  })

  it('prefers a literal path over a label', async () => {
    const { addons } = await client.send(new eksSdk.DescribeAddonVersionsCommand({ kubernetesVersion: '1.34' }))
    expect(addons?.[0]?.addonName).toBe('{"kubernetesVersion":"1.34"}')
  })

  it('merges body and labels', async () => {
    const command = new eksSdk.ListInsightsCommand({
      clusterName: 'prod',
      filter: { categories: ['UPGRADE_READINESS'] },
    })
    const { insights } = await client.send(command)
    expect(JSON.parse(insights?.[0]?.name ?? '')).toEqual({
      clusterName: 'prod',
      filter: { categories: ['UPGRADE_READINESS'] },
    })
  })

  it('answers an error that the SDK knows, with its members', async () => {
    const asked = client.send(new eksSdk.DescribeClusterCommand({ name: 'gone' }))
    await expect(asked).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No cluster found for name: gone.',
      clusterName: 'gone',
      $metadata: { httpStatusCode: 404 },
    })
  })

  it('refuses an operation that nobody serves', async () => {
    const asked = client.send(new eksSdk.DescribeNodegroupCommand({ clusterName: 'a', nodegroupName: 'b' }))
    await expect(asked).rejects.toMatchObject({ name: 'UnknownOperationException' })
  })

  it('pages as the SDK pages, however small the pages are made', async () => {
    at.sandbox.faults.add({ effect: { kind: 'page-limit', size: 2 } })
    const seen: string[] = []
    for await (const { clusters: some = [] } of eksSdk.paginateListClusters({ client }, {})) seen.push(...some)
    expect(seen).toEqual(clusters)
    expect(at.sandbox.calls()).toHaveLength(4)
  })

  it('refuses a page token that it did not give', async () => {
    const asked = client.send(new eksSdk.ListClustersCommand({ nextToken: 'forged' }))
    await expect(asked).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })
})

describe('json-1.1', () => {
  it('answers by target', async () => {
    const { repositories } = await new ECRClient(at.config).send(new DescribeRepositoriesCommand({}))
    expect(repositories).toEqual([{ repositoryName: 'web', createdAt: new Date(1_767_000_000_000) }])
  })

  it('answers an error that the SDK knows', async () => {
    const asked = new ECRClient(at.config).send(new DescribeRepositoriesCommand({ repositoryNames: ['x'] }))
    await expect(asked).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
      message: 'The repository does not exist',
    })
  })

  it('shows a defect of a service as what it is', async () => {
    const asked = new ECRClient({ ...at.config, maxAttempts: 1 }).send(new GetRegistryPolicyCommand({}))
    await expect(asked).rejects.toMatchObject({
      name: 'SandboxDefect',
      message: expect.stringContaining('a defect of this service'),
    })
  })
})

describe('query', () => {
  it('says who asks', async () => {
    const { $metadata: _, ...who } = await new STSClient(at.config).send(new GetCallerIdentityCommand({}))
    expect(who).toEqual({ Account: '111122223333', Arn: caller, UserId: 'AROASANDBOX0000000000:run' })
  })

  it('answers errors in XML that the SDK reads', async () => {
    const sts = new STSClient({ ...at.config, credentials: { accessKeyId: 'AKIAOTHER', secretAccessKey: 'x' } })
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
  })
})

describe('the front door', () => {
  it('turns away a request without a signature', async () => {
    const response = await fetch(`${at.sandbox.endpoint}/clusters`)
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'MissingAuthenticationToken:'])
    expect(at.sandbox.calls()).toEqual([])
  })

  it('turns away an access key that nobody has', async () => {
    const stranger = new eksSdk.EKSClient({
      ...at.config,
      credentials: { accessKeyId: 'AKIAOTHER', secretAccessKey: 'x' },
    })
    await expect(stranger.send(new eksSdk.ListClustersCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    })
  })

  it("sends the sandbox's time as Date", async () => {
    at.clock.set('2026-03-01T12:34:56Z')
    const response = await fetch(`${at.sandbox.endpoint}/clusters`, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20260101/eu-west-1/eks/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      },
    })
    expect([response.status, response.headers.get('date')]).toEqual([200, 'Sun, 01 Mar 2026 12:34:56 GMT'])
  })

  it('records every call with who, what, where, when and how it ended', async () => {
    await client.send(new eksSdk.DescribeClusterCommand({ name: 'gone' })).catch(() => undefined)
    expect(at.sandbox.calls().at(-1)).toEqual({
      service: 'eks',
      operation: 'DescribeCluster',
      region: 'eu-west-1',
      caller,
      input: { name: 'gone' },
      at: '2026-01-05T00:20:00Z',
      requestId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      status: 404,
      code: 'ResourceNotFoundException',
      faults: [],
      allowed: [{ action: 'eks:DescribeCluster', resource: '*' }],
    })
  })
})
