// The background log: always the same, mostly noise, without a hit, silent when told; and the entries of scenarios.
import { describe, expect, it } from 'vitest'
import {
  auditStreams,
  backgroundOf,
  deniedAttempts,
  execIntoKubeSystem,
  type Told,
  truncatedEntry,
} from '../../sandbox/noise.ts'
import { makeScenario } from '../../sandbox/scenario.ts'
import { discovered } from '../../sandbox/services/logs-fields.ts'
import { logsOf } from '../../sandbox/services/logs-scenario.ts'
import { createGroup, logsState, putEvent } from '../../sandbox/services/logs-state.ts'
import { detect } from '../../src/audit-log/detect.ts'
import { readEvent } from '../../src/audit-log/event.ts'
import { readQueries } from '../../src/audit-log/insights.ts'
import { observe, region, slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'

const place = { region, name: 'prod' }
const [stream] = auditStreams(place)
const hour = '2026-01-05T00:00:00Z'
const background = backgroundOf(place)
const entries = Object.entries(background(hour)).flatMap(([name, events]) =>
  name.startsWith('kube-apiserver-audit-') ? events : [],
)

const account = (told: Told[] = [], silences = [] as (typeof slot)[]) => {
  const state = logsState()
  const group = createGroup(
    state,
    { region, name: '/aws/eks/prod/cluster', at: '2026-01-01T00:00:00Z' },
    { background: backgroundOf(place, silences) },
  )
  for (const { at, message } of told) putEvent(group, stream, message, at)
  return state
}
const hitsWith = async (told: Told[]) => {
  const { lines } = await observe(account(told))
  return detect(detections, lines, { slot, rules: {} })
}

describe('the background of an hour', () => {
  it('is the same for the same cluster and hour, and another for others', () => {
    expect(backgroundOf(place)(hour)).toEqual(background(hour))
    expect(backgroundOf({ ...place, name: 'staging' })(hour)).not.toEqual(background(hour))
    expect(backgroundOf(place)('2026-01-05T01:00:00Z')).not.toEqual(background(hour))
  })

  it('is some hundred entries within the hour, each readable', () => {
    expect(entries.length).toBeGreaterThan(200)
    for (const { timestamp, message } of entries) {
      expect(timestamp - Date.parse(hour)).toBeGreaterThanOrEqual(0)
      expect(timestamp - Date.parse(hour)).toBeLessThan(3_600_000)
      expect(readEvent(message)).toMatchObject({ readable: true, outcome: expect.any(String) })
    }
  })

  it('shows Logs Insights what it would find itself', () => {
    for (const { message, found } of entries) expect(found).toEqual(discovered(message))
  })

  it('is fetched for less than a fifth, and counted whole', async () => {
    const { lines } = await observe(account())
    const [rows, counts] = readQueries(lines)
    expect(counts?.fetched).toBe(entries.length)
    expect(rows?.fetched).toBeGreaterThan(0)
    expect(rows?.fetched).toBeLessThan(entries.length / 5)
  })

  it('makes no detection hit', async () => {
    expect(await hitsWith([])).toEqual([])
  })

  it('is silent where it is told to be', async () => {
    const { lines } = await observe(account([], [slot]))
    expect(readQueries(lines).map(({ fetched }) => fetched)).toEqual([0, 0])
  })
})

describe('what a scenario puts in', () => {
  it('a shell in kube-system, told once by each of its two detections', async () => {
    const hits = await hitsWith(execIntoKubeSystem('2026-01-05T00:30:00Z'))
    expect(hits.map(({ detection, count }) => [detection, count])).toEqual([
      ['DET-22', 1],
      ['DET-23', 1],
    ])
  })

  it('refused attempts, told as a burst', async () => {
    const hits = await hitsWith(deniedAttempts('2026-01-05T00:30:00Z', 60))
    const burst = hits.find(({ detection }) => detection === 'DET-49')
    expect(burst).toMatchObject({ count: 60, actor: expect.stringContaining('mallory') })
    // Each guess is a hit too, and so is that there were many: all of one actor.
    expect(new Set(hits.map(({ actor }) => actor)).size).toBe(1)
  })

  it('an entry that was cut, told by its pointer', async () => {
    const hits = await hitsWith([truncatedEntry('2026-01-05T00:30:00Z')])
    expect(hits).toMatchObject([{ detection: 'DET-58', count: 1, pointers: [expect.any(String)] }])
  })

  it('a log group for every cluster that sends its audit log', () => {
    const scenario = makeScenario({ days: 7 })
    const state = logsOf(scenario)
    expect(state.groups.map(({ name }) => name)).toContain('/aws/eks/prod/cluster')
    expect(state.groups.every(({ background }) => background !== null)).toBe(true)
    const controlled = state.groups.filter(({ name }) => name.startsWith('/aws/eks/'))
    const told = controlled.flatMap(({ streams }) => [...streams.values()].flat())
    // Two of the audit log, and two of the authenticator.
    expect(told).toHaveLength(4 * scenario.activities.length)
  })
})
