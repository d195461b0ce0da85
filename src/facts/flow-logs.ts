// Flow logs of a region, and whether what they record arrives.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { networkFact } from './of-network.ts'

const text = z.string()
const some = z.nullish(text)
const Page = z.object({
  FlowLogs: z.array(
    z.object({
      FlowLogId: text,
      ResourceId: text,
      FlowLogStatus: text,
      // Transit gateways have no traffic type, and nothing has a delivery status before the first delivery.
      TrafficType: some,
      DeliverLogsStatus: some,
      DeliverLogsErrorMessage: some,
      LogFormat: some,
    }),
  ),
})

export type FlowLog = {
  id: string
  /** A VPC, a subnet, a network interface, a transit gateway. */
  resource: string
  active: boolean
  traffic: string | null
  /** Null before the first delivery. */
  delivered: boolean | null
  error: string | null
  /** What of a connection a format of the customer's own leaves out; null where no format is said. */
  lacks: string[] | null
}

export const flowLogs = networkFact('flow-logs', ['ec2:DescribeFlowLogs'], (exchanges) =>
  [...answers(exchanges, 'ec2:DescribeFlowLogs', Page)]
    .flatMap(({ body }) => body.FlowLogs)
    .map(
      (one): FlowLog => ({
        id: one.FlowLogId,
        resource: one.ResourceId,
        active: one.FlowLogStatus === 'ACTIVE',
        traffic: one.TrafficType ?? null,
        delivered: one.DeliverLogsStatus ? one.DeliverLogsStatus === 'SUCCESS' : null,
        error: one.DeliverLogsErrorMessage ?? null,
        lacks: lacksOf(one.LogFormat),
      }),
    )
    .sort(by(({ id }) => id)),
)

// Without these a record does not say who talked to whom, or whether they were let. https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
const wanted = [['srcaddr', 'pkt-srcaddr'], ['dstaddr', 'pkt-dstaddr'], ['dstport'], ['action']]

const lacksOf = (format: string | null | undefined): string[] | null => {
  if (!format) return null
  const fields = format.split(/\s+/)
  return wanted.filter((names) => !names.some((name) => fields.includes(`\${${name}}`))).flatMap(([name = '']) => name)
}
