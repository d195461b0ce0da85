// Hits of which no line of a log shows anything (a burst is counted and not listed): as they were judged.
import type { Incident } from '../model.ts'
import type { Line } from './timeline.ts'

/** `shown`: the lines that there are already. */
export const hitLines = ({ hits }: Incident, shown: readonly Line[]): Line[] => {
  const known = new Set(shown.flatMap((line) => line.hits.map((detection) => `${detection} ${line.pointer.id}`)))
  return hits
    .filter(({ detection, pointers }) => !pointers.some((pointer) => known.has(`${detection} ${pointer}`)))
    .map(({ detection, at, auditID, reason, evidence }) => ({
      at,
      where: 'evaluation',
      what: reason,
      same: [],
      hits: [detection],
      pointer: { object: evidence.key, id: auditID ?? detection },
    }))
}

/** The detections that a record or an event is a hit of, by its pointer. */
export const hitsBy = ({ hits }: Incident): ((pointer: string) => string[]) => {
  const own = Map.groupBy(
    hits.flatMap(({ detection, pointers }) => pointers.map((pointer) => ({ detection, pointer }))),
    ({ pointer }) => pointer,
  )
  return (pointer) => [...new Set((own.get(pointer) ?? []).map(({ detection }) => detection))].sort()
}
