// What an insider with the signing key makes of a timeline, sealed anew so that it fits: verify names each.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Timeline } from '../../src/incidents/timeline.ts'
import { writeJson } from '../../src/json.ts'
import { isSlotLine } from '../../src/store/documents.ts'
import { parseKey, slug, timelineKey } from '../../src/store/keys.ts'
import { readTimeline, writeTimeline } from '../../src/store/timelines.ts'
import { born, signer, tickAt } from '../pipeline/little.ts'
import { type Edits, forge, refOf } from '../prove/forge.ts'
import { type Memory, memoryStore } from '../prove/memory-store.ts'
import { audit, makeIncident, oneCluster, planOf, shell, timelinesAt } from './little.ts'

let honest: Memory
let timeline: Timeline

beforeAll(async () => {
  const world = oneCluster()
  world.clusters.push({ name: 'other', region: 'eu-west-1', born, public: false })
  const at = makeIncident([30], { world })
  at.say(35, shell(35, { verb: 'get', objectRef: { resource: 'secrets', namespace: 'shop', name: 'db' } }))
  await at.run(0, 4)
  honest = at.memory
  timeline = timelinesAt(at, 2)[0] as Timeline
})

const copy = (): Memory => memoryStore(honest.where, new Map(honest.objects))
const said = async (edits: Edits | ((store: Memory) => Edits)) => {
  const store = copy()
  await forge(store, signer, typeof edits === 'function' ? edits(store) : edits)
  return audit({ memory: store }, 5)
}
const ofTimelines = (found: string[]) => found.filter((one) => one.includes('timeline-reproduces'))
const edited =
  (change: (one: Timeline) => void) =>
  (body: Uint8Array, key: string): Uint8Array => {
    if (parseKey(key)?.kind !== 'timeline') return body
    const one = readTimeline(body)
    change(one)
    return writeTimeline(one)
  }
const isTimeline = (key: string): boolean => parseKey(key)?.kind === 'timeline'

describe('a timeline', () => {
  it('that is as it was made holds', async () => {
    expect((await said({})).failed).toEqual([])
  })

  it.each<[string, (one: Timeline) => void]>([
    ['a line removed', (one) => void one.lines.splice(1, 1)],
    ['a line that is no hit any more', (one) => void one.lines.map((line) => line.hits.splice(0))],
    ['another pointer', (one) => Object.assign(one.lines[0]?.pointer ?? {}, { id: 'elsewhere' })],
    ['another object', (one) => Object.assign(one.lines[0]?.pointer ?? {}, { object: 'ticks/x' })],
    ['another sentence', (one) => Object.assign(one.lines[0] ?? {}, { what: 'nothing happened' })],
    ['what was not read left out', (one) => void one.looked.map((place) => Object.assign(place, { not: null }))],
    ['another incident id within', (one) => Object.assign(one.incident, { id: 'f'.repeat(20) })],
    ['the hits of its incident left out', (one) => void one.incident.hits.splice(0)],
    ['what it rests on left out', (one) => void one.basis.splice(0)],
  ])('with %s fails', async (_, change) => {
    const { failed } = await said({ object: edited(change) })
    expect(ofTimelines(failed)).toEqual([expect.stringContaining('differs from what its evidence gives')])
  })

  it('that was left out is named, and the plan behind it should have taken it up again', async () => {
    const { said: all, failed } = await said({ object: (body, key) => (isTimeline(key) ? undefined : body) })
    expect(ofTimelines(all)).toEqual([expect.stringContaining('no timeline was sealed')])
    expect(failed).toEqual([expect.stringMatching(/plan-derives .*incidents differs/)])
  })

  const moved =
    (key: string, make: (one: Timeline) => Timeline) =>
    (store: Memory): Edits => {
      store.objects.set(key, [{ versionId: null, body: writeTimeline(make(timeline)), at: null, custody: null }])
      const line = { role: 'timeline' as const, object: refOf(store, key) }
      return { index: (lines, tick) => (tick === tickAt(2) ? [...lines, line] : lines) }
    }

  it('under another id is of no incident', async () => {
    const key = timelineKey(tickAt(2), slug(timeline.subject), 'f'.repeat(20))
    const { failed } = await said(moved(key, (one) => ({ ...one, incident: { ...one.incident, id: 'f'.repeat(20) } })))
    expect(ofTimelines(failed)).toEqual([expect.stringContaining('is of no incident that was looked into')])
  })

  it('of another cluster is of no incident', async () => {
    const other = planOf({ memory: honest }, 2).tasks.find(({ subject }) => subject.name === 'other')?.subject
    if (!other) throw new Error('no other cluster')
    const key = timelineKey(tickAt(2), slug(other), timeline.incident.id)
    const { failed } = await said(moved(key, (one) => ({ ...one, subject: other })))
    expect(ofTimelines(failed)).toEqual([expect.stringContaining('is of no incident that was looked into')])
  })

  it('that is altered where its evaluation was taken away fails all the same', async () => {
    const evaluation = `evaluations/${slug(timeline.subject)}`
    const object: Edits['object'] = (body, key) => {
      if (key.startsWith('ticks/2026/01/05/0220Z/') && key.includes(evaluation)) return undefined
      return edited((one) => void one.lines.splice(1, 1))(body, key)
    }
    expect(ofTimelines((await said({ object })).failed)).toEqual([
      expect.stringContaining('differs from what its evidence gives'),
    ])
  })
})

describe('an incident', () => {
  it('that no index marks fails, with the plan that did not take it up', async () => {
    const { failed } = await said({
      index: (lines) => lines.map((line) => (isSlotLine(line) ? line : { role: line.role, object: line.object })),
    })
    expect(ofTimelines(failed)).toEqual([expect.stringContaining('the index says otherwise')])
    expect(failed.join('\n')).toMatch(/plan-derives/)
  })

  it('that the plan leaves out fails', async () => {
    const { failed } = await said({
      plan: (plan) => {
        for (const task of plan.tasks) Object.assign(task, { incidents: [] })
      },
    })
    expect(failed.join('\n')).toMatch(/plan-derives .*incidents differs/)
  })

  const looks = (edit: (header: Record<string, unknown>, lines: string[]) => string[]): Edits => ({
    observation(lines, key) {
      const parsed = parseKey(key)
      const isLook = parsed?.kind === 'observation' && parsed.source === 'incidents' && parsed.tick === tickAt(2)
      const [head = '', ...rest] = lines
      const header = JSON.parse(head) as { incidents: unknown[] } & Record<string, unknown>
      if (!isLook || header.incidents.length === 0) return lines
      const left = edit(header, rest)
      return [writeJson(header), ...left]
    },
  })

  it('that the reading does not name, and did not look into, fails', async () => {
    for (const named of [undefined, []]) {
      const nothing = [writeJson({ exchanges: 0, more: false, reasons: [], status: 'empty' })]
      const edits = looks((header) => {
        if (named) header.incidents = named
        else delete header.incidents
        return nothing
      })
      const index: Edits['index'] = (lines) =>
        lines.map((line) =>
          isSlotLine(line) && line.source === 'incidents' ? { ...line, status: 'empty', reasons: [] } : line,
        )
      expect((await said({ ...edits, index })).failed.join('\n')).toMatch(
        /observation-strict .*looks into other incidents/,
      )
    }
  })

  it('of which an answer was taken away is not read wholly', async () => {
    const edits = looks((_, lines) => {
      const trailer = JSON.parse(lines.at(-1) ?? '') as { exchanges: number }
      const kept = lines.slice(0, -1).filter((line) => !line.includes('"guardduty:ListDetectors"'))
      return [...kept, writeJson({ ...trailer, exchanges: kept.length })]
    })
    expect((await said(edits)).failed.join('\n')).toMatch(/completeness-recomputed/)
  })
})
