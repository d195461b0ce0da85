// Which trails record a region's management events, whether they log, and what they leave out.
import type * as cloudtrail from '@aws-sdk/client-cloudtrail'
import { asking, defineSource, each, listed, named, once } from '../source.ts'
import { operation } from '../wire.ts'

const describeTrails = operation<cloudtrail.DescribeTrailsRequest, cloudtrail.DescribeTrailsResponse>(
  'cloudtrail:DescribeTrails',
)
// Not found: the trail was deleted after it was listed.
const gone = { absentWhen: ['TrailNotFoundException'] }
const getStatus = operation<cloudtrail.GetTrailStatusRequest, cloudtrail.GetTrailStatusResponse>(
  'cloudtrail:GetTrailStatus',
  gone,
)
const getSelectors = operation<cloudtrail.GetEventSelectorsRequest, cloudtrail.GetEventSelectorsResponse>(
  'cloudtrail:GetEventSelectors',
  gone,
)

// By ARN: a trail of another region or of the organization is not found by its name.
const arns = (heard: { answer: cloudtrail.DescribeTrailsResponse }[]): string[] =>
  heard
    .flatMap(({ answer }) => listed(answer.trailList, 'trailList'))
    .map(({ TrailARN }) => named(TrailARN, 'TrailARN'))

export default defineSource({
  id: 'trails',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  ...asking(
    // It has no pages. Without shadow trails, those that another region or account made would be left out.
    once(describeTrails, () => ({ includeShadowTrails: true })),
    each(getStatus, describeTrails, (heard) => arns(heard).map((Name) => ({ Name }))),
    each(getSelectors, describeTrails, (heard) => arns(heard).map((TrailName) => ({ TrailName }))),
  ),
})
