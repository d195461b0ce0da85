// The model of a period against a reading of every evaluation of every tick, over ledgers of hard times.
import { describe, expect, it } from 'vitest'
import { instant, plus, seconds } from '../../../src/clock.ts'
import { open } from '../../../src/ledger/dsse.ts'
import { payloadDigest } from '../../../src/ledger/statement.ts'
import type { Slot } from '../../../src/model.ts'
import { gather } from '../../../src/report/period/gather.ts'
import type { Period } from '../../../src/report/period/period.ts'
import { testOf } from '../../../src/report/period/tests.ts'
import { account, base, signer } from '../../pipeline/little.ts'
import { hard, hardTimes, type With } from './hard-times.ts'
import { everything, spansOf } from './oracle.ts'

const hours = 72
const at = (hour: number) => plus(base, hour * 3_600)
const periods: [string, Slot][] = [
  ['days', { start: at(0), end: at(48) }],
  ['from mid-day to mid-day', { start: at(13), end: at(37) }],
  ['between two hours', { start: plus(at(11), 1_800), end: plus(at(40), 600) }],
]

const differences = (period: Period, known: Awaited<ReturnType<typeof everything>>, is: With): string[] => {
  const said: string[] = []
  const slots = new Map<string, number>(
    period.slots.flatMap(({ source, subject, first, every, statuses }) =>
      [...statuses].map((status, nth) => {
        const start = first + nth * every
        return [`${source} ${subject} ${instant(start)} ${instant(start + every)}`, status] as const
      }),
    ),
  )
  for (const [name, status] of known.statuses)
    if (slots.get(name) !== status && !(is['left out'] && slots.get(name) === undefined))
      said.push(`slot ${name}: is ${status}, told ${slots.get(name)}`)
  // Who was left out by the first tick behind an outage owes what the outage cost.
  for (const name of slots.keys())
    if (!known.statuses.has(name) && !(is['left out'] && is.weather))
      said.push(`slot ${name}: no line, told ${slots.get(name)}`)
  for (const control of hard.controls) {
    const { at, source } = testOf(period, hard, control)
    for (const one of at) {
      const name = `${one.subject.slug} ${control.id}`
      const own = known.said.get(name) ?? new Map()
      const totals = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 }
      for (const [slot, status] of slots) {
        const [of, subject, start = '', end = ''] = slot.split(' ')
        if (of !== source || subject !== one.subject.slug || status < 4) continue
        if (seconds(end) <= seconds(one.subject.from) || (one.subject.vanished ?? '9') <= start) continue
        const outcome = own.get(start)?.outcomes.at(-1) ?? 'unknown'
        totals[outcome as keyof typeof totals] += 1
        const told = one.turns.findLast((turn) => seconds(turn.at) <= seconds(start))?.outcome ?? 'unknown'
        if (told !== outcome) said.push(`outcome ${name} ${start}: is ${own.get(start)?.outcomes}, told ${told}`)
      }
      const { pass, fail, unknown, notApplicable } = one.totals
      const told = { pass, fail, unknown, 'not-applicable': notApplicable }
      if (JSON.stringify(told) !== JSON.stringify(totals))
        said.push(`totals ${name}: are ${JSON.stringify(totals)}, told ${JSON.stringify(told)}`)
      const spans = spansOf(own).filter(({ from }) => from > period.slot.start)
      const deviations = one.deviations
        .filter(({ since }) => since > period.slot.start)
        .map(({ since, until, ended }) => ({ from: since, until: ended === 'subject-gone' ? null : until }))
      if (JSON.stringify(spans) !== JSON.stringify(deviations))
        said.push(`deviations ${name}: are ${JSON.stringify(spans)}, told ${JSON.stringify(deviations)}`)
    }
  }
  return said
}

const cases: [string, With][] = [
  ['weather', { weather: true }],
  ['rules', { rules: true }],
  ['people', { people: true, weather: true }],
  ['left out', { 'left out': true }],
  ['cadence', { cadence: true }],
  ['all', { weather: true, rules: true, people: true, 'left out': true, cadence: true }],
]
const seeds = (process.env.SEEDS ?? '1,2,3').split(',').map(Number)

describe.each(cases)('a ledger of %s', (_, is) => {
  it.each(seeds)('is told as its evaluations tell it (seed %i)', { timeout: 60_000 }, async (seed) => {
    const { memory } = await hardTimes(seed, hours, is)
    const first = open((await memory.get({ key: 'ledger/000000000001.dsse.json' }))?.body ?? new Uint8Array()).payload
    const { publicKey } = signer
    for (const [name, slot] of periods) {
      const pins = { publicKey, account, ledger: payloadDigest(first), period: slot, sandbox: true }
      const period = await gather({ store: memory, pins, catalog: hard })
      const known = await everything(memory, slot)
      expect(period.broken).toEqual([])
      expect(differences(period, known, is), name).toEqual([])
    }
  })
})
