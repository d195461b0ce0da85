// What explains a change: AWS itself, an event, an update, nothing; and what cannot be said while events are not at hand.
import { describe, expect, it } from 'vitest'
import { joinedChanges, type Windows } from '../../src/changes/join.ts'
import { instant, seconds } from '../../src/clock.ts'
import { type ExampleEvent, eventsOf } from '../../src/examples/change-events.ts'
import { type ExampleState, stateOf } from '../../src/examples/cluster-state.ts'
import { subjects } from '../../src/examples/example.ts'
import { changeEvents } from '../../src/facts/change-events.ts'
import { type ClusterState, clusterState } from '../../src/facts/cluster-state.ts'
import type { EksUpdate } from '../../src/facts/eks-updates.ts'
import { isUnknown } from '../../src/model.ts'

const at = (hour: number) => ({
  start: instant(seconds('2026-01-05T00:00:00Z') + hour * 3_600),
  end: instant(seconds('2026-01-05T01:00:00Z') + hour * 3_600),
})
const windows = (events: Record<number, ExampleEvent[]>, from = 0, to = 2): Windows =>
  Array.from({ length: to - from }, (_, index) => {
    const slot = at(from + index)
    const value = changeEvents.read(eventsOf(from + index, ...(events[from + index] ?? [])), {
      subject: subjects.region,
      slot,
    })
    if (isUnknown(value)) throw new Error(value.reason)
    return { slot, value }
  })
const state = (time: string, of: ExampleState): ClusterState => {
  const value = clusterState.read(stateOf(`2026-01-05T${time}:00Z`, of), { subject: subjects.cluster, slot: at(0) })
  if (value === 'connected' || isUnknown(value)) throw new Error(JSON.stringify(value))
  return value
}
const updateOf = (over: Partial<EksUpdate> = {}): EksUpdate => ({
  ...{
    id: 'u-1',
    of: 'cluster',
    type: 'VersionUpdate',
    status: 'Successful',
    createdAt: '2026-01-05T00:30:00Z',
    errors: [],
  },
  ...over,
})
const upgraded: ExampleEvent = {
  ...{ name: 'UpdateClusterVersion', minute: 30, asked: { name: 'prod', version: '1.34' } },
  answered: { update: { id: 'u-1' } },
}
type Given = {
  was?: ExampleState
  is?: ExampleState
  events?: Windows
  updates?: EksUpdate[]
  updatesBefore?: EksUpdate[]
}
const joined = ({
  was = {},
  is = { cluster: { version: '1.34' } },
  events = windows({}),
  updates = [],
  updatesBefore = [],
}: Given) =>
  joinedChanges({ before: state('00:05', was), now: state('01:20', is), windows: events, updates, updatesBefore })
const by = (given: Given) => joined(given).map(({ thing, path, explained }) => `${thing} ${path}: ${explained.by}`)

describe('a change', () => {
  it('is explained by the event, with the update that it began', () => {
    const [change] = joined({ events: windows({ 0: [upgraded] }), updates: [updateOf()] })
    expect(change).toMatchObject({
      ...{ thing: 'cluster', path: 'version', from: '"1.33"', to: '"1.34"' },
      explained: {
        by: 'event',
        event: { name: 'UpdateClusterVersion', at: '2026-01-05T00:30:00Z' },
        update: { id: 'u-1' },
      },
    })
  })

  it('is explained by an event that asked for much else', () => {
    const labels = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`label-${at}`, 'x']))
    const scaled: ExampleEvent = {
      ...{ name: 'UpdateNodegroupConfig', minute: 30 },
      asked: {
        name: 'prod',
        nodegroupName: 'nodes',
        labels: { addOrUpdateLabels: labels },
        taints: { addOrUpdateTaints: [] },
      },
    }
    const is = { nodegroup: { taints: [{ key: 'a', effect: 'NO_SCHEDULE' }] } }
    expect(by({ is, events: windows({ 0: [scaled] }) })).toEqual(['node group nodes taints: event'])
  })

  it('is none where a list inside of a list comes in another order', () => {
    const logging = (...types: string[]) => ({ cluster: { logging: { clusterLogging: [{ types, enabled: true }] } } })
    expect(by({ was: logging('api', 'audit'), is: logging('audit', 'api') })).toEqual([])
  })

  it('is told by an update alone where no event names anybody', () => {
    expect(by({ updates: [updateOf()] })).toEqual(['cluster version: update'])
  })

  it.each<[string, Partial<EksUpdate>]>([
    ['failed', { status: 'Failed' }],
    ['is of a node group', { of: 'node group nodes' }],
    ['changes something else', { type: 'LoggingUpdate' }],
  ])('is told by nothing where the update %s', (_, over) => {
    expect(by({ updates: [updateOf(over)] })).toEqual(['cluster version: nothing'])
  })

  it('is told by nothing where the update was done when the cluster was read before', () => {
    expect(by({ updates: [updateOf()], updatesBefore: [updateOf()] })).toEqual(['cluster version: nothing'])
  })

  it('is explained by an event before the reading before, where its update was still under way then', () => {
    const early = { events: windows({ 0: [{ ...upgraded, minute: 2 }] }) }
    const updatesBefore = [updateOf({ status: 'InProgress' })]
    expect(by({ ...early, updates: [updateOf()], updatesBefore })).toEqual(['cluster version: event'])
    expect(by({ ...early, updates: [updateOf()], updatesBefore: [updateOf()] })).toEqual(['cluster version: nothing'])
  })

  it('is not explained by an event behind the reading that shows it', () => {
    expect(by({ events: windows({ 1: [upgraded] }) })).toEqual(['cluster version: nothing'])
  })

  it('is not explained while the events up to its reading are not at hand', () => {
    const [change] = joined({ events: windows({}, 0, 1) })
    expect(change?.explained).toMatchObject({
      by: 'unread',
      why: expect.stringContaining('until 2026-01-05T01:00:00Z'),
    })
  })

  it('is not explained where the events begin behind the reading before', () => {
    const [change] = joined({ events: windows({}, 1, 2) })
    expect(change?.explained).toMatchObject({
      by: 'unread',
      why: expect.stringContaining('from 2026-01-05T01:00:00Z on'),
    })
  })

  it('is explained by an event at hand whatever else is not', () => {
    expect(by({ events: windows({ 0: [upgraded] }, 0, 1) })).toEqual(['cluster version: event'])
  })
})

describe('AWS itself', () => {
  it('changes states, platform versions and the size of node groups', () => {
    const is: ExampleState = {
      cluster: { platformVersion: 'eks.15', status: 'UPDATING', health: { issues: [{ code: 'Ec2SubnetNotFound' }] } },
      nodegroup: { status: 'DEGRADED', scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 4 } },
      addon: { modifiedAt: 1_767_571_200, health: { issues: [{ code: 'x' }] } },
    }
    expect(new Set(joined({ is }).map(({ explained }) => explained.by))).toEqual(new Set(['aws']))
  })

  it('does not change how small or large a node group may be', () => {
    expect(by({ is: { nodegroup: { scalingConfig: { minSize: 0, maxSize: 6, desiredSize: 3 } } } })).toEqual([
      'node group nodes scalingConfig.minSize: nothing',
    ])
  })

  it.each([
    ['EKS', 'aws'],
    ['CUSTOMER', 'nothing'],
  ])('renews the certificate authority where %s activated it', (activatedBy, explained) => {
    const certificateAuthority = { data: 'LS0tLS1CRUdJTg==', active: { id: 'ca-2', activatedBy } }
    expect(new Set(joined({ is: { cluster: { certificateAuthority } } }).map((one) => one.explained.by))).toEqual(
      new Set([explained]),
    )
  })
})

describe('what came and went', () => {
  const guest = 'arn:aws:iam::111122223333:role/Guest'
  const admin = 'arn:aws:iam::111122223333:role/Admin'

  it('is explained by what makes it, and not by what takes it away', () => {
    const is = { entries: { [admin]: [], [guest]: [] } }
    const event = (name: string) => windows({ 0: [{ name, minute: 10, asked: { name: 'prod', principalArn: guest } }] })
    expect(by({ is, events: event('CreateAccessEntry') })).toEqual([`access entry ${guest} : event`])
    expect(by({ is, events: event('DeleteAccessEntry') })).toEqual([`access entry ${guest} : nothing`])
    expect(by({ was: is, is: {}, events: event('DeleteAccessEntry') })).toEqual([`access entry ${guest} : event`])
  })

  it('is explained by the node group that EKS made the entry for, and not by any change of the cluster', () => {
    const is = { entries: { [admin]: [], [guest]: [] } }
    const event = (name: string, asked: object) =>
      windows({ 0: [{ name, minute: 10, asked: { name: 'prod', ...asked } }] })
    expect(by({ is, events: event('CreateNodegroup', { nodegroupName: 'x' }) })).toEqual([
      `access entry ${guest} : event`,
    ])
    expect(by({ is, events: event('UpdateClusterConfig', { accessConfig: {} }) })).toEqual([
      `access entry ${guest} : event`,
    ])
    expect(by({ is, events: event('UpdateClusterConfig', { logging: {} }) })).toEqual([
      `access entry ${guest} : nothing`,
    ])
  })

  it('of an access policy is told by the policy and its principal', () => {
    const is = { entries: { [admin]: ['AmazonEKSClusterAdminPolicy'] } }
    const event = (principalArn: string) =>
      windows({ 0: [{ name: 'AssociateAccessPolicy', minute: 10, asked: { name: 'prod', principalArn } }] })
    const path = `access entry ${admin} accessPolicies.AmazonEKSClusterAdminPolicy`
    expect(by({ is, events: event(admin) })).toEqual([`${path}: event`])
    expect(by({ is, events: event(guest) })).toEqual([`${path}: nothing`])
  })

  it('in its own place, made anew, is explained by what made it', () => {
    const is = { nodegroup: { createdAt: 1_767_571_800, version: '1.34' } }
    const made: ExampleEvent = { name: 'CreateNodegroup', minute: 10, asked: { name: 'prod', nodegroupName: 'nodes' } }
    expect(by({ is, events: windows({ 0: [made] }) })).toEqual(['node group nodes : event'])
    expect(by({ is, events: windows({ 0: [{ ...made, name: 'UpdateNodegroupVersion' }] }) })).toEqual([
      'node group nodes : nothing',
    ])
  })

  it('with Auto Mode is explained by it', () => {
    const is = { entries: { [admin]: [], [guest]: [] } }
    const asked = { name: 'prod', computeConfig: { enabled: true, nodeRoleArn: guest } }
    expect(by({ is, events: windows({ 0: [{ name: 'UpdateClusterConfig', minute: 10, asked }] }) })).toEqual([
      `access entry ${guest} : event`,
    ])
  })
})
