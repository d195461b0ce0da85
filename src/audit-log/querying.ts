// How Logs Insights is asked: a query is begun, and polled until it has ended.
import type {
  GetQueryResultsRequest,
  GetQueryResultsResponse,
  StartQueryRequest,
  StartQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '../wire.ts'
import { getResults, startQuery } from './insights.ts'

// Not found: the cluster never logged, or its log group was deleted. That is an answer about the group, and no answer
// about what happened in the cluster.
export const start = operation<StartQueryRequest, StartQueryResponse>(startQuery, {
  absentWhen: ['ResourceNotFoundException'],
  busyWhen: ['LimitExceededException'], // as many queries run as the account may run at a time
})
export const results = operation<GetQueryResultsRequest, GetQueryResultsResponse>(getResults)

const waits = [5, 10, 15]
/** Seconds before a poll, the longest again and again; GetQueryResults allows about five a second in an account. */
export const waitBefore = (polls: number): number => waits[polls] ?? 30

/** Whether a query has not come to its end; false where it could not be asked for. */
export const isUnderWay = (status: string | undefined): boolean =>
  status !== undefined && ['Scheduled', 'Running', 'Unknown'].includes(status)
