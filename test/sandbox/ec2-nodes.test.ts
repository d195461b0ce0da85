// Nodes in the sandbox's EC2, asked by the SDK: what it answers, and what it refuses as AWS does.
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandOutput,
  DescribeLaunchTemplateVersionsCommand,
  DescribeVolumesCommand,
  EC2Client,
  GetEbsEncryptionByDefaultCommand,
  GetInstanceMetadataDefaultsCommand,
} from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld } from '../../sandbox/scenario.ts'
import { ec2Service } from '../../sandbox/services/ec2.ts'
import { type Bench, bench } from './start.ts'

const world = makeWorld()
const clusters = world.regions['eu-west-1']?.clusters ?? []
const nodes = clusters.flatMap((state) => state.nodes.instances)

let on: Bench
let ec2: EC2Client
beforeAll(async () => {
  on = await bench({ services: [ec2Service(world)] })
  ec2 = new EC2Client({ ...on.config, maxAttempts: 1 })
})
afterAll(async () => {
  ec2.destroy()
  await on.sandbox.close()
})

const refused = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked
  } catch (error) {
    return (error as Error).name
  }
  throw new Error('answered')
}
// A time in the state is a number of seconds; the SDK makes a date of it.
const timed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, one) =>
    ['LaunchTime', 'AttachTime', 'CreateTime'].includes(key) && typeof one === 'number'
      ? new Date(one * 1000).toISOString()
      : one,
  )
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('the nodes of the demo', () => {
  it('come through the wire as the world has them', async () => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ IncludeManagedResources: true }))
    expect(plain(Reservations.flatMap(({ Instances = [] }) => Instances))).toEqual(timed(nodes))
    const { Volumes } = await ec2.send(new DescribeVolumesCommand({ IncludeManagedResources: true }))
    expect(plain(Volumes)).toEqual(timed(clusters.flatMap((state) => state.nodes.volumes)))
  })

  it('are as many as each node group is to have', () => {
    for (const state of clusters) {
      const wanted = state.nodegroups.map(({ scalingConfig }) => scalingConfig?.desiredSize ?? 0)
      expect(state.nodes.instances.length).toBe(wanted.reduce((sum, one) => sum + one, 0))
    }
  })

  it('are found by a wildcard over the keys of their tags', async () => {
    const Filters = [{ Name: 'tag-key', Values: ['kubernetes.io/cluster/*'] }]
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }))
    expect(Reservations.length).toBe(nodes.length)
    const Other = [{ Name: 'tag-key', Values: ['kubernetes.io/cluster/other'] }]
    expect((await ec2.send(new DescribeInstancesCommand({ Filters: Other }))).Reservations).toEqual([])
  })

  it('come on pages', async () => {
    const ids: unknown[] = []
    for (let token: string | undefined, pages = 0; pages < 50; pages++) {
      const answer: DescribeInstancesCommandOutput = await ec2.send(
        new DescribeInstancesCommand({ MaxResults: 5, NextToken: token }),
      )
      ids.push(...(answer.Reservations ?? []).flatMap(({ Instances = [] }) => Instances).map((one) => one.InstanceId))
      token = answer.NextToken
      if (!token) break
    }
    expect(ids).toEqual(nodes.map(({ InstanceId }) => InstanceId))
  })

  it('run images that are listed once, by filter', async () => {
    const ids = [...new Set(nodes.map(({ ImageId }) => ImageId))]
    const Filters = [{ Name: 'image-id', Values: ids }]
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Filters, IncludeDeprecated: true }))
    expect(Images.map(({ ImageId }) => ImageId).sort()).toEqual(ids.sort())
    expect(Images.every(({ ImageOwnerAlias }) => ImageOwnerAlias === 'amazon')).toBe(true)
  })
})

describe('a launch template', () => {
  const group = clusters[0]?.nodegroups[0]?.launchTemplate
  const id = group?.id ?? ''

  it('is told in the version that is asked for', async () => {
    const { LaunchTemplateVersions = [] } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ['3'] }),
    )
    expect(LaunchTemplateVersions).toMatchObject([
      { VersionNumber: 3, LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } } },
    ])
  })

  it('is told by name and by its newest version', async () => {
    const { LaunchTemplateVersions = [] } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName: group?.name, Versions: ['$Latest'] }),
    )
    expect(LaunchTemplateVersions.map(({ VersionNumber }) => VersionNumber)).toEqual([3])
  })

  it('that there is not is refused, and so is a version that there is not', async () => {
    const ask = (LaunchTemplateId: string, version: string) =>
      refused(ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: [version] })))
    expect(await ask('lt-00000000000000000', '1')).toBe('InvalidLaunchTemplateId.NotFound')
    expect(await ask(id, '9')).toBe('InvalidLaunchTemplateId.VersionNotFound')
    const byName = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName: 'nobody' })
    expect(await refused(ec2.send(byName))).toBe('InvalidLaunchTemplateName.NotFoundException')
    expect(await refused(ec2.send(new DescribeLaunchTemplateVersionsCommand({})))).toBe('MissingParameter')
  })
})

describe("a region's defaults", () => {
  it('are what AWS gives an account that never touched them', async () => {
    expect((await ec2.send(new GetEbsEncryptionByDefaultCommand({}))).EbsEncryptionByDefault).toBe(false)
    const { AccountLevel } = await ec2.send(new GetInstanceMetadataDefaultsCommand({}))
    expect(AccountLevel).toEqual({ ManagedBy: 'account' })
  })
})

describe('EC2 refuses', () => {
  it('ids that it does not know, and ids together with a page size', async () => {
    const InstanceIds = ['i-00000000000000000']
    expect(await refused(ec2.send(new DescribeInstancesCommand({ InstanceIds })))).toBe('InvalidInstanceID.NotFound')
    const both = new DescribeInstancesCommand({ InstanceIds, MaxResults: 5 })
    expect(await refused(ec2.send(both))).toBe('InvalidParameterCombination')
    const volume = new DescribeVolumesCommand({ VolumeIds: ['vol-00000000000000000'] })
    expect(await refused(ec2.send(volume))).toBe('InvalidVolume.NotFound')
    const image = new DescribeImagesCommand({ ImageIds: ['ami-00000000000000000'] })
    expect(await refused(ec2.send(image))).toBe('InvalidAMIID.NotFound')
  })

  it('a page that is too small', async () => {
    expect(await refused(ec2.send(new DescribeInstancesCommand({ MaxResults: 4 })))).toBe('InvalidParameterValue')
  })
})
