// What the sources ask, and what they do not: one surprising answer of AWS per test.
import { describe, expect, it } from 'vitest'
import type { Exchange, Subject } from '../../src/model.ts'
import ecrRepository from '../../src/sources/ecr-repository.ts'
import eksCluster from '../../src/sources/eks-cluster.ts'
import inspector from '../../src/sources/inspector.ts'
import inventory from '../../src/sources/inventory.ts'
import regions from '../../src/sources/regions.ts'
import { absent, body, failed, record, slot, type World } from './record.ts'
import { account, clusterArn, digest, region, repositoryArn, type Size, worldOf } from './world.ts'

const cluster: Subject = { scope: 'cluster', id: clusterArn('prod'), name: 'prod', region, bornAt: null }
const repository: Subject = { scope: 'repository', id: repositoryArn('app'), name: 'app', region, bornAt: null }
const place: Subject = { scope: 'region', id: `aws://${account}/${region}`, name: region, region, bornAt: null }
const whole: Subject = { scope: 'account', id: `aws://${account}`, name: account, region: '', bornAt: null }

const one: Size = {
  page: 1,
  clusters: 2,
  nodegroups: 2,
  addons: 1,
  profiles: 1,
  entries: 2,
  policies: 2,
  associations: 1,
  providers: 1,
  insights: 1,
  authorities: 1,
  updates: 2,
  capabilities: 1,
  repositories: 2,
  images: 2,
  findings: 2,
  regions: 2,
}
const world = worldOf(one)
const but =
  (action: string, says: (input: Record<string, unknown>) => ReturnType<World>): World =>
  (asked, input) =>
    asked === action ? says(input) : world(asked, input)
const actions = (lines: Exchange[]) => [...new Set(lines.map((line) => line.action))].sort()
const of = (lines: Exchange[], action: string) => lines.filter((line) => line.action === action)

describe('eks-cluster', () => {
  const read = (over: World) => record(eksCluster, cluster, over)
  const lacks = (lines: Exchange[]) => eksCluster.lacks(lines, { subject: cluster, slot })

  it('asks for each update with the name of the thing that was updated', async () => {
    const lines = await read(world)
    const owners = of(lines, 'eks:DescribeUpdate').map((line) =>
      Object.keys(line.input as object)
        .sort()
        .join(),
    )
    expect([...new Set(owners)].sort()).toEqual([
      'addonName,name,updateId',
      'capabilityName,name,updateId',
      'name,nodegroupName,updateId',
      'name,updateId',
    ])
  })

  it('asks everything else when the cluster itself may not be described', async () => {
    const lines = await read(but('eks:DescribeCluster', () => failed('AccessDeniedException')))
    expect(actions(lines)).toEqual(eksCluster.operations.map(({ action }) => action).sort())
    expect([...new Set(lacks(lines).map((lack) => lack.action))]).toEqual(['eks:DescribeCluster'])
  })

  it('asks nothing more of a connected cluster', async () => {
    const lines = await read(worldOf(one, { connectorConfig: { provider: 'GKE' } }))
    expect(actions(lines)).toEqual(['eks:DescribeCluster'])
    expect(lacks(lines)).toEqual([])
  })

  it('does not ask a local cluster for managed nodes', async () => {
    const lines = await read(worldOf(one, { outpostConfig: { outpostArns: ['arn'] } }))
    expect(actions(lines)).not.toContain('eks:ListNodegroups')
    expect(actions(lines)).toContain('eks:ListAccessEntries')
    expect(lacks(lines)).toEqual([])
  })

  it('does not ask for access entries where authentication is by the ConfigMap alone', async () => {
    const lines = await read(worldOf(one, { accessConfig: { authenticationMode: 'CONFIG_MAP' } }))
    expect(actions(lines)).not.toContain('eks:ListAccessEntries')
    expect(lacks(lines)).toEqual([])
  })

  it('lacks access entries that were not asked for, when the answer that excused it is gone', async () => {
    const lines = await read(worldOf(one, { accessConfig: { authenticationMode: 'CONFIG_MAP' } }))
    const rest = lines.filter((line) => line.action !== 'eks:DescribeCluster')
    expect(lacks(rest).map((lack) => lack.action)).toContain('eks:ListAccessEntries')
  })

  it('takes a node group deleted after it was listed as a read', async () => {
    const lines = await read(but('eks:DescribeNodegroup', () => absent('ResourceNotFoundException')))
    expect(lacks(lines)).toEqual([])
  })

  it('lacks the rest of a list whose later page is not found', async () => {
    const vanishing = but('eks:ListNodegroups', (input) =>
      input.nextToken ? absent('ResourceNotFoundException') : world('eks:ListNodegroups', input),
    )
    const found = lacks(await read(vanishing))
    expect(found.map((lack) => lack.action)).toContain('eks:DescribeNodegroup')
  })

  it('lacks what comes after a token that returns', async () => {
    const looping = but('eks:ListAddons', () => body({ addons: ['vpc-cni'], nextToken: 'again' }))
    const lines = await read(looping)
    expect(lacks(lines).map((lack) => lack.reason)).toContain('the pages of {"clusterName":"prod"} do not end')
  })

  it('lacks an answer when the same question has two', async () => {
    const lines = await read(world)
    expect(lacks([...lines, ...of(lines, 'eks:DescribeCluster')])).toEqual([
      { action: 'eks:DescribeCluster', reason: 'asked twice with {"name":"prod"}' },
    ])
  })

  it('lacks what a cut-off page would have listed, though the answers to it are there', async () => {
    const lines = await read(world)
    const cut = lines.map((line): Exchange => {
      if (line.action !== 'eks:ListAddons' || line.got !== 'body') return line
      return { ...line, body: { addons: [] } }
    })
    expect(lacks(cut)).toContainEqual({
      action: 'eks:DescribeAddon',
      reason: 'an answer to what nothing asks: {"addonName":"addon-0","clusterName":"prod"}',
    })
  })

  it('is empty when the cluster is gone', async () => {
    const lines = await read(() => absent('ResourceNotFoundException'))
    expect(lacks(lines)).toEqual([])
    expect(eksCluster.isEmpty?.(lines)).toBe(true)
    expect(eksCluster.isEmpty?.(await read(world))).toBe(false)
  })
})

describe('ecr-repository', () => {
  const read = (over: World) => record(ecrRepository, repository, over)
  const lacks = (lines: Exchange[]) => ecrRepository.lacks(lines, { subject: repository, slot })

  it('asks for archived images too', async () => {
    const lines = await read(world)
    expect(of(lines, 'ecr:DescribeImages')[0]?.input).toMatchObject({ filter: { imageStatus: 'ANY' } })
  })

  it('asks for the findings of every image, by digest, to the last page', async () => {
    const asked = of(await read(world), 'ecr:DescribeImageScanFindings').map((line) => line.input)
    expect(asked).toEqual([
      { repositoryName: 'app', imageId: { imageDigest: digest(0) }, maxResults: 1000 },
      { repositoryName: 'app', imageId: { imageDigest: digest(0) }, maxResults: 1000, nextToken: '1' },
      { repositoryName: 'app', imageId: { imageDigest: digest(1) }, maxResults: 1000 },
      { repositoryName: 'app', imageId: { imageDigest: digest(1) }, maxResults: 1000, nextToken: '1' },
    ])
  })

  it('asks of the image pushed last alone whether it was replicated', async () => {
    const imageDetails = [3, 5, 4].map((at) => ({ imageDigest: digest(at), imagePushedAt: 1_765_128_275 + at }))
    const lines = await record(
      ecrRepository,
      repository,
      but('ecr:DescribeImages', () => body({ imageDetails })),
    )
    const asked = lines.filter(({ action }) => action === 'ecr:DescribeImageReplicationStatus')
    expect(asked.map(({ input }) => input)).toEqual([{ repositoryName: 'app', imageId: { imageDigest: digest(5) } }])
  })

  it('records an image that was never scanned as absent, with the code that says so', async () => {
    const lines = await read(but('ecr:DescribeImageScanFindings', () => absent('ScanNotFoundException')))
    expect(lacks(lines)).toEqual([])
    expect(of(lines, 'ecr:DescribeImageScanFindings')[0]).toMatchObject({
      got: 'absent',
      code: 'ScanNotFoundException',
    })
  })

  it('lacks the scanning configuration when the batch says that it failed', async () => {
    const failures = [{ repositoryName: 'app', failureCode: 'INTERNAL', failureReason: 'later' }]
    const batch = 'ecr:BatchGetRepositoryScanningConfiguration'
    const lines = await read(but(batch, () => body({ scanningConfigurations: [], failures })))
    expect(lacks(lines)).toEqual([{ action: batch, reason: 'INTERNAL: later' }])
  })

  it('lacks the scanning configuration when the batch does not name its failures', async () => {
    const batch = 'ecr:BatchGetRepositoryScanningConfiguration'
    const lines = await read(but(batch, () => body({ scanningConfigurations: [] })))
    expect(lacks(lines).map((lack) => lack.action)).toEqual([batch])
  })

  it('is empty when the repository is gone', async () => {
    const lines = await read(() => absent('RepositoryNotFoundException'))
    expect(lacks(lines)).toEqual([])
    expect(ecrRepository.isEmpty?.(lines)).toBe(true)
  })
})

describe('inventory', () => {
  it('lists connected clusters too', async () => {
    const lines = await record(inventory, place, world)
    expect(of(lines, 'eks:ListClusters')[0]?.input).toEqual({ include: ['all'] })
  })

  it('is empty only when both lists are', async () => {
    const none = await record(inventory, place, worldOf({ ...one, clusters: 0, repositories: 0 }))
    const some = await record(inventory, place, worldOf({ ...one, clusters: 0 }))
    expect(inventory.isEmpty?.(none)).toBe(true)
    expect(inventory.isEmpty?.(some)).toBe(false)
  })
})

describe('regions', () => {
  it('follows the token that the account service spells with a capital', async () => {
    const lines = await record(regions, whole, world)
    expect(lines.map((line) => line.input)).toEqual([{}, { NextToken: '1' }])
  })
})

describe('inspector', () => {
  const status = (of: string, failedAccounts: object[] = []) => {
    const state = { status: of, errorCode: 'ALREADY_ENABLED', errorMessage: 'none' }
    return but('inspector2:BatchGetAccountStatus', () =>
      body({ accounts: [{ accountId: account, state, resourceState: { ec2: state, ecr: state } }], failedAccounts }),
    )
  }
  const read = (world: World) => record(inspector, place, world)
  const lacks = (lines: Exchange[]) => inspector.lacks(lines, { subject: place, slot }).map(({ action }) => action)

  it('asks nothing more where Inspector is off, and lacks nothing for that', async () => {
    const lines = await read(status('DISABLED'))
    expect(actions(lines)).toEqual(['inspector2:BatchGetAccountStatus'])
    expect(lacks(lines)).toEqual([])
  })

  it.each(['ENABLING', 'SUSPENDED'])('asks on while it is %s', async (of) => {
    expect(actions(await read(status(of)))).toHaveLength(4)
  })

  it('asks on where the status is denied: off is not what that says', async () => {
    const lines = await read(but('inspector2:BatchGetAccountStatus', () => failed('AccessDeniedException')))
    expect(actions(lines)).toHaveLength(4)
    expect(lacks(lines)).toEqual(['inspector2:BatchGetAccountStatus'])
  })

  it('lacks the status of an account that is named as failed', async () => {
    const lines = await read(status('ENABLED', [{ accountId: account, errorCode: 'ACCESS_DENIED' }]))
    expect(lacks(lines)).toEqual(['inspector2:BatchGetAccountStatus'])
  })

  it('asks for this account alone, and for the clusters of images that are in use', async () => {
    const lines = await read(world)
    const inputs = (action: string) => lines.filter((line) => line.action === action).map(({ input }) => input)
    for (const input of [...inputs('inspector2:ListCoverage'), ...inputs('inspector2:ListFindings')])
      expect(JSON.stringify(input)).toContain(account)
    expect(inputs('inspector2:GetClustersForImage')[0]).toEqual({
      filter: { resourceId: `${repositoryArn('app')}/${digest(0)}` },
      maxResults: 100,
    })
  })
})
