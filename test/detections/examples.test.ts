// Every detection's own examples: through parser, select and hit, and through the query as the sandbox runs it.
import { describe, expect, it } from 'vitest'
import { detect } from '../../src/audit-log/detect.ts'
import { countExample, windowExample } from '../../src/audit-log/example-window.ts'
import type { Settings } from '../../src/control.ts'
import type { BurstRow, Detection, Example, Rules } from '../../src/detection.ts'
import { observe, prod, put, slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'

const entriesOf = (example: Example): readonly unknown[] => ('log' in example ? example.log : example)
const rulesOf = ({ id }: Detection, example: Example): Rules =>
  'log' in example ? { [id]: { settings: example.settings as Settings } } : {}
const text = (entry: unknown): string => (typeof entry === 'string' ? entry : JSON.stringify(entry))
const counted = ({ actor, verb, resource, code, count }: BurstRow): Record<string, string> =>
  countExample(count, { 'user.username': actor, verb, 'objectRef.resource': resource, 'responseStatus.code': code })

const exchangesOf = ({ kind }: Detection, example: Example) =>
  kind === 'burst'
    ? windowExample(slot, { counts: (entriesOf(example) as BurstRow[]).map(counted) })
    : windowExample(slot, { messages: entriesOf(example).map(text) })
const hitsOf = (detection: Detection, example: Example) =>
  detect([detection], exchangesOf(detection, example), { slot, rules: rulesOf(detection, example) })

const onEntries = detections.filter(({ kind }) => kind !== 'change' && kind !== 'first-use')

describe.each(onEntries.map((one) => ({ ...one, one })))('$id $title', ({ one, examples }) => {
  it('has examples of both kinds, criteria, and what to do', () => {
    expect(examples.hit.length).toBeGreaterThan(0)
    expect(examples.miss.length).toBeGreaterThan(0)
    expect(one.criteria.length).toBeGreaterThan(0)
    expect(one.respond.length).toBeGreaterThan(20)
  })

  it.each(examples.hit.map((example, at) => ({ at, example })))('hits its example $at, once', ({ example }) => {
    const hits = hitsOf(one, example)
    expect(hits).toHaveLength(1)
    expect(hits[0]).toMatchObject({
      detection: one.id,
      severity: one.severity,
      slot,
      reason: expect.stringMatching(/^.{20,700}$/u),
    })
  })

  it.each(examples.miss.map((example, at) => ({ at, example })))('misses its counter-example $at', ({ example }) => {
    expect(hitsOf(one, example)).toEqual([])
  })

  if (one.kind === 'burst') return
  it.each(examples.hit.map((example, at) => ({ at, example })))(
    'gets its example $at from the query',
    async ({ example }) => {
      const { state, group } = prod()
      put(group, ...entriesOf(example))
      const { lines } = await observe(state)
      expect(detect([one], lines, { slot, rules: rulesOf(one, example) })).toHaveLength(1)
    },
  )
})

it('has no two detections of one id', () => {
  expect(new Set(detections.map(({ id }) => id)).size).toBe(detections.length)
})
