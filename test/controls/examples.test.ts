// Every control's own examples, as they are and broken in every way that a reading can be broken.
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { AnyControl } from '../../src/control.ts'
import { denied, denyAll, eachLine, judge, missingKeys, type Readings } from '../../src/evaluate/examples.ts'
import type { Source } from '../../src/source.ts'
import { type Case, cases, judgesItsExample, neverPassesByMissing } from './asserted.ts'

const root = join(import.meta.dirname, '../..')
const load = async <T>(kind: string): Promise<T[]> =>
  Promise.all(
    globSync(`src/${kind}/*.ts`, { cwd: root })
      .sort()
      .map(async (path) => ((await import(join(root, path))) as { default: T }).default),
  )
const controls = await load<AnyControl>('controls')
const sources = await load<Source>('sources')

const sourceOf = (id: string): Source => {
  const source = sources.find((one) => one.id === id)
  if (!source) throw new Error(`no source ${id}`)
  return source
}

describe.each(controls.map((control) => [control.id, control] as const))('%s', (_, control) => {
  const run = ({ example }: Case, given: Record<string, Readings[string] | undefined>) =>
    judge(control, example, sourceOf, given)

  it.each(cases(control).map((one) => [one.name, one] as const))('judges its example %s', (__, one) => {
    judgesItsExample(control, one, sourceOf)
  })

  it('is unknown when any of its needs is withheld', () => {
    for (const one of cases(control)) {
      for (const need of Object.keys(control.needs)) {
        expect(run(one, { ...one.given, [need]: undefined }).outcome).toBe('unknown')
      }
    }
  })

  it('is unknown when any of its actions was denied', () => {
    for (const one of cases(control)) {
      for (const [need, { fact }] of Object.entries(control.needs)) {
        for (const action of fact.actions) {
          const given = denyAll(one.given, need, action)
          if (isDeepStrictEqual(given, one.given)) continue
          const said = run(one, given)
          expect(said.outcome).toBe('unknown')
          expect(said.reason).toContain('AccessDeniedException')
        }
      }
    }
  })

  // A window's answers repeat each other, polls for instance; those of a state stand alone.
  const states = Object.entries(control.needs).filter(([, { fact }]) => sourceOf(fact.source).kind === 'state')

  it('is unknown when any answer about a state is missing or was denied', () => {
    for (const one of cases(control)) {
      for (const [need] of states) {
        for (const [list, lines] of (one.given[need] ?? []).entries()) {
          for (const [at, line] of lines.entries()) {
            for (const rest of [lines.toSpliced(at, 1), lines.with(at, denied(line))]) {
              const given = { ...one.given, [need]: (one.given[need] ?? []).with(list, rest) }
              expect(run(one, given).outcome, `${one.name} without line ${at} of ${need}`).toBe('unknown')
            }
          }
        }
      }
    }
  })

  it('never comes to pass by a key that is missing', () => {
    neverPassesByMissing(control, sourceOf)
  })

  it('says something of its passing examples with any key missing', () => {
    for (const one of cases(control).filter(({ expected }) => expected === 'pass')) {
      for (const given of eachLine(one.given, (line) => missingKeys(line))) {
        expect(['pass', 'fail', 'unknown', 'not-applicable']).toContain(run(one, given).outcome)
      }
    }
  })

  it('says the same whatever the order of the answers', () => {
    for (const one of cases(control)) {
      const turned = Object.fromEntries(
        Object.entries(one.given).map(([need, lists]) => [need, lists.map((lines) => lines.toReversed())]),
      )
      expect(run(one, turned)).toEqual(run(one, one.given))
    }
  })

  it('is a whole control', () => {
    expect(control.id).toMatch(/^[A-Z]{3}-\d{2}$/)
    expect(control.title).toMatch(/^[A-Z].{10,}[^.]$/)
    expect(control.remedy).toMatch(/^[A-Z].{10,}\.$/)
    expect(control.limits ?? 'Nothing to say.').toMatch(/^[A-Z].{10,}[^.]\.$/)
    expect(control.criteria).not.toEqual([])
    for (const criterion of control.criteria) expect(criterion).toMatch(/^(CC[1-9]\.[1-9]|A1\.[1-3]|C1\.[12])$/)
    expect(['low', 'medium', 'high', 'critical']).toContain(control.severity)
    expect(Object.keys(control.needs)).not.toEqual([])
    expect(control.examples.pass).not.toEqual([])
    expect(control.examples.fail).not.toEqual([])
  })
})

it('no two controls share an id', () => {
  const ids = controls.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
