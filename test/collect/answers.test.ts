// Answers that are none: recorded as failed readings with their reason, and never judged as if they said something.
import { describe, expect, it } from 'vitest'
import { isSlotLine, readEvaluation, readIndex } from '../../src/store/documents.ts'
import { indexKey, parseKey } from '../../src/store/keys.ts'
import { type Fault, type Little, makeLittle, tickAt } from '../pipeline/little.ts'

const on =
  (wanted: string, answer: NonNullable<ReturnType<Fault>>): Fault =>
  (action) =>
    action === wanted ? answer : undefined

const ran = async (fault: Fault): Promise<Little> => {
  const at = makeLittle()
  for (let hour = 0; hour < 6; hour++) await at.tick(hour)
  at.fault.now = fault
  for (let hour = 6; hour < 12; hour++) await at.tick(hour)
  return at
}
const linesOf = async (at: Little, source: string) => {
  const all = await Promise.all(
    Array.from({ length: 6 }, async (_, n) =>
      readIndex((await at.memory.get({ key: indexKey(tickAt(6 + n)) }))?.body ?? new Uint8Array()),
    ),
  )
  return all
    .flat()
    .filter(isSlotLine)
    .filter((line) => line.source === source)
}
const lastOutcomes = async (at: Little, control: string): Promise<string[]> => {
  const keys = [...at.memory.objects.keys()]
    .filter((key) => parseKey(key)?.kind === 'evaluation')
    .sort()
    .toReversed()
  const last = new Map<string, string>()
  for (const key of keys) {
    const { subject, verdicts } = readEvaluation((await at.memory.get({ key }))?.body ?? new Uint8Array())
    const outcome = verdicts.find((one) => one.control === control)?.outcome
    if (outcome && !last.has(subject.name)) last.set(subject.name, outcome)
  }
  return [...last.values()]
}

const answers: [string, string, RegExp][] = [
  ['with a key twice', '{"cluster":{"public":true},"cluster":{"public":false}}', /MalformedResponse.*duplicate key/],
  ['with a key twice further down', '{"cluster":{"public":true,"public":false}}', /MalformedResponse.*duplicate key/],
  ['with __proto__', '{"cluster":{"__proto__":{"public":false}}}', /MalformedResponse/],
  ['that is no JSON', '<html>', /MalformedResponse/],
  ['that is cut', '{"cluster":{"public":fal', /MalformedResponse/],
  ['that is null', 'null', /MalformedResponse.*not an object/],
  ['that is a list', '[]', /MalformedResponse.*not an object/],
  ['that is empty', '', /MalformedResponse/],
  ['that would end its line and begin another', '{}}\n{"got":"body"', /MalformedResponse/],
]

describe('an answer', () => {
  for (const [what, text, reason] of answers) {
    it(`${what} was not read`, async () => {
      const at = await ran(on('eks:DescribeCluster', { text }))
      const lines = await linesOf(at, 'eks-cluster')
      expect(lines.length).toBeGreaterThan(0)
      for (const { status, reasons } of lines) {
        expect(status).toBe('failed')
        expect(reasons.join()).toMatch(reason)
      }
      expect(await lastOutcomes(at, 'OPEN')).toEqual(['unknown', 'unknown'])
      expect(at.warnings).toEqual([])
    })
  }

  it('over more than one line is kept whole, and judged', async () => {
    const at = await ran(on('eks:DescribeCluster', { text: '{\n  "cluster": {\n    "public": false\n  }\n}' }))
    for (const { status } of await linesOf(at, 'eks-cluster')) expect(status).toBe('complete')
    expect(await lastOutcomes(at, 'OPEN')).toEqual(['pass', 'pass'])
  })
})

describe('a list', () => {
  it('that is none loses nobody', async () => {
    for (const text of ['{}', '{"clusters":null}', '{"clusters":[1]}', '[]', '{"clusters":[],"nextToken":"again"}']) {
      const at = await ran(on('eks:ListClusters', { text }))
      if (!text.includes('1'))
        for (const { status } of await linesOf(at, 'inventory')) expect(status).toMatch(/partial|failed/)
      expect((await linesOf(at, 'activity')).map(({ status }) => status)).toEqual(Array(12).fill('complete'))
    }
  })
})
