// Reads a slot of the audit log: two queries, of one window each, and more of them where it holds more than a query gives.
import type { StartQueryRequest } from '@aws-sdk/client-cloudwatch-logs'
import { seconds } from '../clock.ts'
import type { Slot } from '../model.ts'
import type { At } from '../source.ts'
import { fieldsOf, goneThrough, type Kind, pageSize, type Query } from './insights.ts'
import { type Density, emptyDensity, partsOf, spread, type Window } from './parts.ts'
import { between } from './query.ts'
import { isUnderWay, results, start, waitBefore } from './querying.ts'
import { counted } from './requests.ts'
import { isSpent, scansOf } from './scans.ts'
import { logGroupOf } from './subscription.ts'

/** The most that StartQuery allows; more than that matched shows in recordsMatched, and the window is cut. */
const limit = 100_000
/** Queries of a kind in one slot, queries at a time, and tries of one window, before the rest is left for the next tick. */
const mostQueries = 64
const atOnce = 2
const tries = 3
const mostPolls = 20

export const windowOf = ({ start, end }: Slot): Window => ({ start: seconds(start) * 1_000, end: seconds(end) * 1_000 })

type Part = { kind: Kind; window: Window; tried: number }
type Running = Part & { queryId: string }
type Ended = Running & { status: string | undefined; matched: number | undefined }
type Scanned = Map<string, Pick<Query, 'scanned' | 'skipped'>>

/**
 * A few queries at a time, of both kinds, so that one wait serves them all. A refusal ends a kind: what hinders one window
 * hinders its neighbour, and the next tick asks again. So it does where as much was scanned as a slot may in one tick.
 */
export const scanSlot = async (at: At, queries: Record<Kind, string>): Promise<void> => {
  const all = windowOf(at.slot)
  const open: Part[] = (['rows', 'counts'] as const).map((kind) => ({ kind, window: all, tried: 0 }))
  const asked = { rows: 0, counts: 0 }
  const isRefused = { rows: false, counts: false }
  const scanned: Scanned = new Map()
  const density = emptyDensity(all)
  while (open.length > 0) {
    const running: Running[] = []
    for (const part of open.splice(0, atOnce)) {
      const { kind, window } = part
      if (isRefused[kind] || asked[kind] === mostQueries || isSpent(scansOf(scanned.values()))) continue
      asked[kind] += 1
      const begun = await at.ask(start, startInput(at, queries[kind], window))
      if (begun?.queryId === undefined) isRefused[kind] = true
      else running.push({ ...part, queryId: begun.queryId })
    }
    // The counts first: how the entries spread says where to cut the rows.
    for (const one of (await ends(at, running, scanned)).sort(countsFirst)) {
      const { kind, window, tried, status } = one
      if (status === undefined) isRefused[kind] = true
      else if (status !== 'Complete' && tried + 1 < tries) open.push({ kind, window, tried: tried + 1 })
      else if (status === 'Complete') {
        const { held } = await fetched(at, one, density)
        if (held) open.unshift(...partsOf(window, held, density).map((part) => ({ kind, window: part, tried: 0 })))
      }
    }
  }
}

const countsFirst = (a: Part, b: Part): number => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)

const startInput = ({ subject }: At, query: string, { start, end }: Window): StartQueryRequest => ({
  logGroupName: logGroupOf(subject.name),
  queryString: between(query, start, end),
  startTime: Math.floor(start / 1_000),
  endTime: Math.ceil(end / 1_000),
  limit,
})

// How each query ended: a status of undefined where it does not, or cannot be asked. Polls with pages of one row, so that
// what a running query shows is not stored again and again.
const ends = async (at: At, begun: Running[], scanned: Scanned): Promise<Ended[]> => {
  const ended = new Map<string, Pick<Ended, 'status' | 'matched'>>()
  for (let polls = 0; polls < mostPolls && ended.size < begun.length; polls++) {
    await at.pause(waitBefore(polls))
    for (const { queryId } of begun) {
      if (ended.has(queryId)) continue
      const answer = await at.ask(results, { queryId, maxItems: 1 })
      const status = answer?.status
      if (answer?.statistics) scanned.set(queryId, goneThrough({ ...answer.statistics }))
      if (!isUnderWay(status)) ended.set(queryId, { status, matched: answer?.statistics?.recordsMatched })
    }
  }
  return begun.map((one) => ({ ...one, ...(ended.get(one.queryId) ?? { status: undefined, matched: undefined }) }))
}

/** `held`: what matched, and what of it one query gives, where that is less. */
type Fetched = { held?: { matched: number; most: number } }

// Rows that are known to be too many are not asked for: none of them would be whole.
const fetched = async (at: At, { kind, queryId, matched: said }: Ended, density: Density): Promise<Fetched> => {
  if (kind === 'rows' && said !== undefined && said > limit) return { held: { matched: said, most: limit } }
  let got = 0
  let matched: number | undefined
  for await (const page of at.pages(results, { queryId, maxItems: pageSize })) {
    matched = page.statistics?.recordsMatched
    if (kind === 'rows') got += page.results?.length ?? 0
    else {
      const rows = (page.results ?? []).map((row) => counted(fieldsOf(row)))
      got += rows.reduce((sum, { entries }) => sum + entries, 0)
      spread(density, rows)
    }
  }
  return matched === undefined || got === matched ? {} : { held: { matched, most: got } }
}
