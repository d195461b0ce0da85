// Asks the searches of a slot's incidents, as far as the budget goes.
import type {
  GetQueryResultsRequest,
  GetQueryResultsResponse,
  StartQueryRequest,
  StartQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs'
import { getResults, startQuery } from '../audit-log/insights.ts'
import type { At } from '../source.ts'
import { operation } from '../wire.ts'
import { budget, bytesScanned, distinct, mostRows, type Search } from './search.ts'

export const start = operation<StartQueryRequest, StartQueryResponse>(startQuery, {
  absentWhen: ['ResourceNotFoundException'],
  busyWhen: ['LimitExceededException'],
})
export const results = operation<GetQueryResultsRequest, GetQueryResultsResponse>(getResults)

const tries = 3
/** Seconds between polls, the last again and again. */
const waits = [5, 10, 15, 30]
const mostPolls = 12

// One after the other, so that what was scanned is known before the next one begins.
export const searchAll = async (at: At, searches: readonly Search[]): Promise<void> => {
  let scanned = 0
  for (const input of distinct(searches)) {
    for (let tried = 0; tried < tries && scanned < budget; tried++) {
      const begun = await at.ask(start, input)
      if (begun?.queryId === undefined) break
      const { status, bytes } = await ended(at, begun.queryId)
      scanned += bytes
      if (status === undefined || status === 'Complete') break
    }
  }
}

// Polls with pages of one row, so that what a running query shows is not stored again and again. No status: it came to no end.
const ended = async (at: At, queryId: string): Promise<{ status: string | undefined; bytes: number }> => {
  let bytes = 0
  const ask = async (maxItems: number): Promise<string | undefined> => {
    const answer = await at.ask(results, { queryId, maxItems })
    bytes = Math.max(bytes, bytesScanned(answer ?? {}))
    return answer?.status
  }
  for (let polls = 0; polls < mostPolls; polls++) {
    await at.pause(waits[Math.min(polls, waits.length - 1)] ?? 30)
    const status = await ask(1)
    if (status === 'Complete') return { status: await ask(mostRows), bytes }
    if (status === undefined || !['Scheduled', 'Running', 'Unknown'].includes(status)) return { status, bytes }
  }
  return { status: undefined, bytes }
}
