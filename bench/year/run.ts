// Hourly ticks through the weather: crashes between any two calls to the store, reruns, doubled executions, a key that is away.
import { plus, seconds } from '../../src/clock.ts'
import { EvidenceError } from '../../src/errors.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import { type Little, makeLittle, signer, tickAt } from '../../test/pipeline/little.ts'
import { died, stopping } from '../../test/pipeline/stops.ts'
import { chance } from '../chance.ts'
import { type Memory, memoryStore } from '../memory-store.ts'
import { type Hour, makeWeather } from './weather.ts'

export type Ran = {
  store: Memory
  counts: {
    ticks: number
    crashes: number
    outages: number
    keyless: number
    faulty: number
    doubled: number
    born: number
  }
  /** The ticks that ran, oldest first, each with the hour that it is named by. */
  hours: number[]
}

const away = (): never => {
  throw new EvidenceError('SIGNER_UNAVAILABLE', { keyId: 'k' }, { hint: 'later' })
}
const signers: Record<Hour['signer'], Signer> = {
  there: signer,
  'cannot sign': { describe: signer.describe, sign: async () => away() },
  'out of reach': { describe: async () => away(), sign: async () => away() },
}

export const runYear = async (hours: number, seed: number): Promise<Ran> => {
  const dice = chance(seed)
  const at = makeLittle()
  const store = memoryStore()
  const weather = makeWeather(dice, at.world, hours, (hour) => seconds(tickAt(hour)))
  const counts = { ticks: 0, crashes: 0, outages: 0, keyless: 0, faulty: 0, doubled: 0, born: 0 }
  const ran: number[] = []
  const config = at.state.config
  let calls = 100
  for (let hour = 0; hour < hours; hour++) {
    const now = weather.hour(hour)
    counts.outages += now.isOut ? 1 : 0
    if (now.isOut) continue
    counts.ticks += 1
    counts.keyless += now.signer === 'there' ? 0 : 1
    counts.faulty += now.fault ? 1 : 0
    counts.doubled += now.isDoubled ? 1 : 0
    counts.crashes += now.crashes.length
    ran.push(hour)
    at.fault.now = now.fault
    at.state.config = now.isConfigWrong ? `${config}nonsense: 1\n` : config
    calls = (await runHour(at, store, hour, now, calls)) ?? calls
  }
  return { store, counts: { ...counts, born: weather.born() }, hours: ran }
}

// Returns the calls to the store that a whole tick made, so that the next crash can be anywhere in one.
const runHour = async (
  at: Little,
  store: Memory,
  hour: number,
  now: Hour,
  calls: number,
): Promise<number | undefined> => {
  const { crashes, isRunAgain, isDoubled } = now
  const by = { signer: signers[now.signer] }
  for (const { at: share, how } of crashes) {
    await died(at.tick(hour, { ...by, store: stopping(store, 1 + Math.floor(share * calls), how) }))
    at.clock.set(plus(at.clock.now(), 240))
  }
  if (crashes.length > 0 && !isRunAgain) return undefined
  const counted = stopping(store, Number.POSITIVE_INFINITY, 'before')
  const runs = [counted, ...(isDoubled ? [store] : [])].map((own) => at.tick(hour, { ...by, store: own }))
  for (const { reason } of (await Promise.allSettled(runs)).filter((one) => one.status === 'rejected'))
    if (now.signer === 'there' || !(reason instanceof EvidenceError) || reason.code !== 'SIGNER_UNAVAILABLE')
      throw reason
  return crashes.length === 0 && now.signer === 'there' ? counted.calls() : undefined
}
