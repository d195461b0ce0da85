// What breaks off in a tick that is sealed all the same: nothing of it is lost, and nothing is judged on what was not known.
import { describe, expect, it } from 'vitest'
import type { Evaluation } from '../../src/model.ts'
import { isSlotLine, readEvaluation, readIndex } from '../../src/store/documents.ts'
import { indexKey, parseKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { holds } from './holds.ts'
import { type Little, makeLittle, tickAt } from './little.ts'

/** A store that refuses what a test says, as long as it says so. */
const refusing = (store: Store, refuses: (key: string) => boolean): Store => ({
  ...store,
  putOnce: (key, body) => (refuses(key) ? Promise.reject(new Error(`no ${key}`)) : store.putOnce(key, body)),
})

const evaluations = async (at: Little): Promise<Evaluation[]> => {
  const found: Evaluation[] = []
  for (const key of [...at.memory.objects.keys()].sort()) {
    if (parseKey(key)?.kind !== 'evaluation') continue
    found.push(readEvaluation((await at.memory.get({ key }))?.body ?? new Uint8Array()))
  }
  return found
}
const of = (all: Evaluation[], name: string) => all.filter(({ subject }) => subject.name === name)

const linesOf = async (at: Little, hour: number) =>
  readIndex((await at.memory.get({ key: indexKey(tickAt(hour)) }))?.body ?? new Uint8Array())

describe('an evaluation that cannot be put', () => {
  it('is owed by the next tick, over the windows too that it would have judged', async () => {
    const at = makeLittle()
    for (let hour = 0; hour < 3; hour++) await at.tick(hour)
    const store = refusing(at.memory, (key) => key.includes('evaluations/prod'))
    for (let hour = 3; hour < 5; hour++) await at.tick(hour, { store })
    for (let hour = 5; hour < 8; hour++) await at.tick(hour)
    expect(at.warnings).toHaveLength(2)
    const judged = of(await evaluations(at), 'prod').flatMap(({ verdicts }) =>
      verdicts.flatMap(({ control, slot }) => (control === 'BUSY' ? [slot.start] : [])),
    )
    for (const start of ['2026-01-05T02:00:00Z', '2026-01-05T03:00:00Z', '2026-01-05T04:00:00Z'])
      expect(judged).toContain(start)
    const last = of(await evaluations(at), 'prod').at(-1)
    expect(last?.carried.events?.map(({ slot }) => slot.start.slice(11, 13))).toEqual([
      '00',
      '01',
      '02',
      '03',
      '04',
      '05',
      '06',
    ])
    await holds(at, 8)
  })

  it('stops no other subject from being judged', async () => {
    const at = makeLittle()
    await at.tick(0, { store: refusing(at.memory, (key) => key.includes('evaluations/prod')) })
    expect(of(await evaluations(at), 'test')).toHaveLength(1)
    expect(of(await evaluations(at), 'prod')).toHaveLength(0)
  })
})

describe('an observation that cannot be put', () => {
  it('is a failed slot, asked again, and stops no other source of its subject', async () => {
    const at = makeLittle()
    for (let hour = 0; hour < 6; hour++) await at.tick(hour)
    await at.tick(6, { store: refusing(at.memory, (key) => key.includes('0620Z/activity/prod')) })
    await at.tick(7)
    const failed = (await linesOf(at, 6)).filter((line) => isSlotLine(line) && line.status === 'failed')
    expect(failed).toMatchObject([{ source: 'activity', reasons: ['worker died: no observation was put'], parts: [] }])
    const again = (await linesOf(at, 7)).filter(
      (line) => isSlotLine(line) && line.source === 'activity' && line.subject.startsWith('prod'),
    )
    expect(again).toMatchObject([
      { slot: { start: '2026-01-05T05:00:00Z' }, status: 'complete' },
      { slot: { start: '2026-01-05T06:00:00Z' } },
    ])
    await holds(at, 8)
  })
})

describe('a rerun that reads more than the first run judged', () => {
  it('makes a stray of the evaluation, and the next tick judges over all that is sealed', async () => {
    const at = makeLittle()
    for (let hour = 0; hour < 3; hour++) await at.tick(hour)
    // The first run reads all but one window, judges, and dies before the index.
    const dying = refusing(
      at.memory,
      (key) => key.includes('0320Z/activity/prod') || key.endsWith('0320Z/index.ndjson'),
    )
    await expect(at.tick(3, { store: dying })).rejects.toThrow('index')
    await at.tick(3)
    await at.tick(4)
    const strays = (await linesOf(at, 4)).flatMap((line) =>
      !isSlotLine(line) && line.role === 'stray' ? [line.object.key] : [],
    )
    expect(strays).toEqual([expect.stringContaining('0320Z/evaluations/prod')])
    expect((await linesOf(at, 3)).filter((line) => isSlotLine(line) && line.status !== 'complete')).toEqual([])
    const slots = of(await evaluations(at), 'prod')
      .at(-1)
      ?.verdicts.flatMap(({ control, slot }) => (control === 'BUSY' ? [slot.start] : []))
    expect(slots).toEqual(['2026-01-05T02:00:00Z', '2026-01-05T03:00:00Z'])
    await holds(at, 5)
  })
})
