// The trails that record a region: whether each logs, is validated and delivers, and whose writes it records.
import * as z from 'zod/mini'
import { answers, by, notDocumented } from '../answers/answers.ts'
import { recordsWrites, Selectors } from '../answers/event-selectors.ts'
import { type Item, itemsOf, neverAsked } from '../answers/items.ts'
import { readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'

export type Trail = {
  arn: string
  /** Whether it records this region at all: made in it, or for all of them. */
  applies: boolean
  validated: boolean
  status:
    | {
        logging: boolean
        errors: string[]
        deliveredAt: Instant | null
        /** When the newest digest came, by which files are validated. */
        digestAt: Instant | null
        stoppedAt: Instant | null
      }
    | Unread
  /** The event sources asked for whose every write it records. */
  records: string[] | Unread
}
export type Unread = { unread: string }
export type Trails = { trails: Trail[] /** when they were listed */; readAt: Instant }

/** Whose management events must be recorded. */
export const recordedSources = ['eks.amazonaws.com', 'ecr.amazonaws.com']

const getStatus = 'cloudtrail:GetTrailStatus'
const getSelectors = 'cloudtrail:GetEventSelectors'
const List = z.object({
  trailList: z.array(
    z.object({
      TrailARN: z.string(),
      HomeRegion: z.string(),
      IsMultiRegionTrail: z.boolean(),
      LogFileValidationEnabled: z.boolean(),
    }),
  ),
})
const time = z.nullish(z.union([z.number(), z.string()]))
const Status = z.object({
  IsLogging: z.boolean(),
  LatestDeliveryError: z.nullish(z.string()),
  LatestDigestDeliveryError: z.nullish(z.string()),
  LatestDeliveryTime: time,
  LatestDigestDeliveryTime: time,
  StopLoggingTime: time,
})

export const trailsOfRegion = defineFact<Trails>({
  id: 'trails',
  source: 'trails',
  of: 'region',
  // Status and selectors of a trail of the organization may be refused: that one is unread, and says nothing of another.
  actions: ['cloudtrail:DescribeTrails'],
  read(exchanges, { subject }) {
    const lines = [...exchanges]
    const listed = lines.find(({ action }) => action === 'cloudtrail:DescribeTrails')
    const [answer] = answers(lines, 'cloudtrail:DescribeTrails', List)
    if (!answer || !listed) throw notDocumented('cloudtrail:DescribeTrails', 'it has no answer')
    const statuses = itemsOf(lines, getStatus, Status, ({ Name }) => String(Name))
    const selectors = itemsOf(lines, getSelectors, Selectors, ({ TrailName }) => String(TrailName))
    const trails = answer.body.trailList.map((one): Trail => {
      return {
        arn: one.TrailARN,
        applies: one.IsMultiRegionTrail || one.HomeRegion === subject.region,
        validated: one.LogFileValidationEnabled,
        status: known(statuses.get(one.TrailARN) ?? neverAsked(getStatus), statusOf),
        records: known(selectors.get(one.TrailARN) ?? neverAsked(getSelectors), sourcesOf),
      }
    })
    return { trails: trails.sort(by(({ arn }) => arn)), readAt: listed.at }
  },
})

const known = <T, U>(item: Item<T>, read: (body: T) => U): U | Unread => {
  if (item.got === 'body') return read(item.body)
  return { unread: item.got === 'unread' ? item.why : 'it was deleted while it was read' }
}

const statusOf = (body: z.infer<typeof Status>): Exclude<Trail['status'], Unread> => {
  const { IsLogging, LatestDeliveryError, LatestDigestDeliveryError, ...times } = body
  const errors = [LatestDeliveryError, LatestDigestDeliveryError].filter((one) => typeof one === 'string' && one !== '')
  return {
    logging: IsLogging,
    errors: errors as string[],
    deliveredAt: readTime(times.LatestDeliveryTime) ?? null,
    digestAt: readTime(times.LatestDigestDeliveryTime) ?? null,
    stoppedAt: readTime(times.StopLoggingTime) ?? null,
  }
}

const sourcesOf = (body: z.infer<typeof Selectors>): string[] =>
  recordedSources.filter((source) => recordsWrites(body, source))
