// Which detections tell one entry of the log, each by its defaults: all that judge single events.
import { type AuditEvent, readEvent } from '../../src/audit-log/event.ts'
import { selects } from '../../src/audit-log/select.ts'
import { detections } from '../audit-log/detections.ts'

export const ofEvents = detections.flatMap((one) => (one.kind === 'event' ? [one] : []))

export const eventOf = (entry: unknown): AuditEvent => {
  const event = readEvent(JSON.stringify(entry))
  if (!event.readable) throw new Error([event.why, ...event.faults].join('; '))
  return event
}

/** By the id of each detection that tells the entry, its sentence. */
export const told = (entry: unknown): Record<string, string> => {
  const event = eventOf(entry)
  return Object.fromEntries(
    ofEvents.flatMap((one) => {
      const reason = selects(one.select, event) ? one.hit(event, (one.settings ?? {}) as never) : undefined
      return reason === undefined ? [] : [[one.id, typeof reason === 'string' ? reason : reason.reason]]
    }),
  )
}
