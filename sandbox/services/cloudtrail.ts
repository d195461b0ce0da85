// AWS CloudTrail, as far as reading trails and the event history goes. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html
import { seconds } from '../../src/clock.ts'
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import { flag, type Kind, listOf, members, oneOf, structure, text, whole } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { TrailEvent, TrailState } from '../world/trail.ts'
import type { World } from '../world.ts'

const refuse = (code: string) => (message: string) => new AwsFault(code, 400, message)

// Seconds since 1970, as the SDK sends a time.
const time: Kind<number> = (value, at) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new AwsFault('SerializationException', 400, `Unexpected type at '${at}': expected a timestamp`)
}

const byKey: Record<string, (event: TrailEvent) => string[]> = {
  AccessKeyId: ({ accessKeyId }) => [accessKeyId],
  EventId: ({ id }) => [id],
  EventName: ({ name }) => [name],
  EventSource: ({ source }) => [source],
  ReadOnly: ({ readOnly }) => [String(readOnly)],
  ResourceName: ({ resources }) => resources.map(({ ResourceName }) => ResourceName ?? ''),
  ResourceType: ({ resources }) => resources.map(({ ResourceType }) => ResourceType ?? ''),
  Username: ({ username }) => [username],
}
const attribute = structure(
  { AttributeKey: oneOf(...Object.keys(byKey)), AttributeValue: text({ min: 1, max: 2_000 }) },
  {},
)
const looked = members(
  'InvalidLookupAttributesException',
  {},
  {
    LookupAttributes: listOf(attribute, { max: 1 }),
    StartTime: time,
    EndTime: time,
    EventCategory: oneOf('insight'),
    MaxResults: whole(-(2 ** 31), 2 ** 31 - 1),
    NextToken: text(),
  },
)
const listed = members('InvalidTrailNameException', {}, { trailNameList: listOf(text()), includeShadowTrails: flag })
const ofStatus = members('InvalidTrailNameException', { Name: text({ min: 3 }) }, {})
const ofSelectors = members('InvalidTrailNameException', { TrailName: text({ min: 3 }) }, {})

/** Until an event is in the history, and until it is gone from it, in seconds. */
const delivery = 300
const kept = 90 * 86_400

const found = ({ trails }: World, { region }: Call, name: string): TrailState => {
  const one = trails.find(
    ({ trail }) => trail.TrailARN === name || (trail.Name === name && trail.HomeRegion === region),
  )
  if (one) return one
  throw new AwsFault('TrailNotFoundException', 400, `Unknown trail: ${name}`)
}

export const cloudtrailService = (world: World): Service => ({
  name: 'cloudtrail',
  protocol: 'json-1.1',
  target: 'CloudTrail_20131101',
  resource: ({ input }) => String(input.Name ?? input.TrailName ?? '*'),
  operations: {
    DescribeTrails(call) {
      regionOf(world, call)
      const { trailNameList: names = [], includeShadowTrails = true } = listed(call.input)
      const here = world.trails
        .map(({ trail }) => trail)
        .filter(({ HomeRegion, IsMultiRegionTrail }) =>
          HomeRegion === call.region ? true : includeShadowTrails && IsMultiRegionTrail,
        )
      const wanted = (one: { Name: string; TrailARN: string }) =>
        names.includes(one.Name) || names.includes(one.TrailARN)
      return { trailList: names.length > 0 ? here.filter(wanted) : here }
    },

    GetTrailStatus(call) {
      const { trail, status } = found(world, call, ofStatus(call.input).Name)
      if (!status.IsLogging || status.LatestDeliveryTime !== undefined) return status
      const last = (every: number): number => Math.floor(seconds(call.now) / every) * every
      const digest = trail.LogFileValidationEnabled ? { LatestDigestDeliveryTime: last(3_600) } : {}
      return { ...status, LatestDeliveryTime: last(delivery), ...digest }
    },

    GetEventSelectors(call) {
      const { trail, selectors } = found(world, call, ofSelectors(call.input).TrailName)
      return { TrailARN: trail.TrailARN, EventSelectors: selectors }
    },

    LookupEvents(call) {
      const given = looked(call.input)
      const now = seconds(call.now)
      const { StartTime: start = now - kept, EndTime: end = now } = given
      if (start > end) throw refuse('InvalidTimeRangeException')('The start time is after the end time.')
      const asked = given.LookupAttributes ?? []
      const events = regionOf(world, call)
        .events.filter(({ at }) => at >= start && at <= end && at <= now - delivery && at > now - kept)
        .filter((event) =>
          asked.every(({ AttributeKey: key, AttributeValue: value }) => byKey[key]?.(event).includes(value)),
        )
        .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
      const size = given.MaxResults
      if (size !== undefined && (size < 1 || size > 50))
        throw refuse('InvalidMaxResultsException')('A maximum of 50 results is possible.')
      const { items, nextToken } = page(given.EventCategory ? [] : events, call, {
        ...{ size, token: given.NextToken, most: 50 },
        refuse: refuse('InvalidNextTokenException'),
      })
      return { Events: items.map(shown), NextToken: nextToken }
    },
  },
})

const shown = ({ id, at, name, source, readOnly, username, accessKeyId, resources, record }: TrailEvent) => ({
  EventId: id,
  EventName: name,
  ReadOnly: String(readOnly),
  AccessKeyId: accessKeyId,
  EventTime: at,
  EventSource: source,
  Username: username,
  Resources: resources,
  CloudTrailEvent: record,
})
