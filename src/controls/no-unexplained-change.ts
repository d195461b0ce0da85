// CHG-02: whatever differs between two readings of a cluster and its parts is told of by CloudTrail: who, when and from where.
import { some } from '../answers/some.ts'
import { type JoinedChange, joinedChanges } from '../changes/join.ts'
import { saidOf } from '../changes/made.ts'
import { defineControl, latest, over, previous } from '../control.ts'
import { eventsOf } from '../examples/change-events.ts'
import { type ExampleState, stateOf } from '../examples/cluster-state.ts'
import { connectedCluster } from '../examples/example.ts'
import { updatesOf } from '../examples/updates.ts'
import { changeEvents } from '../facts/change-events.ts'
import { clusterState } from '../facts/cluster-state.ts'
import { eksUpdates } from '../facts/eks-updates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const open = { resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] } }
const shut = { resourcesVpcConfig: { endpointPublicAccess: false, publicAccessCidrs: [] } }
const opened = {
  name: 'UpdateClusterConfig',
  minute: 30,
  asked: { name: 'prod', resourcesVpcConfig: { endpointPublicAccess: true } },
  answered: { update: { id: 'u-1', status: 'InProgress', type: 'EndpointAccessUpdate' } },
}
const update = { id: 'u-1', type: 'EndpointAccessUpdate', status: 'Successful', createdAt: 1_767_573_000 }
const quiet = [eventsOf(0), eventsOf(1)]
const told = (event: Parameters<typeof eventsOf>[1]) => [eventsOf(0, event), eventsOf(1)]
const readings = (before: ExampleState, now: ExampleState, events = quiet, updates = updatesOf()) => ({
  before: stateOf('2026-01-05T00:05:00Z', before),
  now: stateOf('2026-01-05T01:20:00Z', now),
  updatesBefore: updatesOf(),
  updates,
  events,
})
const guest = 'arn:aws:iam::111122223333:role/Guest'

export default defineControl({
  id: 'CHG-02',
  of: 'cluster',
  title: 'Every change of a cluster and its parts between two readings is told of by CloudTrail',
  criteria: ['CC8.1'],
  severity: 'medium',
  needs: {
    now: latest(clusterState),
    before: previous(clusterState),
    updates: latest(eksUpdates),
    updatesBefore: previous(eksUpdates),
    events: over(changeEvents, 172_800),
  },
  settings: {},
  assess: ({ now, before, updates, updatesBefore, events }) => {
    if (now === 'connected' || before === 'connected' || updates === 'connected' || updatesBefore === 'connected') {
      return ofConnected
    }
    const all = joinedChanges({ before, now, updatesBefore, updates, windows: events })
    const by = (kind: JoinedChange['explained']['by']) => all.filter(({ explained }) => explained.by === kind)
    const unexplained = by('nothing')
    if (unexplained.length > 0)
      return fail(
        `${unexplained.length} of ${all.length} without an event or update: ${some(unexplained.map(said), 4)}`,
      )
    const [unread] = by('unread')
    if (unread?.explained.by === 'unread') return unknown(`${said(unread)}: ${unread.explained.why}`)
    const nobodys = by('update')
    if (nobodys.length > 0)
      return unknown(`${nobodys.map(said).join('; ')}: EKS tells of an update, and CloudTrail not of who made it`)
    const aws = by('aws').length
    const own = by('event').map(({ explained }) => (explained.by === 'event' ? saidOf(explained.event) : ''))
    const beside = aws > 0 ? `; ${aws} by AWS itself` : ''
    return pass(
      own.length > 0
        ? `${own.length} fields changed by ${[...new Set(own)].join('; ')}${beside}`
        : `nothing changed that somebody must have asked for${beside}`,
    )
  },
  limits:
    'A field that was changed and changed back between two readings is not seen here: CHG-01 judges the events of that.',
  remedy:
    'Find out who changed the field: aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=CLUSTER. An event that CloudTrail delivered more than half an hour late shows there and not here; where none does, ask AWS Support.',
  sameAs: [],
  examples: {
    pass: [
      readings({}, {}),
      readings({ cluster: shut }, { cluster: open }, told(opened), updatesOf(update)),
      // AWS's own: the state, a new platform version, nodes that an autoscaler added.
      readings(
        { cluster: { platformVersion: 'eks.14', status: 'ACTIVE' } },
        {
          cluster: { platformVersion: 'eks.15', status: 'UPDATING' },
          nodegroup: { scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 5 } },
        },
      ),
      readings(
        {},
        { entries: { [guest]: ['AmazonEKSViewPolicy'], 'arn:aws:iam::111122223333:role/Admin': [] } },
        told({
          name: 'CreateAccessEntry',
          minute: 10,
          asked: { name: 'prod', principalArn: encodeURIComponent(guest) },
        }),
      ),
      readings(
        {},
        { nodegroup: { tags: { team: 'data' } } },
        told({
          name: 'TagResource',
          minute: 10,
          asked: { resourceArn: 'arn%3Aaws%3Aeks%3Aeu-central-1%3A111122223333%3Anodegroup%2Fprod%2Fnodes%2F0acb1bc6' },
        }),
      ),
    ],
    fail: [
      readings({ cluster: shut }, { cluster: open }),
      // Of another cluster, refused, about another field, about another node group.
      readings({ cluster: shut }, { cluster: open }, told({ ...opened, asked: { ...opened.asked, name: 'test' } })),
      readings({ cluster: shut }, { cluster: open }, told({ ...opened, more: { errorCode: 'AccessDenied' } })),
      readings({ cluster: shut }, { cluster: open }, told({ ...opened, asked: { name: 'prod', logging: {} } })),
      readings(
        { nodegroup: { version: '1.32' } },
        {},
        told({ name: 'UpdateNodegroupVersion', minute: 5, asked: { name: 'prod', nodegroupName: 'others' } }),
      ),
      readings({}, { entries: { [guest]: [], 'arn:aws:iam::111122223333:role/Admin': [] } }),
      readings({}, { entries: { 'arn:aws:iam::111122223333:role/Admin': ['AmazonEKSClusterAdminPolicy'] } }),
      readings({ cluster: { deletionProtection: true } }, { cluster: { deletionProtection: false } }),
      readings({}, { cluster: { roleArn: 'arn:aws:iam::111122223333:role/other' } }, told(opened)),
      readings({}, { cluster: { tags: { owner: 'nobody' } } }),
    ],
    notApplicable: [{ ...readings({}, {}), now: [connectedCluster()], before: [connectedCluster()] }],
  },
})

const said = ({ thing, path, from, to }: JoinedChange): string => {
  if (path !== '') return `${thing} ${path} from ${short(from)} to ${short(to)}`
  return `${thing} ${to === null ? 'went' : from === null ? 'came' : 'was made anew'}`
}

// A long value would leave no room for the other changes.
const short = (value: string | null): string =>
  value === null ? 'nothing' : value.length > 60 ? `${value.slice(0, 60)}…` : value
