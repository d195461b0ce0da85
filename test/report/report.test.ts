// The period report: the same bytes from the same store, held against it again; what was painted over is found.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Verified } from '../../src/prove/verify.ts'
import { readMadeOf, writeMadeOf } from '../../src/report/made-of.ts'
import { pageName } from '../../src/report/reported.ts'
import { check, honest } from '../prove/fixture.ts'
import { type Files, firstPage, held, made } from './handed.ts'

type Honest = Awaited<ReturnType<typeof honest>>
let at: Honest
let verified: Verified
let files: Files

beforeAll(async () => {
  at = await honest()
  verified = await check(at.store, at.pins)
  files = await made(at.store, at.pins, verified)
}, 120_000)

const matching = async (changed: Files): Promise<[state: string | undefined, at: string | undefined]> => {
  const { checks } = await held(at.store, at.pins, { files: changed, verified })
  const result = checks.find(({ name }) => name === 'report-matches')
  return [result?.state, result?.findings[0]?.at]
}
const changed = (name: string, change: (text: string) => string): Files => {
  const before = files.get(name) ?? ''
  const after = change(before)
  expect(after).not.toBe(before)
  return new Map([...files, [name, after]])
}

describe('a report', () => {
  it('has the same bytes when it is made again', async () => {
    expect(await made(at.store, at.pins, verified)).toEqual(files)
  })

  it('is what the store gives', async () => {
    expect(await matching(files)).toEqual(['pass', undefined])
  })

  it('is still what the store gives when the ledger has gone on', async () => {
    const before = await honest(25)
    const pins = { ...before.pins }
    const then = await check(before.store, pins)
    const early = await made(before.store, pins, then)
    const upTo = then.head
    if (!upTo) throw new Error('no head')
    const now = await check(at.store, pins, { upTo: upTo as never })
    const { checks } = await held(at.store, pins, { files: early, verified: now })
    expect(checks.find(({ name }) => name === 'report-matches')?.findings).toEqual([])
  })

  it('with a day painted over does not match', async () => {
    const painted = changed(pageName, (page) => page.replace('class="fill-fail"', 'class="fill-pass"'))
    expect(await matching(painted)).toEqual(['fail', pageName])
  })

  it('with a row taken out of a table does not match', async () => {
    const less = changed('deviations.csv', (text) => text.split('\n').toSpliced(1, 1).join('\n'))
    expect(await matching(less)).toEqual(['fail', 'deviations.csv'])
  })

  it('with something behind its end does not match', async () => {
    expect(await matching(changed('tests.csv', (text) => `${text}more\n`))).toEqual(['fail', 'tests.csv'])
  })

  it('without one of its files does not match', async () => {
    const less = new Map(files)
    less.delete('gaps.csv')
    expect(await matching(less)).toEqual(['fail', 'gaps.csv'])
  })

  it('with a file beside it that no report has does not match', async () => {
    expect(await matching(new Map([...files, ['opinion.html', 'unqualified']]))).toEqual(['fail', 'opinion.html'])
  })

  it('that tells a broken ledger as intact does not match, however it was rendered', async () => {
    const { store, pins } = await honest()
    const key = [...store.objects.keys()].find((name) => name.includes('/eks-cluster/')) ?? ''
    store.objects.delete(key)
    const now = await check(store, pins)
    expect(now.result).toBe('broken')
    const lying = await made(store, pins, verified)
    const { checks, result } = await held(store, pins, { files: lying, verified: now })
    expect(result).toBe('broken')
    expect(checks.find(({ name }) => name === 'report-matches')?.findings).toContainEqual({
      ...{ state: 'fail', at: 'object-present' },
      what: 'is told as holding, and is broken',
    })
  })

  it('of another version that differs is a deviation, and no breach', async () => {
    const page = files.get(pageName) ?? ''
    const madeBy = readMadeOf(page)
    const other = { ...madeBy, by: { ...madeBy.by, version: '0.0.9' } }
    const own = page.slice(0, page.lastIndexOf('<!-- made of')) + writeMadeOf(other)
    const [state, where] = await matching(new Map([...files, [pageName, own]]))
    expect([state, where]).toEqual(['deviation', pageName])
  })

  it('says first what is not known of a ledger that was not verified', async () => {
    expect(firstPage(await made(at.store, at.pins, null))).toContain('The ledger was not verified in full')
  })

  it.each([
    ['cut at its end', (page: string) => page.slice(0, -1)],
    ['without its last line', (page: string) => page.slice(0, page.lastIndexOf('<!-- made of'))],
    [
      'with another text there',
      (page: string) => `${page.slice(0, page.lastIndexOf('<!-- made of'))}<!-- made of e30= -->\n`,
    ],
  ])('%s is refused', (_, change) => {
    expect(() => readMadeOf(change(files.get(pageName) ?? ''))).toThrow(
      expect.objectContaining({ code: 'REPORT_INVALID' }),
    )
  })
})
