// Trails of any number, as CloudTrail answers the questions of the source `trails`.
import { body } from '../record.ts'
import { account, many, type Part, region } from '../world.ts'

const trails: Part =
  ({ clusters }) =>
  (action, input) => {
    switch (action) {
      case 'cloudtrail:DescribeTrails':
        return body({
          trailList: many(clusters, (at) => ({
            Name: `trail-${at}`,
            TrailARN: `arn:aws:cloudtrail:${region}:${account}:trail/trail-${at}`,
          })),
        })
      case 'cloudtrail:GetTrailStatus':
        return body({ IsLogging: true })
      case 'cloudtrail:GetEventSelectors':
        return body({ TrailARN: input.TrailName, EventSelectors: [{ IncludeManagementEvents: true }] })
      default:
        return undefined
    }
  }

export default trails
