// What EKS itself, AWS Config and AWS Backup tell: the answers that neither pass nor fail, one each, and what others get wrong.
import { describe, expect, it } from 'vitest'
import vendors from '../../src/controls/addon-vendors-approved.ts'
import compatible from '../../src/controls/addons-compatible.ts'
import backedUp from '../../src/controls/backed-up-and-restored.ts'
import clusterTagged from '../../src/controls/cluster-tagged.ts'
import recorderOn from '../../src/controls/config-recorder-on.ts'
import connectedKnown from '../../src/controls/connected-clusters-known.ts'
import logsOn from '../../src/controls/control-plane-logs-on.ts'
import healthClean from '../../src/controls/health-clean.ts'
import cleanBefore from '../../src/controls/insights-clean-before-update.ts'
import enforced from '../../src/controls/network-policy-enforced.ts'
import noMisconfiguration from '../../src/controls/no-misconfiguration-insight.ts'
import supportPlanned from '../../src/controls/support-planned.ts'
import upgradeClean from '../../src/controls/upgrade-insights-clean.ts'
import { denied } from '../../src/evaluate/examples.ts'
import { offered } from '../../src/examples/addons.ts'
import { attestedOf } from '../../src/examples/attested.ts'
import { answered, connectedCluster, describedCluster, none, subjects } from '../../src/examples/example.ts'
import { insightsOf, refreshedAt } from '../../src/examples/insights.ts'
import { partsOf } from '../../src/examples/parts.ts'
import { updatesOf } from '../../src/examples/updates.ts'
import type { Exchange } from '../../src/model.ts'
import { runAny as run } from './run.ts'

const unknownBecause = (why: string) => ({ outcome: 'unknown', reason: expect.stringContaining(why) })

describe('NET-07', () => {
  const parts = (over: object) => run(enforced, { network: partsOf({ nodegroups: {}, profiles: {}, ...over }) })
  const cni = (configurationValues: string, cluster = {}) =>
    parts({ cluster, addons: { 'vpc-cni': { configurationValues } } })
  const on = { 'vpc-cni': { configurationValues: '{"enableNetworkPolicy":"true"}' } }

  it('reads YAML, which EKS takes as well as JSON', () => {
    expect(cni('env:\n  AWS_VPC_K8S_CNI_LOGLEVEL: DEBUG\nenableNetworkPolicy: "true"\n').outcome).toBe('pass')
    expect(cni('# enableNetworkPolicy: "true"\nenableNetworkPolicy: "false"\n').outcome).toBe('fail')
  })

  it.each([
    ['neither true nor false', '{"enableNetworkPolicy":"maybe"}'],
    ['given twice', '{"enableNetworkPolicy":"true","enableNetworkPolicy":"false"}'],
    ['an alias', 'a: &on "true"\nenableNetworkPolicy: *on\n'],
    ['no object', '["enableNetworkPolicy"]'],
    ['withheld', '[redacted]'],
    ['cut off', '{"enableNetworkPolicy":'],
  ])('is unknown where the setting is %s', (_, values) => {
    expect(cni(values)).toMatchObject(unknownBecause('cannot be read'))
  })

  it('is unknown of nodes of Auto Mode, whose setting stands in Kubernetes objects', () => {
    expect(cni('{"enableNetworkPolicy":"true"}', { computeConfig: { enabled: true } })).toMatchObject(
      unknownBecause('NodeClass'),
    )
  })

  it('is unknown of a CNI that EKS does not manage', () => {
    expect(parts({ addons: { coredns: {} } })).toMatchObject(unknownBecause('not an EKS add-on'))
  })

  it.each([
    ['Fargate profile jobs', { profiles: { jobs: {} } }],
    ['node group win', { nodegroups: { win: { amiType: 'WINDOWS_CORE_2022_x86_64' }, nodes: {} } }],
  ])('is unknown where pods may run on %s, to which no policy applies', (what, over) => {
    expect(parts({ addons: on, ...over })).toMatchObject(unknownBecause(`pods of ${what},`))
  })

  it.each(['CREATE_FAILED', 'DELETING', 'CREATING'])('fails where the add-on that enforces is %s', (status) => {
    expect(parts({ addons: { 'vpc-cni': { ...on['vpc-cni'], status } } })).toMatchObject({
      outcome: 'fail',
      reason: `not enforced: add-on vpc-cni is ${status}`,
    })
  })
})

describe('RSK-01 and RSK-02', () => {
  const day = 86_400
  const old = { lastRefreshTime: refreshedAt - 9 * day, lastTransitionTime: refreshedAt - 90 * day }

  it('are unknown where EKS could not tell', () => {
    expect(run(upgradeClean, { insights: insightsOf({ status: 'PASSING' }, { status: 'UNKNOWN' }) })).toMatchObject(
      unknownBecause('could not tell'),
    )
    const insights = insightsOf({ status: 'UNKNOWN', category: 'MISCONFIGURATION' })
    expect(run(noMisconfiguration, { insights, remote: [describedCluster()] })).toMatchObject(
      unknownBecause('could not tell'),
    )
  })

  it('are unknown where EKS has not looked for days, be the insight open or not', () => {
    for (const status of ['PASSING', 'ERROR']) {
      expect(run(upgradeClean, { insights: insightsOf({ status, ...old }) })).toMatchObject(unknownBecause('refreshed'))
      const insights = insightsOf({ status, category: 'MISCONFIGURATION', ...old })
      expect(run(noMisconfiguration, { insights, remote: [describedCluster()] })).toMatchObject(
        unknownBecause('refreshed'),
      )
    }
  })

  it('do not take no insight for a clean one', () => {
    expect(run(upgradeClean, { insights: insightsOf() })).toMatchObject(unknownBecause('nothing was checked'))
  })
})

describe('CHG-05', () => {
  const update = {
    ...{ id: 'u-9', type: 'VersionUpdate', status: 'InProgress', createdAt: refreshedAt + 40_000 },
    params: [{ type: 'Version', value: '1.34' }],
  }
  const begunAfter = (before: Exchange[]) =>
    run(cleanBefore, { before, updates: updatesOf(update), updatesBefore: updatesOf() })

  it('says from when what it says is', () => {
    expect(begunAfter(insightsOf({ status: 'PASSING' })).reason).toMatch(
      /in the reading before .* from 2026-01-04T00:20:00Z on$/,
    )
  })

  it.each([
    [
      'no insight speaks of the version',
      insightsOf({ status: 'PASSING', kubernetesVersion: '1.35' }),
      'lists no upgrade insight for 1.34',
    ],
    [
      'EKS had not looked for days',
      insightsOf({ status: 'PASSING', lastRefreshTime: refreshedAt - 300_000 }),
      'last refreshed',
    ],
    ['EKS could not tell', insightsOf({ status: 'UNKNOWN' }), 'could not tell'],
  ])('is unknown where %s', (_, before, why) => {
    expect(begunAfter(before)).toMatchObject(unknownBecause(why))
  })

  it('takes an insight of no version for one of each', () => {
    const [cluster, list, one] = insightsOf({ status: 'ERROR' })
    const { kubernetesVersion: _, ...insight } = (one as { body: { insight: Record<string, unknown> } }).body.insight
    expect(begunAfter([cluster, list, { ...one, body: { insight } }] as Exchange[]).outcome).toBe('fail')
  })
})

describe('VUL-08 and VEN-01', () => {
  const versions = { 'v1.21.1-eksbuild.1': ['1.33'] }
  const addons = partsOf({ addons: { 'vpc-cni': {} } })

  it('are unknown of an add-on that EKS does not list', () => {
    const offers = offered({ coredns: { versions } })
    expect(run(compatible, { addons, offers })).toMatchObject(unknownBecause('does not list vpc-cni'))
    expect(run(vendors, { addons, offers })).toMatchObject(unknownBecause('whose vpc-cni is'))
  })

  it('are unknown where the list was not asked for, because the region had no cluster then', () => {
    const offers = [answered('eks:ListClusters', {}, { clusters: [], nextToken: null })]
    expect(run(compatible, { addons, offers })).toMatchObject(unknownBecause('not asked'))
  })

  it('fail for what is broken, however much is not listed', () => {
    const broken = partsOf({ addons: { other: { health: { issues: [{ code: 'Unknown' }] } } } })
    expect(run(compatible, { addons: broken, offers: offered({ coredns: { versions } }) }).outcome).toBe('fail')
  })

  it('believe what the cluster says of an add-on before what the region lists', () => {
    const own = partsOf({ addons: { 'vpc-cni': { owner: 'aws-marketplace', publisher: 'somebody' } } })
    expect(run(vendors, { addons: own, offers: offered({ 'vpc-cni': { versions } }) })).toMatchObject({
      outcome: 'fail',
      reason: 'not approved: vpc-cni of somebody (aws-marketplace)',
    })
  })
})

describe('AVL-06', () => {
  const cluster = [describedCluster({ version: '1.33', upgradePolicy: { supportType: 'STANDARD' } })]
  const on = (...clusterVersions: object[]) =>
    run(supportPlanned, {
      ...{ version: cluster, policy: cluster },
      versions: [answered('eks:DescribeClusterVersions', { includeAll: true }, { clusterVersions })],
    })
  const version = { clusterVersion: '1.33', versionStatus: 'STANDARD_SUPPORT' }

  it('is unknown where EKS does not say when support ends', () => {
    expect(on(version)).toMatchObject(unknownBecause('does not say'))
    expect(on()).toMatchObject(unknownBecause('does not say'))
  })

  it('goes by the earlier end, where two are given', () => {
    const ends = [1_785_283_200, 1_768_000_000].map((endOfStandardSupportDate) => ({
      ...version,
      endOfStandardSupportDate,
    }))
    expect(on(...ends).outcome).toBe('fail')
  })
})

describe('what EKS never said before', () => {
  it.each([
    [
      'AVL-03',
      healthClean,
      { health: partsOf({ addons: {}, profiles: {}, capabilities: {}, nodegroups: { a: { status: 'LOST' } } }) },
    ],
    ['VUL-08', compatible, { addons: partsOf({ addons: { 'vpc-cni': { status: 'LOST' } } }), offers: offered({}) }],
  ])('leaves %s unknown', (_, control, given) => {
    expect(run(control, given)).toMatchObject(unknownBecause('not as documented'))
  })
})

describe('GOV-01, LOG-01 and RSK-03', () => {
  it('do not pass for settings that require nothing', () => {
    const off = { logging: { clusterLogging: [] }, tags: {} }
    const none = { with: { settings: { required: [] as string[] } } }
    expect(run(clusterTagged, { tags: [describedCluster(off)], ...none }).outcome).toBe('not-applicable')
    expect(run(logsOn, { types: [describedCluster(off)], ...none }).outcome).toBe('not-applicable')
  })
})

describe('LOG-01', () => {
  it('does not take a log type for on that EKS says is off, too', () => {
    const all = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']
    const clusterLogging = [
      { types: all, enabled: true },
      { types: ['audit'], enabled: false },
    ]
    expect(run(logsOn, { types: [describedCluster({ logging: { clusterLogging } })] })).toMatchObject(
      unknownBecause('log type audit on and off'),
    )
  })
})

describe('VEN-01', () => {
  it('does not approve who is not named', () => {
    const given = { addons: partsOf({ addons: { other: {} } }), offers: offered({}) }
    const said = run(vendors, { ...given, with: { settings: { owners: [''], publishers: [''] } } })
    expect(said).toMatchObject(unknownBecause('whose other is'))
  })
})

describe('RSK-02', () => {
  it('is unknown of a cluster with hybrid nodes that EKS has not looked at yet', () => {
    const remoteNetworkConfig = { remoteNodeNetworks: [{ cidrs: ['10.200.0.0/16'] }] }
    const [, ...none] = insightsOf()
    const cluster = describedCluster({ remoteNetworkConfig })
    expect(run(noMisconfiguration, { insights: [cluster, ...none], remote: [cluster] })).toMatchObject(
      unknownBecause('hybrid nodes'),
    )
  })
})

describe('AVL-08', () => {
  const made = 1_767_500_000
  const arn = subjects.cluster.id
  const other = arn.replace('prod', 'other')
  const input = (ResourceArn: string, more = {}) => ({ ResourceArn, MaxResults: 1_000, ...more })
  const point = { Status: 'COMPLETED', CreationDate: made, IsParent: true }
  const job = { RestoreJobId: 'r-1', Status: 'COMPLETED', CreationDate: made, CompletionDate: made, IsParent: true }
  const points = (of: string, RecoveryPoints: object[] = [point], more = {}, token = {}) =>
    answered('backup:ListRecoveryPointsByResource', input(of, more), { RecoveryPoints, ...token })
  const jobs = (of: string, RestoreJobs: object[] = [job]) =>
    answered('backup:ListRestoreJobsByProtectedResource', input(of), { RestoreJobs })
  const listed = (...arns: string[]) =>
    answered(
      'backup:ListProtectedResources',
      { MaxResults: 1_000 },
      { Results: arns.map((ResourceArn) => ({ ResourceArn })) },
    )
  const of = (lines: Exchange[], tests = attestedOf([]), more = {}) =>
    run(backedUp, { cluster: [describedCluster()], backups: lines, tests, ...more })

  it('is unknown where the backups of the cluster may not be listed', () => {
    expect(of([listed(arn), denied(points(arn)), jobs(arn)])).toMatchObject(unknownBecause('AccessDenied'))
    expect(of([listed(arn), points(arn), denied(jobs(arn))])).toMatchObject(unknownBecause('AccessDenied'))
  })

  it('does not suffer from a denial that concerns another cluster', () => {
    const lines = [listed(arn, other), points(arn), denied(points(other)), jobs(arn), jobs(other)]
    expect(of(lines).outcome).toBe('pass')
  })

  it.each([
    ['backup', [], 'no recovery point'],
    ['restore', [{ ...point, CreationDate: made + 1_000 }], 'no restore'],
  ])('does not take the %s of an earlier cluster of its name for its own', (_, ours, why) => {
    const subject = { id: arn, bornAt: '2026-01-04T04:20:00Z' }
    const lines = [listed(arn), points(arn, [point, ...ours]), jobs(arn)]
    expect(of(lines, attestedOf([]), { with: { subject } })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining(why),
    })
  })

  it('does not take the backup of another cluster for its own', () => {
    expect(of([listed(other), points(other), jobs(other)]).outcome).toBe('fail')
  })

  it('reads to the last page', () => {
    const first = points(arn, [], {}, { NextToken: 'two' })
    const second = points(arn, [point], { NextToken: 'two' })
    expect(of([listed(arn), first, second, jobs(arn)]).outcome).toBe('pass')
    expect(of([listed(arn), first, jobs(arn)])).toMatchObject(unknownBecause('a page is missing'))
    expect(of([listed(arn), second, jobs(arn)])).toMatchObject(unknownBecause('a page is missing'))
  })

  it('fails where the last recovery point went after it was listed', () => {
    const gone = none('backup:ListRecoveryPointsByResource', input(arn), 'ResourceNotFoundException')
    const none2 = none('backup:ListRestoreJobsByProtectedResource', input(arn), 'ResourceNotFoundException')
    expect(of([listed(arn), gone, none2])).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('no recovery'),
    })
  })

  it('does not count a restore that was checked and found wanting', () => {
    for (const ValidationStatus of ['FAILED', 'TIMED_OUT', 'VALIDATING'])
      expect(of([listed(arn), points(arn), jobs(arn, [{ ...job, ValidationStatus }])]).outcome).toBe('fail')
  })

  it('knows clusters of other partitions', () => {
    const cn = 'arn:aws-cn:eks:cn-north-1:111122223333:cluster/prod'
    expect(of([listed(cn), points(cn), jobs(cn)], attestedOf([]), { with: { subject: { id: cn } } }).outcome).toBe(
      'pass',
    )
  })

  it('says of a record that it is not read from AWS', () => {
    const tests = attestedOf([{ kind: 'restore-test', subjects: ['*'] }])
    expect(of([listed(arn), points(arn), jobs(arn, [])], tests).reason).toBe(
      'backed up at 2026-01-04T04:13:20Z, restore tested on 2025-11-03, attested by Ada Admin: not read from AWS',
    )
  })
})

describe('RSK-03', () => {
  const Arn = 'arn:aws:config:eu-central-1:111122223333:configuration-recorder/default/8a9b0c1d2e3f4051'
  const held = [
    answered('eks:ListClusters', { include: ['all'] }, { clusters: ['prod'], nextToken: null }),
    describedCluster(),
    answered('ecr:DescribeRepositories', { maxResults: 1000 }, { repositories: [] }),
  ]
  const done = {
    configHistoryDeliveryInfo: { lastStatus: 'SUCCESS' },
    configStreamDeliveryInfo: { lastStatus: 'Success' },
  }
  const on = ({
    recordingGroup = { allSupported: true } as object,
    lastStatus = 'SUCCESS',
    channels = [{ name: 'default', ...done }] as object[],
  }) =>
    run(recorderOn, {
      inventory: held,
      config: [
        answered(
          'config:ListConfigurationRecorders',
          {},
          { ConfigurationRecorderSummaries: [{ arn: Arn, name: 'default' }] },
        ),
        answered(
          'config:DescribeConfigurationRecorders',
          { Arn },
          { ConfigurationRecorders: [{ name: 'default', recordingGroup }] },
        ),
        answered(
          'config:DescribeConfigurationRecorderStatus',
          { Arn },
          { ConfigurationRecordersStatus: [{ name: 'default', recording: true, lastStatus }] },
        ),
        answered('config:DescribeDeliveryChannelStatus', {}, { DeliveryChannelsStatus: channels }),
      ],
    })

  it('reads a recorder from before there were strategies', () => {
    expect(on({}).outcome).toBe('pass')
    expect(on({ recordingGroup: { allSupported: false, resourceTypes: ['AWS::EC2::Instance'] } }).outcome).toBe('fail')
  })

  it('is unknown while nothing was recorded or delivered yet', () => {
    expect(on({ lastStatus: 'PENDING' })).toMatchObject(unknownBecause('PENDING'))
    expect(
      on({ channels: [{ name: 'default', configHistoryDeliveryInfo: {}, configStreamDeliveryInfo: {} }] }),
    ).toMatchObject(unknownBecause('nothing was delivered yet'))
  })

  it('is unknown of a delivery that is neither done nor failed', () => {
    const channel = { name: 'default', ...done, configHistoryDeliveryInfo: { lastStatus: 'Not_Applicable' } }
    expect(on({ channels: [channel] })).toMatchObject(unknownBecause('NOT_APPLICABLE'))
    const topicless = { name: 'default', ...done, configStreamDeliveryInfo: { lastStatus: 'Not_Applicable' } }
    expect(on({ channels: [topicless] }).outcome).toBe('pass')
  })

  it('believes the list before the flag', () => {
    const recordingStrategy = { useOnly: 'INCLUSION_BY_RESOURCE_TYPES' }
    const recordingGroup = { allSupported: true, resourceTypes: ['AWS::EC2::Instance'], recordingStrategy }
    expect(on({ recordingGroup }).outcome).toBe('fail')
  })

  it('fails without a channel', () => {
    expect(on({ channels: [] })).toMatchObject({ outcome: 'fail', reason: 'there is no delivery channel' })
  })
})

describe('GOV-01 and GOV-04', () => {
  it('tell a tag from one that is spelled otherwise', () => {
    const tags = { Owner: 'a', environment: 'b', 'data-class': 'c' }
    expect(run(clusterTagged, { tags: [describedCluster({ tags })] })).toEqual({
      outcome: 'fail',
      reason: 'no tag owner',
    })
  })

  it('do not take a member of every object for a tag', () => {
    const given = { tags: [describedCluster({ tags: {} })], with: { settings: { required: ['constructor'] } } }
    expect(run(clusterTagged, given).outcome).toBe('fail')
  })

  it('are unknown of a cluster that may not be described', () => {
    const connected = [
      answered('eks:ListClusters', { include: ['all'] }, { clusters: ['prod'] }),
      denied(connectedCluster()),
    ]
    const input = {
      maxResults: 100,
      includeStatus: ['CREATING', 'ACTIVE', 'UPDATING', 'EXPIRING', 'EXPIRED', 'DELETING'],
    }
    const subscriptions = [answered('eks:ListEksAnywhereSubscriptions', input, { subscriptions: [] })]
    expect(run(connectedKnown, { connected, subscriptions })).toMatchObject(unknownBecause('AccessDenied'))
  })
})
