// What Logs Insights knows of one log event: the fields it makes, and those it finds in JSON.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
import type { LogEvent, LogGroup } from './logs-state.ts'

export type Value = string | number
export type Field = [name: string, value: Value]
export type Discovered = ReadonlyMap<string, Value>

/** At most so many fields are found in one event, in their order. */
const mostFields = 200

// Several queries look at the same events.
const known = new WeakMap<LogEvent, Discovered>()

/** An event at its place in its stream. */
export const recordOf = (group: LogGroup, stream: string, event: LogEvent, at: number): Discovered => {
  const record = known.get(event) ?? made(group, stream, event, at)
  known.set(event, record)
  return record
}

const made = (group: LogGroup, stream: string, event: LogEvent, at: number): Discovered => {
  // Only the Standard class has discovery.
  const found = group.logGroupClass === 'STANDARD' ? (event.found ?? discovered(event.message)) : []
  return new Map<string, Value>([
    ...found,
    ['@timestamp', event.timestamp],
    ['@ingestionTime', event.ingestionTime],
    ['@logStream', stream],
    ['@message', event.message],
    ['@ptr', Buffer.from(`${stream}/${event.timestamp}/${at}`).toString('base64')],
  ])
}

export const discovered = (message: string): Field[] => {
  let value: unknown
  try {
    value = JSON.parse(message)
  } catch {
    return [] // Text, or JSON that was cut: no fields.
  }
  const found: Field[] = []
  walk(value, '', found)
  return found
}

// Lists give `groups.0`, objects `user.username`; what is empty or null gives nothing.
const walk = (value: unknown, path: string, found: Field[]): void => {
  if (found.length >= mostFields || value === null) return
  if (typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) walk(member, path === '' ? name : `${path}.${name}`, found)
  } else if (path !== '') {
    found.push([path, typeof value === 'number' ? value : String(value)])
  }
}
