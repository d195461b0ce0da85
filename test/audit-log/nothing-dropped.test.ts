// That the rows query passes whatever a detection selects or hits, whatever the entry, and that each of its terms is needed for it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../sandbox/services/logs-fields.ts'
import { parseQuery } from '../../sandbox/services/logs-query.ts'
import { runQuery } from '../../sandbox/services/logs-run.ts'
import { createGroup, logsState } from '../../sandbox/services/logs-state.ts'
import { detect } from '../../src/audit-log/detect.ts'
import { readEvent } from '../../src/audit-log/event.ts'
import { windowExample } from '../../src/audit-log/example-window.ts'
import { amongNoise, merged } from '../../src/audit-log/merge.ts'
import { isNoise, noise } from '../../src/audit-log/noise.ts'
import { between, renderQueries } from '../../src/audit-log/query.ts'
import { selects } from '../../src/audit-log/select.ts'
import { seconds } from '../../src/clock.ts'
import type { Rules, Select } from '../../src/detection.ts'
import { slot, stream } from './account.ts'
import { detections } from './detections.ts'
import {
  agents,
  namespaces,
  resources,
  selected,
  subresources,
  toldEvents,
  users,
  verbs,
  wholeEvents,
} from './whole-events.ts'

const seed = 20_260_105
const group = createGroup(logsState(), { region: 'x', name: 'y', at: slot.start }, { logGroupClass: 'STANDARD' })
const [start, end] = [seconds(slot.start) * 1_000, seconds(slot.end) * 1_000]

const passing = (text: string): ((message: string) => boolean) => {
  const query = parseQuery(between(text, start, end))
  return (message) => {
    const record = recordOf(group, stream, { timestamp: start, ingestionTime: start, message }, 0)
    return runQuery(query, [record], 1).matched === 1
  }
}
const { rows } = renderQueries(detections)

// One thing is enough of what is counted, and every address is listed: what could be a hit is one.
const rules: Rules = Object.fromEntries(
  detections.flatMap(({ id, settings }) => {
    const many = settings && 'atLeast' in settings ? { atLeast: 1 } : {}
    const listed = settings && 'cidrs' in settings ? { cidrs: ['0.0.0.0/0', '::/0'] } : {}
    return [[id, { settings: { ...many, ...listed } }]]
  }),
)
const isHit = (message: string): boolean =>
  detect(detections, windowExample(slot, { messages: [message] }), { slot, rules }).length > 0
const isSelected = (message: string): boolean => {
  const event = readEvent(message)
  return event.readable && selected.some((select) => selects(select, event))
}

const entries = [...toldEvents, ...fc.sample(wholeEvents, { numRuns: 6_000, seed })]
const hit = entries.filter(isHit)
const wanted = [...new Set([...hit, ...entries.filter(isSelected)])]
const dropped = (query: string): string[] => {
  const passes = passing(query)
  return wanted.filter((message) => !passes(message))
}

describe('the rows query drops nothing', () => {
  it('is tried with hits of every detection of single entries and of many things', () => {
    const found = new Set(
      detect(detections, windowExample(slot, { messages: hit }), { slot, rules }).map(({ detection }) => detection),
    )
    const able = detections.filter(({ kind }) => kind === 'event' || kind === 'entry' || kind === 'distinct')
    expect(able.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([])
  })

  it('is tried with noise, which it does drop', () => {
    const passes = passing(rows)
    expect(entries.filter((message) => !passes(message)).length).toBeGreaterThan(500)
  })

  it('that a detection hits or selects', () => {
    expect(dropped(rows)).toEqual([])
  })

  const [head = '', ...terms] = rows.split('\n or ')
  const last = terms.findIndex((term) => term.startsWith('not (('))
  const [before, start = ''] = head.split('| filter not ispresent(level)')
  const parts = [`not ispresent(level)${start}`, ...terms.slice(0, last)]
  const leavesOut = terms.slice(last).join('\n or ')
  it.each(parts.map((term, at) => ({ term, at })))('and drops some without its term $term', ({ at }) => {
    const mutated = `${before}| filter ${[...parts.filter((_, nth) => nth !== at), leavesOut].join('\n or ')}`
    expect(mutated.length).toBeLessThan(rows.length)
    expect(dropped(mutated).length).toBeGreaterThan(0)
  })
})

describe('few selects made of many', () => {
  const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 })
  const few = (values: readonly string[]) => fc.subarray([...values], { minLength: 1, maxLength: 3 })
  const select: fc.Arbitrary<Select> = fc.record(
    {
      verb: some(verbs),
      resource: few(resources),
      subresource: some(subresources),
      namespace: some(namespaces),
      user: some(users),
      userAgent: few(agents),
    },
    { requiredKeys: [] },
  )
  const events = entries.flatMap((message) => {
    const event = readEvent(message)
    return event.readable ? [event] : []
  })
  const anyOf = (list: readonly Select[], event: (typeof events)[number]): boolean =>
    list.some((one) => selects(one, event))

  it('select what the many do', () => {
    fc.assert(
      fc.property(fc.array(select, { maxLength: 6 }), fc.constantFrom(...events), (many, event) => {
        expect(anyOf(merged(many), event)).toBe(anyOf(many, event))
      }),
      { numRuns: 3_000, seed },
    )
  })

  it('select the same of noise, where they stand before it', () => {
    const ofNoise = events.filter((event) => isNoise(event))
    fc.assert(
      fc.property(fc.array(select, { maxLength: 6 }), fc.constantFrom(...ofNoise), (many, event) => {
        expect(anyOf(amongNoise(many, noise), event)).toBe(anyOf(many, event))
      }),
      { numRuns: 3_000, seed },
    )
  })

  it('are one where one takes the others in', () => {
    const wide = { verb: ['create', 'update', 'patch'], resource: ['leases', 'pods'] }
    const narrow = { verb: ['create'], resource: ['leases'], subresource: [''], namespace: ['shop'] }
    expect(merged([narrow, wide, narrow])).toEqual([wide])
  })

  it('are one where they differ in one list', () => {
    const one = { verb: ['create'], resource: ['leases'] }
    const other = { verb: ['create'], resource: ['events'] }
    expect(merged([one, other])).toEqual([{ verb: ['create'], resource: ['events', 'leases'] }])
  })

  it('leave out what asks for impersonation or for no noise', () => {
    expect(amongNoise([{ impersonated: true }, { butNoise: true }], noise)).toEqual([])
  })

  it('leave out the values that no noise has', () => {
    const select = { verb: ['create', 'delete'], resource: ['leases', 'roles'], subresource: ['', 'exec'] }
    expect(amongNoise([select], noise)).toEqual([{ verb: ['create'], resource: ['leases'], subresource: [''] }])
  })

  it('grow the query by nothing, where a hundred detections look at the same writes', () => {
    const of = (resource: string[]) =>
      detections.map((one) =>
        'select' in one ? { ...one, select: { verb: ['create', 'update', 'patch'], resource } } : one,
      ) as typeof detections
    const one = renderQueries(of(['leases', 'events'])).rows.length
    expect(renderQueries([...of(['leases', 'events']), ...of(['events'])]).rows.length).toBe(one)
  })

  it('keep the query of all detections far from the 10,000 characters that StartQuery takes', () => {
    expect(rows.length).toBeLessThan(5_000)
  })
})
