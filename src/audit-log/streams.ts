// The figures of a window by log stream: one for each API server that wrote into it.
import { seconds } from '../clock.ts'
import type { Instant, Slot } from '../model.ts'
import { type Counted, type Silence, silencesIn } from './requests.ts'
import { visible } from './visible.ts'

export type StreamFigures = {
  /** Its name, or how many others these are. */
  stream: string
  delivered: number
  unparsed: number
  /** Rows that came of it: those that our parser could read, and those that it could not. */
  classified: number
  unreadable: number
  first: Instant | null
  last: Instant | null
  /** Seconds that its slowest entry took to arrive; null where nobody asked. */
  lag: number | null
  /** As of the window, the longest first. An API server that was replaced is silent from then on. */
  silences: Silence[]
}

/** What our parser made of the rows, by stream. */
export type Judged = Map<string, { classified: number; unreadable: number }>

export const judgedIn = (judged: Judged, stream: string): { classified: number; unreadable: number } => {
  const known = judged.get(stream) ?? { classified: 0, unreadable: 0 }
  judged.set(stream, known)
  return known
}

/** A cluster has two API servers, a large one some more. Anybody who may write into the log group makes streams. */
const mostStreams = 8

/** Those of the most entries by themselves; the others are summed up. */
export const byStream = (rows: readonly Counted[], judged: Judged, within: Slot): StreamFigures[] => {
  const all = [...Map.groupBy(rows, ({ stream }) => stream)]
    .map(([name, own]) => ({ name, own, delivered: entriesOf(own) }))
    .sort((a, b) => b.delivered - a.delivered || (a.name < b.name ? -1 : 1))
  const others = all.slice(mostStreams)
  const of = (stream: string, names: string[], own: readonly Counted[]): StreamFigures => {
    const times = own.flatMap(({ first, last }) => [first, last]).filter((at) => at !== null)
    const read = names.map((name) => judged.get(name))
    return {
      stream,
      delivered: entriesOf(own),
      unparsed: entriesOf(own) - own.reduce((sum, { parsed }) => sum + parsed, 0),
      classified: read.reduce((sum, one) => sum + (one?.classified ?? 0), 0),
      unreadable: read.reduce((sum, one) => sum + (one?.unreadable ?? 0), 0),
      first: times.sort((a, b) => seconds(a) - seconds(b))[0] ?? null,
      last: times.at(-1) ?? null,
      lag: slowest(own)?.seconds ?? null,
      silences: silencesIn(own, within),
    }
  }
  return [
    ...all.slice(0, mostStreams).map(({ name, own }) => of(visible(name, 100), [name], own)),
    ...(others.length > 0
      ? [
          of(
            `${others.length} others`,
            others.map(({ name }) => name),
            others.flatMap(({ own }) => own),
          ),
        ]
      : []),
  ]
}

const entriesOf = (rows: readonly Counted[]): number => rows.reduce((sum, { entries }) => sum + entries, 0)

/** Of a window without entries nothing is late; of rows that do not say it nothing is known. */
export const slowest = (rows: readonly Counted[]): { seconds: number; stream: string } | null => {
  const [first, ...more] = rows
  if (!first || rows.some(({ lag }) => lag === null)) return null
  const most = more.reduce((a, b) => ((b.lag ?? 0) > (a.lag ?? 0) ? b : a), first)
  return { seconds: Math.ceil((most.lag ?? 0) / 1_000), stream: visible(most.stream, 100) }
}
