// A verdict stands until something it rests on is read, until time overtakes it, or until another configuration or program judges.
import { expect, it } from 'vitest'
import type { Catalog } from '../../src/catalog.ts'
import { plus } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import { judgedAgain } from '../../src/evaluate/again.ts'
import type { Evaluation, Instant, Ref, Seen, Slot, Subject, Task } from '../../src/model.ts'
import { beginTask } from '../../src/plan/tasks.ts'
import { observationKey } from '../../src/store/keys.ts'
import { controls, day, days, evaluated, from, hour, ref, schedule, subject } from './account.ts'

const region: Subject = { ...subject, scope: 'region', id: 'aws://1/eu-west-1', name: 'eu-west-1' }
const owner: Subject = { ...subject, scope: 'account', id: 'aws://1', name: '1' }
const by = { config: sha256('a'), version: '1', commit: 'c' }
const own = [controls.latest, controls.above]
const catalog: Catalog = { sources: [], controls: own, detections: [] }
const judgedAt = plus(from, 4 * hour)
const now = plus(judgedAt, hour)

const seen = (source: string, of: Subject, tick: Instant, slot: Slot): Seen => {
  const key = observationKey(tick, source, `${of.name}-00000000000000000000`, slot.start, 1, false)
  const part: Ref = { ...ref('part'), key }
  return { slot, status: 'complete', parts: [part] }
}
const taskOf = (of: Subject, source: string, tick = judgedAt, slot = days(0)): Task => ({
  ...beginTask(of, from),
  latest: { [source]: [seen(source, of, tick, slot)] },
})
const standing: Evaluation = { ...evaluated({ tick: judgedAt, controls: own }), by }

type Given = {
  task?: Partial<Task>
  region?: Partial<Task>
  tick?: Instant
  by?: Evaluation['by']
  standing?: Evaluation
}
const again = (given: Given = {}): string[] => {
  const above = [{ ...taskOf(region, 'place'), ...given.region }, taskOf(owner, 'owner')]
  const task = { ...taskOf(subject, 'config'), ...given.task }
  const before = 'standing' in given ? given.standing : standing
  return [
    ...judgedAgain({
      ...{ tick: given.tick ?? now, task, above, schedule, by: given.by ?? by, catalog, config: { controls: {} } },
      standing: before && { evaluation: before, ref: ref('standing') },
    }),
  ]
}
const due = (source: string) => [{ source, slot: days(0) }]

it('stands while nothing is read', () => {
  expect(again()).toEqual([])
})

it.each<[string, Given, string[]]>([
  ['its own source is due', { task: { due: due('config') } }, ['LATEST']],
  ['a source of its region is due', { region: { due: due('place') } }, ['ABOVE']],
  ['a source is due that it does not rest on', { task: { due: due('other') } }, []],
  [
    'a window of an evaluation that broke off is left',
    { task: { unjudged: [{ source: 'config', ...seen('config', subject, now, days(0)) }] } },
    ['LATEST'],
  ],
  [
    'the newest reading is younger than the evaluation, which broke off in that tick',
    { task: taskOf(subject, 'config', plus(judgedAt, 1_800)) },
    ['LATEST'],
  ],
  ['its source was never read', { task: { latest: {} } }, ['LATEST']],
  ['its reading is too old', { tick: plus(from, 2 * day) }, ['LATEST', 'ABOVE']],
  ['there was no evaluation', { standing: undefined } as unknown as Given, ['LATEST', 'ABOVE']],
  ['it had no verdict yet', { standing: { ...standing, verdicts: [] } }, ['LATEST', 'ABOVE']],
  ['the configuration is another', { by: { ...by, config: sha256('b') } }, ['LATEST', 'ABOVE']],
  ['the program is another', { by: { ...by, commit: 'd' } }, ['LATEST', 'ABOVE']],
])('is judged again, or not, where %s', (_, given, expected) => {
  expect(again(given)).toEqual(expected)
})
