// What is asked about add-ons on offer, EKS Anywhere, AWS Config and AWS Backup, and what is not.
import { describe, expect, it } from 'vitest'
import type { Exchange, Subject } from '../../src/model.ts'
import type { Source } from '../../src/source.ts'
import backups from '../../src/sources/backups.ts'
import configRecorder from '../../src/sources/config-recorder.ts'
import eksAddonVersions from '../../src/sources/eks-addon-versions.ts'
import eksAnywhere from '../../src/sources/eks-anywhere.ts'
import { absent, body, record, slot, type World } from './record.ts'

const region = 'eu-central-1'
const place: Subject = { scope: 'region', id: `aws://111122223333/${region}`, name: region, region, bornAt: null }
const read = (source: Source, world: World) => record(source, place, world)
const lacks = (source: Source, lines: Exchange[]) => source.lacks(lines, { subject: place, slot })
const asked = (lines: Exchange[]) => lines.map(({ action, input }) => [action, input])
const arn = (name: string) => `arn:aws:eks:${region}:111122223333:cluster/${name}`

describe('eks-addon-versions', () => {
  const world =
    (pages: Record<string, object>): World =>
    (action, input) =>
      body(action === 'eks:ListClusters' ? pages[String(input.nextToken ?? '')] : { addons: [] })

  it('asks for no add-on where there is no cluster', async () => {
    const lines = await read(eksAddonVersions, world({ '': { clusters: [], nextToken: null } }))
    expect(asked(lines)).toEqual([['eks:ListClusters', {}]])
    expect(lacks(eksAddonVersions, lines)).toEqual([])
  })

  it('asks for them where the first page alone is empty', async () => {
    const pages = { '': { clusters: [], nextToken: 'two' }, two: { clusters: ['prod'], nextToken: null } }
    const lines = await read(eksAddonVersions, world(pages))
    expect(lines.map(({ action }) => action)).toContain('eks:DescribeAddonVersions')
    expect(lacks(eksAddonVersions, lines)).toEqual([])
  })
})

describe('eks-anywhere', () => {
  it('asks for every status by name', async () => {
    const [line] = await read(eksAnywhere, () => body({ subscriptions: [] }))
    expect(line?.input).toMatchObject({ includeStatus: expect.arrayContaining(['EXPIRED', 'DELETING', 'ACTIVE']) })
  })
})

describe('config-recorder', () => {
  const recorders = ['one', 'two'].map((name) => ({ arn: `arn:${name}`, name }))
  const world: World = (action) =>
    body(action === 'config:ListConfigurationRecorders' ? { ConfigurationRecorderSummaries: recorders } : {})

  it('asks for each recorder by its ARN, those that services keep too', async () => {
    const lines = await read(configRecorder, world)
    const described = lines.filter(({ action }) => action === 'config:DescribeConfigurationRecorders')
    expect(asked(described).map(([, input]) => input)).toEqual([{ Arn: 'arn:one' }, { Arn: 'arn:two' }])
  })

  it('takes a recorder deleted after it was listed as a read', async () => {
    const lines = await read(configRecorder, (action, input) =>
      input.Arn === 'arn:two' ? absent('NoSuchConfigurationRecorderException') : world(action, input),
    )
    expect(lacks(configRecorder, lines)).toEqual([])
  })
})

describe('backups', () => {
  const world =
    (...arns: string[]): World =>
    (action) =>
      body(
        action === 'backup:ListProtectedResources'
          ? { Results: arns.map((ResourceArn) => ({ ResourceArn })) }
          : { RecoveryPoints: [], RestoreJobs: [] },
      )

  it('asks about clusters alone', async () => {
    const volume = `arn:aws:ec2:${region}:111122223333:volume/vol-1`
    const lines = await read(backups, world(volume, arn('prod')))
    expect(asked(lines).slice(1)).toEqual([
      ['backup:ListRecoveryPointsByResource', { ResourceArn: arn('prod'), MaxResults: 1_000 }],
      ['backup:ListRestoreJobsByProtectedResource', { ResourceArn: arn('prod'), MaxResults: 1_000 }],
    ])
  })

  it('knows clusters of other partitions', async () => {
    const lines = await read(backups, world('arn:aws-us-gov:eks:us-gov-west-1:111122223333:cluster/prod'))
    expect(lines).toHaveLength(3)
  })

  it('lacks the rest where a protected resource has no ARN', async () => {
    const lines = await read(backups, (action, input) =>
      action === 'backup:ListProtectedResources' ? body({ Results: [{}] }) : world()(action, input),
    )
    expect(lacks(backups, lines).map(({ action }) => action)).toContain('backup:ListRecoveryPointsByResource')
  })
})
