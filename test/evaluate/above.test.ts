// What a region tells in windows is carried in the region's evaluation, and controls of its clusters look back on it there.
import { expect, it } from 'vitest'
import { plus } from '../../src/clock.ts'
import type { CarriedAbove } from '../../src/evaluate/judge.ts'
import type { Evaluation, Subject } from '../../src/model.ts'
import { controls, day, days, evaluated, facts, from, hour, hours, reading, ref } from './account.ts'

const region: Subject = {
  scope: 'region',
  id: 'aws://111122223333/eu-west-1',
  name: 'eu-west-1',
  region: 'eu-west-1',
  bornAt: null,
}
const own = [controls.overAbove]
const now = plus(from, 4 * hour)
const latest = { config: [reading('config', days(0), 'fine')] }
const window = (n: number, said: Parameters<typeof reading>[2]) => reading('trail', hours(n), said)
const said = (...hour: string[]) => hour.map((one, n) => window(n, one))

const regional = (windows: ReturnType<typeof said>, standing?: Evaluation) =>
  evaluated({ tick: now, controls: own, windows, standing, of: region })
const carriedIn = ({ carried }: Evaluation): { region: CarriedAbove } => ({ region: { carried, ref: ref('region') } })
const verdict = (above: Evaluation) =>
  evaluated({ tick: now, controls: own, latest, above: carriedIn(above) }).verdicts[0]

it('is carried by the region for a control of its clusters', () => {
  const { carried, verdicts } = regional(said('prod good'))
  expect(Object.keys(carried)).toEqual([facts.regionWindow.id])
  expect(verdicts).toEqual([])
})

it('is not carried again by the cluster', () => {
  const above = carriedIn(regional(said('prod good', 'prod good', 'prod good')))
  expect(evaluated({ tick: now, controls: own, latest, above }).carried).toEqual({})
})

it('is looked back on, and rests on the evaluation that carried it', () => {
  const before = regional(said('prod good', 'prod good'))
  const found = verdict(regional([window(2, 'prod good')], before))
  expect(found?.outcome).toBe('pass')
  expect(found?.basis.map(({ key }) => key)).toContain('region')
})

it('is narrowed to the cluster that is judged', () => {
  const odd = 'prod good, other bad'
  expect(verdict(regional(said(odd, odd, odd)))?.outcome).toBe('pass')
  expect(verdict(regional(said('prod good', 'prod bad', 'prod good')))?.outcome).toBe('fail')
})

it.each([
  ['a window of it was not read', [window(0, 'prod good'), window(2, 'prod good')]],
  [
    'a window of it was denied',
    [window(0, 'prod good'), window(1, { denied: 'AccessDenied' }), window(2, 'prod good')],
  ],
  ['a window says nothing of the cluster', said('prod good', 'other good', 'prod good')],
  ['nothing was read', []],
])('leaves the control unknown when %s', (_, windows) => {
  expect(verdict(regional(windows))?.outcome).toBe('unknown')
})

it('leaves the control unknown when it is too old', () => {
  const above = carriedIn(regional(said('prod good', 'prod good', 'prod good')))
  const later = evaluated({ tick: plus(from, day + 2 * hour), controls: own, latest, above })
  expect(later.verdicts[0]?.reason).toContain('last read')
})
