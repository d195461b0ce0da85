// Every detection's own examples: through parser, select and hit, and through the query as the sandbox runs it.
import { describe, expect, it } from 'vitest'
import { observe, prod, put, slot } from '../audit-log/account.ts'
import { detections } from '../audit-log/detections.ts'
import { hitsOf, inSlot } from './ran.ts'

describe.each(detections.map((one) => ({ ...one, one })))('$id $title', ({ one, examples }) => {
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
      // What was asked for may weigh more or less.
      severity: ['change', 'event'].includes(one.kind) ? expect.stringMatching(/^(low|medium|high)$/) : one.severity,
      slot,
      reason: expect.stringMatching(/^.{20,700}$/u),
    })
  })

  it.each(examples.miss.map((example, at) => ({ at, example })))('misses its counter-example $at', ({ example }) => {
    expect(hitsOf(one, example)).toEqual([])
  })

  if (one.kind === 'burst' || one.kind === 'change') return
  it.each(examples.hit.map((example, at) => ({ at, example })))(
    'gets its example $at from the query',
    async ({ example }) => {
      const { state, group } = prod()
      put(group, ...inSlot(one, example))
      const { lines } = await observe(state)
      expect(hitsOf(one, example, lines)).toHaveLength(1)
    },
  )
})

it('has no two detections of one id', () => {
  expect(new Set(detections.map(({ id }) => id)).size).toBe(detections.length)
})

it('names the same elsewhere as its maker does: by a title, a type of finding or the id of a technique', () => {
  const odd = detections.flatMap(({ id, sameAs }) =>
    sameAs
      .filter((one) => !/^(Elastic|Falco|GuardDuty|Panther|Sigma|Splunk|Stratus) \S/.test(one) || / \w*_/.test(one))
      .map((one) => `${id}: ${one}`),
  )
  expect(odd).toEqual([])
})
