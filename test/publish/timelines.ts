// Incidents for the tests of publishing: hits that a tick judged, and the timeline that another one sealed.
import { plus } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Timeline } from '../../src/incidents/timeline.ts'
import type { Hit, Incident, Instant, Ref } from '../../src/model.ts'
import { slug, timelineKey } from '../../src/store/keys.ts'
import { writeTimeline } from '../../src/store/timelines.ts'
import type { makeAccount } from './account.ts'
import { cluster, hit } from './examples.ts'

export const idOf = (name: string): string => sha256(name).slice('sha256:'.length, 'sha256:'.length + 20)

export const incident = (
  name: string,
  hits: readonly { hit: Hit; evidence: Ref }[],
  more: Partial<Incident> = {},
): Incident => {
  const [first = hit(), last = first] = [hits[0]?.hit, hits.at(-1)?.hit]
  return {
    id: idOf(name),
    continues: null,
    slot: null,
    from: plus(first.at, -1_800),
    to: plus(last.at, 1_800),
    marks: { principals: ['alice'], keys: [], sessions: [], sourceIPs: ['198.51.100.7'], objects: [] },
    cut: 0,
    hits: hits.map(({ hit: { detection, at, auditID, pointers, reason }, evidence }) => ({
      ...{ detection, at, auditID, pointers, reason, evidence },
    })),
    count: hits.length,
    windows: [],
    ...more,
  }
}

export const timeline = (tick: Instant, of: Incident, more: Partial<Timeline> = {}): Timeline => ({
  schema: 'eks-evidence/timeline/v1',
  tick,
  subject: cluster(),
  incident: of,
  lines: [
    {
      at: '2026-01-05T01:10:00Z',
      where: 'audit-log',
      what: 'alice read a secret',
      same: ['principals'],
      hits: ['DET-23'],
      pointer: { object: 'o', id: '1' },
    },
  ],
  looked: [
    { where: 'audit-log', found: 1, shown: 1, not: null },
    { where: 'authenticator', found: 0, shown: 0, not: 'there is no such log group' },
  ],
  basis: [],
  read: [],
  ...more,
})

type Here = ReturnType<typeof makeAccount>

/** Puts a timeline where a tick would. */
export const put = async ({ store }: Here, of: Timeline): Promise<Ref> =>
  (await store.putOnce(timelineKey(of.tick, slug(of.subject), of.incident.id), writeTimeline(of))).ref

/** The evidence of hits that a tick has just judged. */
export const evidenceOf = ({ standing }: Here, subject = cluster()): Ref => {
  const found = standing.get(slug(subject))
  if (!found) throw new Error('nothing was judged')
  return found.evaluationRef
}
