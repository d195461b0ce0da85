// The streams of a log group: by name, or the one first that an entry came into last.
import { plus, seconds } from '../../src/clock.ts'
import { page } from '../page.ts'
import { AwsFault, type Call } from '../service.ts'
import { flag, members, oneOf, text, whole } from '../world/members.ts'
import { groupOf, type LogEvent, type LogGroup, type LogsState } from './logs-state.ts'

const code = 'InvalidParameterException'
const refuse = (message: string) => new AwsFault(code, 400, message)
const asked = members(
  code,
  { logGroupName: text({ min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ }) },
  {
    logStreamNamePrefix: text({ min: 1, max: 512 }),
    orderBy: oneOf('LogStreamName', 'LastEventTime'),
    descending: flag,
    nextToken: text({ min: 1 }),
    limit: whole(1, 50),
  },
)

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const describeStreams = (state: LogsState) => (call: Call) => {
  const { logGroupName, logStreamNamePrefix: prefix, orderBy, descending, nextToken, limit } = asked(call.input)
  if (orderBy === 'LastEventTime' && prefix !== undefined)
    throw refuse('Cannot order by LastEventTime with a logStreamNamePrefix.')
  const group = groupOf(state, call.region, logGroupName)
  if (!group) throw new AwsFault('ResourceNotFoundException', 400, 'The specified log group does not exist.')
  const all = [...lastTimes(group, call)].filter(([name]) => name.startsWith(prefix ?? ''))
  const sorted = all.sort(([a, at], [b, bt]) => (orderBy === 'LastEventTime' && at !== bt ? at - bt : a < b ? -1 : 1))
  const cut = page(descending ? sorted.reverse() : sorted, call, { size: limit, token: nextToken, most: 50, refuse })
  return {
    logStreams: cut.items.map(([logStreamName, last]) => ({
      logStreamName,
      creationTime: group.creationTime,
      ...(last > 0 && { lastEventTimestamp: last, lastIngestionTime: last + 2_000 }),
      arn: `arn:aws:logs:${group.region}:${call.account}:log-group:${group.name}:log-stream:${logStreamName}`,
      storedBytes: 0,
    })),
    nextToken: cut.nextToken,
  }
}

// By stream the time of the last entry that has arrived; 0 where none has. What flows in by itself is looked at for two hours.
const lastTimes = (group: LogGroup, { now }: Call): Map<string, number> => {
  const found = new Map<string, number>()
  const add = (stream: string, events: readonly LogEvent[]) => {
    const arrived = events.filter(({ ingestionTime }) => ingestionTime <= seconds(now) * 1_000)
    found.set(stream, Math.max(found.get(stream) ?? 0, ...arrived.map(({ timestamp }) => timestamp)))
  }
  for (const [stream, events] of group.streams) add(stream, events)
  const hour = plus('1970-01-01T00:00:00Z', Math.floor(seconds(now) / 3_600) * 3_600)
  for (const at of [plus(hour, -3_600), hour])
    for (const [stream, events] of Object.entries(group.background?.(at) ?? {})) add(stream, events)
  return found
}
