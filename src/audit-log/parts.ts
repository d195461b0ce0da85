// Cuts a window that holds more than a query gives into as many parts as it takes, so that it is scanned once more, and not anew for each half.
import { seconds } from '../clock.ts'
import type { Counted } from './requests.ts'

/** Half-open, in milliseconds since 1970. */
export type Window = { start: number; end: number }
/** Entries by minute, from a window's start on. */
export type Density = { start: number; minutes: number[] }

const minute = 60_000
/** How full a part is meant to be: what is asked for is not spread quite as the entries are. */
const filled = 0.75

export const emptyDensity = ({ start, end }: Window): Density => ({
  start,
  minutes: new Array<number>(Math.ceil((end - start) / minute)).fill(0),
})

/** Adds counted entries: those of one row evenly between its first and its last. */
export const spread = (
  { start, minutes }: Density,
  rows: readonly Pick<Counted, 'entries' | 'first' | 'last'>[],
): void => {
  for (const { entries, first, last } of rows) {
    if (first === null || last === null || !Number.isFinite(entries)) continue
    const at = (time: string): number => Math.floor((seconds(time) * 1_000 - start) / minute)
    const [from, to] = [Math.max(0, at(first)), Math.min(minutes.length - 1, at(last))]
    for (let nth = from; nth <= to; nth++) minutes[nth] = (minutes[nth] ?? 0) + entries / (to - from + 1)
  }
}

/**
 * `most`: what one query gives of those that `matched`. Evenly where nothing is known of how they spread. Of a millisecond there are no parts.
 */
export const partsOf = (
  window: Window,
  { matched, most }: { matched: number; most: number },
  density: Density,
): Window[] => {
  const { start, end } = window
  const many = Math.min(end - start, Math.max(2, Math.ceil(matched / (Math.max(1, most) * filled))))
  if (many < 2) return []
  const known = piecesOf(window, density)
  const pieces = known.length > 0 ? known : [{ ...window, weight: 1 }]
  const whole = pieces.reduce((sum, { weight }) => sum + weight, 0)
  const cuts = new Set<number>()
  let passed = 0
  for (const piece of pieces) {
    for (let nth = 1; nth < many; nth++) {
      const inside = ((nth / many) * whole - passed) / piece.weight
      if (inside > 0 && inside <= 1) cuts.add(Math.round(piece.start + inside * (piece.end - piece.start)))
    }
    passed += piece.weight
  }
  const edges = [start, ...[...cuts].filter((at) => at > start && at < end).sort((a, b) => a - b), end]
  if (edges.length === 2) edges.splice(1, 0, Math.floor((start + end) / 2))
  return edges.slice(1).map((to, nth) => ({ start: edges[nth] ?? start, end: to }))
}

type Piece = Window & { weight: number }

// The minutes that lie in the window, the first and the last as far as they do.
const piecesOf = ({ start, end }: Window, density: Density): Piece[] =>
  density.minutes.flatMap((entries, nth): Piece[] => {
    const from = density.start + nth * minute
    const inside = { start: Math.max(start, from), end: Math.min(end, from + minute) }
    const share = (inside.end - inside.start) / minute
    return share > 0 && entries > 0 ? [{ ...inside, weight: entries * share }] : []
  })
