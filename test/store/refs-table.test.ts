// An evaluation is stored with each object once, and read back as it was.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evaluation, Ref } from '../../src/model.ts'
import { readEvaluation, writeDocument } from '../../src/store/documents.ts'
import { tabled, untabled } from '../../src/store/refs-table.ts'

const digest = (nth: number): Ref['sha256'] => `sha256:${nth.toString(16).padStart(64, '0')}`
const ref = fc
  .record({ nth: fc.nat(20), version: fc.constantFrom(null, 'v1', 'v2') })
  .map(({ nth, version }): Ref => ({ key: `ticks/${nth}`, versionId: version, sha256: digest(nth), bytes: nth }))
const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
const basis = fc.array(ref, { maxLength: 6 })

const evaluations = fc.record({ verdicts: fc.array(basis), carried: fc.array(basis), tallied: basis, read: basis }).map(
  (given): Evaluation => ({
    schema: 'eks-evidence/evaluation/v1',
    tick: slot.end,
    subject: {
      scope: 'cluster',
      id: 'arn:aws:eks:eu-west-1:1:cluster/a',
      name: 'a',
      region: 'eu-west-1',
      bornAt: null,
    },
    verdicts: given.verdicts.map((basis, nth) => ({
      ...{ control: `NET-${nth}`, criteria: ['CC6.1'], outcome: 'pass', reason: 'read' },
      ...{ slot, since: slot.start, standing: null, basis },
    })),
    hits: [],
    carried: { fact: given.carried.map((basis) => ({ slot, value: null, basis })) },
    tallied: { sum: { tried: slot, covered: [slot], value: null, basis: given.tallied } },
    by: { config: digest(1), version: '1.0.0', commit: 'abc' },
    read: given.read,
    turned: [],
  }),
)

describe('the table of objects', () => {
  it('gives back what it was made of, whatever rests on what', () => {
    fc.assert(
      fc.property(evaluations, (evaluation) => {
        expect(untabled(tabled(evaluation))).toEqual(evaluation)
        expect(readEvaluation(Buffer.from(writeDocument(evaluation)))).toEqual(evaluation)
      }),
    )
  })

  it('names each object once, in order', () => {
    fc.assert(
      fc.property(evaluations, (evaluation) => {
        const { refs } = tabled(evaluation)
        const names = refs.map(({ key, versionId }) => `${key} ${versionId ?? ''}`)
        expect(new Set(names).size).toBe(names.length)
        expect(refs.map(({ key }) => key)).toEqual(refs.map(({ key }) => key).sort())
      }),
    )
  })

  const some = (): ReturnType<typeof tabled> => {
    const [a, b] = [1, 2].map((nth): Ref => ({ key: `ticks/${nth}`, versionId: null, sha256: digest(nth), bytes: nth }))
    const [evaluation] = fc.sample(evaluations, { numRuns: 1, seed: 1 })
    if (!a || !b || !evaluation) throw new Error('nothing to try with')
    return tabled({ ...evaluation, verdicts: [], carried: {}, tallied: {}, read: [a, b] })
  }

  it.each([
    ['out of order', (one: ReturnType<typeof some>) => void one.refs.reverse()],
    ['with one that nothing rests on', (one: ReturnType<typeof some>) => void one.read.pop()],
    ['without one that is named', (one: ReturnType<typeof some>) => void one.refs.pop()],
    ['with one twice', (one: ReturnType<typeof some>) => void one.refs.push(...one.refs.slice(-1))],
  ])('is refused %s', (_, change) => {
    const stored = some()
    expect(untabled(stored)).toBeDefined()
    change(stored)
    expect(untabled(stored)).toBeUndefined()
  })
})
