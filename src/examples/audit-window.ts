// Hours of an audit log for examples: what the API server wrote of the requests that the example is about.
import { type Example, example } from '../audit-log/example.ts'
import { countExample, windowExample } from '../audit-log/example-window.ts'
import { plus } from '../clock.ts'
import type { Exchange } from '../model.ts'

const start = '2026-01-05T00:00:00Z'

/** The hour that begins so many hours after the first of every example, with its requests in its eighth minute. */
export const auditHour = (hour: number, ...events: (Example | string)[]): Exchange[] => {
  const slot = { start: plus(start, hour * 3_600), end: plus(start, (hour + 1) * 3_600) }
  const at = `${plus(slot.start, 431).slice(0, -1)}.482913Z`
  const text = (one: Example, nth: number) =>
    JSON.stringify(example({ received: at, auditID: `5c9e0b6a-4c1f-4f53-9d0e-1f0b7c3a9d${nth + 10}`, ...one }))
  const messages = events.map((one, nth) => (typeof one === 'string' ? one : text(one, nth)))
  return windowExample(slot, { messages, counts: [countExample(480)] })
}

/** An hour in which nothing was delivered. */
export const silentHour = (hour: number): Exchange[] =>
  windowExample({ start: plus(start, hour * 3_600), end: plus(start, (hour + 1) * 3_600) }, {})

/** An entry that CloudWatch cut in the middle of the object. */
export const cutEntry = (given: Example): string =>
  JSON.stringify(example({ ...given, requestObject: { blob: 'x'.repeat(600) } })).slice(0, -300)
