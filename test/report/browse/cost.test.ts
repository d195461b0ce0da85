// What a click costs: as much after months as after a day.
import { expect, it } from 'vitest'
import { page } from '../../../src/report/browse/page.ts'
import { makeSite } from '../../../src/report/browse/site.ts'
import { account, catalog, type Little, makeLittle, signer, tickAt } from '../../pipeline/little.ts'

const made = new Map<number, Promise<Little>>()
const after = (hours: number): Promise<Little> => {
  const known = made.get(hours) ?? run(hours)
  made.set(hours, known)
  return known
}
const run = async (hours: number): Promise<Little> => {
  const little = makeLittle()
  for (let hour = 0; hour < hours; hour++) await little.tick(hour)
  return little
}

/** Calls of the store for one page, by a site that was just opened over so many hours. */
const callsFor = async (hours: number, path: string): Promise<number> => {
  const little = await after(hours)
  let calls = 0
  const store = {
    ...little.memory,
    get: (at: { key: string; versionId?: string | null }) => {
      calls += 1
      return little.memory.get(at)
    },
    list: (prefix: string, after?: string) => {
      calls += 1
      return little.memory.list(prefix, after)
    },
  }
  const pins = { publicKey: signer.publicKey, account, sandbox: true }
  const site = makeSite({ store, catalog, pins, endpoint: null, now: tickAt(hours) })
  expect((await page(site, path)).status).toBe(200)
  return calls
}

it.each([
  ['the first page', '', 4],
  ['a day', 'day/2026-01-05', 12],
  ['a tick', 'tick/20260105T032000Z', 12],
  ['an entry', 'object/ledger/000000000004.dsse.json', 4],
  ['an object', 'object/ticks/2026/01/05/0320Z/plan.json', 12],
])('%s costs little more after eight days than after one', { timeout: 60_000 }, async (_, path, more) => {
  const [one, eight] = [await callsFor(25, path), await callsFor(8 * 24, path)]
  expect(eight).toBeLessThanOrEqual(one + more)
})
