// Anomaly detectors of a region, and the anomalies that they found.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/LogsAnomalyDetection.html
import { page } from '../page.ts'
import { AwsFault, type Call } from '../service.ts'
import { members, oneOf, text, whole } from '../world/members.ts'
import type { LogsState } from './logs-state.ts'

const code = 'InvalidParameterException'
const refuse = (message: string) => new AwsFault(code, 400, message)
const paging = { limit: whole(1, 50), nextToken: text({ min: 1 }) }
const listing = members(code, {}, { filterLogGroupArn: text({ min: 1, max: 2_048 }), ...paging })
const found = members(
  code,
  {},
  { anomalyDetectorArn: text({ min: 1 }), suppressionState: oneOf('SUPPRESSED', 'UNSUPPRESSED'), ...paging },
)

export const listDetectors =
  ({ detectors }: LogsState) =>
  (call: Call) => {
    const { filterLogGroupArn: wanted, limit, nextToken } = listing(call.input)
    const all = detectors
      .filter(
        ({ region, detector }) => region === call.region && (!wanted || detector.logGroupArnList.includes(wanted)),
      )
      .map(({ detector }) => detector)
    const cut = page(all, call, { size: limit, token: nextToken, most: 50, refuse })
    return { anomalyDetectors: cut.items, nextToken: cut.nextToken }
  }

export const listAnomalies =
  ({ detectors }: LogsState) =>
  (call: Call) => {
    const { anomalyDetectorArn: arn, suppressionState, limit, nextToken } = found(call.input)
    const own = detectors.filter(
      ({ region, detector }) => region === call.region && (arn === undefined || detector.anomalyDetectorArn === arn),
    )
    if (arn !== undefined && own.length === 0)
      throw new AwsFault('ResourceNotFoundException', 400, 'The specified resource does not exist.')
    const all = own
      .flatMap(({ anomalies }) => anomalies)
      .filter(({ suppressed = false }) => !suppressionState || suppressed === (suppressionState === 'SUPPRESSED'))
    const cut = page(all, call, { size: limit, token: nextToken, most: 50, refuse })
    return { anomalies: cut.items, nextToken: cut.nextToken }
  }
