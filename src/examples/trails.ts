// Trails for examples: what CloudTrail answers of those that record a region.
import type { Exchange } from '../model.ts'
import { account, answered } from './example.ts'

export type ExampleTrail = { trail?: object; status?: object; selectors?: object }

const arnOf = (at: number): string => `arn:aws:cloudtrail:eu-central-1:${account}:trail/trail-${at}`
const described = { HomeRegion: 'eu-central-1', IsMultiRegionTrail: false, LogFileValidationEnabled: true }
const all = { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }] }
const delivered = 1_767_571_500 // 2026-01-05T00:05:00Z

export const managementEvents = { Field: 'eventCategory', Equals: ['Management'] }
export const advancedSelectors = (...FieldSelectors: object[]) => ({
  AdvancedEventSelectors: [{ Name: 'management', FieldSelectors }],
})

/** Each logs, is validated, delivers and records everything, but for what is said otherwise. */
export const trailsOf = (...given: ExampleTrail[]): Exchange[] => [
  answered(
    'cloudtrail:DescribeTrails',
    { includeShadowTrails: true },
    {
      trailList: given.map(({ trail }, at) => ({
        Name: `trail-${at}`,
        S3BucketName: 'trail-files',
        TrailARN: arnOf(at),
        ...described,
        ...trail,
      })),
    },
  ),
  ...given.flatMap(({ status, selectors = all }, at) => [
    answered(
      'cloudtrail:GetTrailStatus',
      { Name: arnOf(at) },
      { IsLogging: true, LatestDeliveryTime: delivered, LatestDigestDeliveryTime: delivered, ...status },
    ),
    answered('cloudtrail:GetEventSelectors', { TrailName: arnOf(at) }, { TrailARN: arnOf(at), ...selectors }),
  ]),
]
