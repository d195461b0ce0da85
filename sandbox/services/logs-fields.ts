// What Logs Insights knows of one log event: the fields it makes, and those it finds in JSON.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
import type { LogEvent, LogGroup } from './logs-state.ts'

export type Value = string | number
export type Discovered = ReadonlyMap<string, Value>

/** At most so many fields are found in one event, in their order. */
const mostFields = 200

export const recordOf = (group: LogGroup, stream: string, event: LogEvent, pointer: string): Discovered => {
  // Only the Standard class has discovery.
  const found = group.logGroupClass === 'STANDARD' ? discovered(event.message) : []
  return new Map<string, Value>([
    ...found,
    ['@timestamp', event.timestamp],
    ['@ingestionTime', event.ingestionTime],
    ['@logStream', stream],
    ['@message', event.message],
    ['@ptr', pointer],
  ])
}

const discovered = (message: string): [string, Value][] => {
  let value: unknown
  try {
    value = JSON.parse(message)
  } catch {
    return [] // Text, or JSON that was cut: no fields.
  }
  const found: [string, Value][] = []
  walk(value, '', found)
  return found
}

// Lists give `groups.0`, objects `user.username`; what is empty or null gives nothing.
const walk = (value: unknown, path: string, found: [string, Value][]): void => {
  if (found.length >= mostFields || value === null) return
  if (typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) walk(member, path === '' ? name : `${path}.${name}`, found)
  } else if (path !== '') {
    found.push([path, typeof value === 'number' ? value : String(value)])
  }
}
