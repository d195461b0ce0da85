// Asks the searches of a slot's incidents, as far as the budget goes.
import { isUnderWay, results, start, waitBefore } from '../audit-log/querying.ts'
import type { At } from '../source.ts'
import { budget, bytesScanned, distinct, mostRows, type Search } from './search.ts'

/** Searches under way at once; of the largest log one, so that its bytes are known before the next one begins. */
const atOnce = 4
const tries = 3
const mostPolls = 12

/** One wait serves all that are under way. What the budget leaves out is in the order of the searches. */
export const searchAll = async (at: At, searches: readonly Search[]): Promise<void> => {
  const open = distinct(searches).map((one) => ({ ...one, tried: 1 }))
  let scanned = 0
  while (open.length > 0 && scanned < budget) {
    const large = open.findIndex(({ log }) => log === 'application')
    const running = new Map<string, (typeof open)[number]>()
    for (const one of open.splice(0, large < 0 ? atOnce : Math.min(Math.max(large, 1), atOnce))) {
      const begun = await at.ask(start, one.input)
      if (begun?.queryId !== undefined) running.set(begun.queryId, one)
    }
    for (const [queryId, { status, bytes }] of await ends(at, [...running.keys()])) {
      const one = running.get(queryId)
      scanned += bytes
      if (one && one.tried < tries && status !== undefined && status !== 'Complete')
        open.unshift({ ...one, tried: one.tried + 1 })
    }
  }
}

type Ended = { status: string | undefined; bytes: number }

// How each query ended: without a status where it came to no end, or could not be asked for. Polls with pages of one row, so that
// what a running query shows is not stored again and again.
const ends = async (at: At, begun: readonly string[]): Promise<Map<string, Ended>> => {
  const found = new Map<string, Ended>(begun.map((id) => [id, { status: undefined, bytes: 0 }]))
  const ask = async (queryId: string, maxItems: number): Promise<string | undefined> => {
    const answer = await at.ask(results, { queryId, maxItems })
    const bytes = Math.max(found.get(queryId)?.bytes ?? 0, bytesScanned(answer ?? {}))
    found.set(queryId, { status: answer?.status, bytes })
    return answer?.status
  }
  let open = begun
  for (let polls = 0; polls < mostPolls && open.length > 0; polls++) {
    await at.pause(waitBefore(polls))
    const running: string[] = []
    for (const queryId of open) {
      const status = await ask(queryId, 1)
      if (status === 'Complete') await ask(queryId, mostRows)
      else if (isUnderWay(status)) running.push(queryId)
    }
    open = running
  }
  for (const queryId of open) found.set(queryId, { status: undefined, bytes: found.get(queryId)?.bytes ?? 0 })
  return found
}
