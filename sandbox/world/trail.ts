// CloudTrail in one account: its trails, and in each region the history of management events.
import type { EventSelector, GetTrailStatusResponse, Resource, Trail } from '@aws-sdk/client-cloudtrail'
import type { OnWire } from '../world.ts'

export type TrailState = {
  trail: OnWire<Trail> & { Name: string; TrailARN: string; HomeRegion: string; IsMultiRegionTrail: boolean }
  /** `LatestDeliveryTime` left out: it has just delivered. */
  status: OnWire<GetTrailStatusResponse> & { IsLogging: boolean }
  selectors: OnWire<EventSelector>[]
}

/** One event: what LookupEvents can be asked by, and its record as JSON. */
export type TrailEvent = {
  id: string
  /** Seconds since 1970. */
  at: number
  name: string
  source: string
  readOnly: boolean
  username: string
  accessKeyId: string
  resources: OnWire<Resource>[]
  record: string
}
