// Coverage of somebody who was left out for some hours: nothing is expected of those, and the hours before and after are.
import { expect, it } from 'vitest'
import { plus, seconds } from '../../../src/clock.ts'
import { open } from '../../../src/ledger/dsse.ts'
import { payloadDigest } from '../../../src/ledger/statement.ts'
import { coverageOf } from '../../../src/report/coverage/coverage.ts'
import { gapsOf } from '../../../src/report/coverage/runs.ts'
import { gather } from '../../../src/report/period/gather.ts'
import exclusions from '../../../src/report/tables/exclusions.ts'
import { toldOf } from '../../../src/report/tables/tables.ts'
import { account, base, catalog, makeLittle, signer, tickAt } from '../../pipeline/little.ts'

const rule = 'a test of ours'

it('expects nothing of the hours in which a cluster was left out, and says by which rule it was', async () => {
  const little = makeLittle()
  const { config } = little.state
  const excluding = `${config}exclude: [{ subject: 'arn:aws:eks:eu-west-1:*:cluster/prod', reason: ${rule} }]\n`
  for (let hour = 0; hour < 26; hour++) {
    little.state.config = hour >= 5 && hour < 12 ? excluding : config
    await little.tick(hour)
  }
  const first = (await little.memory.get({ key: 'ledger/000000000001.dsse.json' }))?.body ?? new Uint8Array()
  const { publicKey } = await signer.describe()
  const pins = { publicKey, account, ledger: payloadDigest(open(first).payload), sandbox: true }
  const slot = { start: base, end: plus(base, 24 * 3_600) }
  const period = await gather({ store: little.memory, pins: { ...pins, period: slot }, catalog })
  const own = period.slots.filter((one) => one.source === 'activity' && one.subject.startsWith('prod-'))
  const starts = own.flatMap(({ first, every, statuses }) => [...statuses.keys()].map((place) => first + place * every))
  const hours = starts.map((at) => (at - seconds(base)) / 3_600)
  expect(hours.filter((hour) => hour >= 6 && hour < 12)).toEqual([])
  expect(hours.filter((hour) => hour < 4 || hour >= 12)).toEqual([
    0,
    1,
    2,
    3,
    ...Array.from({ length: 12 }, (_, at) => 12 + at),
  ])
  // What was due in the very tick that left it out was not read any more.
  const gaps = period.slots.flatMap((one) => [...gapsOf(one)])
  expect(gaps.filter(({ from, to }) => from < plus(base, 4 * 3_600) || to > plus(base, 6 * 3_600))).toEqual([])
  const told = toldOf(period, { ...catalog, detections: [] })
  expect([...exclusions.rows(told)]).toMatchObject([{ why: 'excluded', reason: rule, from: tickAt(5), to: tickAt(12) }])
  expect(coverageOf(period).at.every(({ notDue }) => notDue === 0)).toBe(true)
})
