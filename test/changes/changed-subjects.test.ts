// Whom the planner reads again: who was changed in a window, and nobody else.
import { describe, expect, it } from 'vitest'
import { changedSubjects } from '../../src/changes/changed-subjects.ts'
import { type ExampleEvent, eventsOf } from '../../src/examples/change-events.ts'
import { account, subjects } from '../../src/examples/example.ts'

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
const changed = (...events: ExampleEvent[]) =>
  changedSubjects(eventsOf(0, ...events), { subject: subjects.region, slot })
const updated = { name: 'UpdateClusterConfig', minute: 30, asked: { name: 'prod' } }
const prod = `arn:aws:eks:eu-central-1:${account}:cluster/prod`

describe('what the events of a window changed', () => {
  it('is each cluster and repository once, with its newest change', () => {
    const found = changed(
      updated,
      { ...updated, minute: 40 },
      {
        ...{ name: 'DeleteRepository', minute: 5, source: 'ecr.amazonaws.com', asked: { repositoryName: 'team/app' } },
      },
    )
    expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: `arn:aws:ecr:eu-central-1:${account}:repository/team/app`, at: '2026-01-05T00:05:00Z' },
      { id: prod, at: '2026-01-05T00:40:00Z' },
    ])
  })

  it('is found whatever part of a cluster, or its log group, the change is about', () => {
    const log = { name: 'DeleteLogGroup', minute: 1, source: 'logs.amazonaws.com' }
    expect(changed({ ...log, asked: { logGroupName: '/aws/eks/prod/cluster' } })).toMatchObject([{ id: prod }])
    expect(changed({ name: 'DeleteAddon', minute: 1, asked: { name: 'prod', addonName: 'x' } })).toMatchObject([
      { id: prod },
    ])
  })

  it.each<[string, Partial<ExampleEvent>]>([
    ['was refused', { more: { errorCode: 'AccessDenied' } }],
    ['belongs to the next window', { minute: 60 }],
    ['is of another service', { source: 'ecs.amazonaws.com' }],
    ['cannot be read', { more: { eventTime: 'soon' } }],
  ])('is nothing where the event %s', (_, over) => {
    expect(changed({ ...updated, ...over })).toEqual([])
  })

  it('is in the partition of its region', () => {
    const subject = { ...subjects.region, id: `aws://${account}/cn-north-1`, region: 'cn-north-1' }
    expect(changedSubjects(eventsOf(0, updated), { subject, slot })).toMatchObject([
      { id: `arn:aws-cn:eks:cn-north-1:${account}:cluster/prod` },
    ])
  })

  it('is nothing in answers of any other shape', () => {
    const lines = eventsOf(0).map((line) => ({ ...line, body: { Events: [3, null, { EventId: 1 }] } }))
    expect(changedSubjects(lines as never, { subject: subjects.region, slot })).toEqual([])
  })
})
