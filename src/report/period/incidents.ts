// The incidents of the period, each as its newest timeline tells it.
import { seconds } from '../../clock.ts'
import { type Line, places } from '../../incidents/timeline.ts'
import type { Slot } from '../../model.ts'
import { isSlotLine } from '../../store/documents.ts'
import { parseKey } from '../../store/keys.ts'
import { byBytes } from '../../store/order.ts'
import { readTimeline } from '../../store/timelines.ts'
import type { EntrySeen, Watcher } from './gather.ts'
import type { IncidentSeen } from './period.ts'

/** Lines of one place that are kept: hits always, then the first ones. */
export const mostLines = 40

export const makeIncidents = ({ start, end }: Slot): Watcher & { all(): IncidentSeen[] } => {
  const seen = new Map<string, IncidentSeen>()
  return {
    async enter({ walked: { tick }, lines, read }: EntrySeen) {
      for (const line of lines) {
        if (isSlotLine(line) || line.role !== 'timeline') continue
        const key = parseKey(line.object.key)
        const timeline = key?.kind === 'timeline' ? await read(line.object, readTimeline) : undefined
        if (!timeline || key?.kind !== 'timeline') continue
        const { from, continues, id } = timeline.incident
        if (seconds(from) >= seconds(end) || seconds(timeline.incident.to) <= seconds(start)) continue
        if (continues !== null) seen.delete(`${key.subject} ${continues}`)
        const kept = { ...timeline, lines: few(timeline.lines) }
        seen.set(`${key.subject} ${id}`, {
          subject: key.subject,
          ref: line.object,
          sequence: tick.sequence,
          timeline: kept,
        })
      }
    },
    all: () => [...seen.values()].sort((a, b) => byBytes(nameOf(a), nameOf(b))),
  }
}

const few = (lines: readonly Line[]): Line[] => {
  const left = new Map<string, number>(places.map((place) => [place, mostLines]))
  return lines.filter(({ where, hits }) => {
    if (hits.length > 0) return true
    const room = left.get(where) ?? 0
    left.set(where, room - 1)
    return room > 0
  })
}

const nameOf = ({ timeline: { incident }, subject }: IncidentSeen): string =>
  `${incident.from} ${subject} ${incident.id}`
