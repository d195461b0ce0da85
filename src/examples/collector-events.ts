// What was done to the collector's stack in an hour, for examples.
import { deployments, partNames } from '../changes/collector-names.ts'
import type { Exchange } from '../model.ts'
import { type ExampleEvent, historyOf } from './change-events.ts'
import { answered, subjects } from './example.ts'

const { id, name, region } = subjects.deployment
export const key = `arn:aws:kms:${region}:111122223333:key/1b0d7b1e-6d1f-4c3a-9b57-0f1e2d3c4b5a`

const made = { ResourceStatus: 'CREATE_COMPLETE' }

/** The window that begins so many hours after the first. */
export const collectorEventsOf = (hour: number, ...events: ExampleEvent[]): Exchange[] => [
  answered(
    'cloudformation:ListStackResources',
    { StackName: id },
    {
      StackResourceSummaries: [
        { LogicalResourceId: 'SealLambdaFunction', PhysicalResourceId: `${name}-seal`, ...made },
        { LogicalResourceId: 'TickSchedule', PhysicalResourceId: name, ...made },
      ],
    },
  ),
  answered(
    'cloudformation:DescribeStacks',
    { StackName: id },
    {
      Stacks: [
        {
          ...{ StackId: id, StackName: name },
          Outputs: [
            { OutputKey: 'EvidenceBucket', OutputValue: `${name}-evidence` },
            { OutputKey: 'SigningKey', OutputValue: key },
          ],
        },
      ],
    },
  ),
  ...historyOf(hour, [...deployments, ...partNames(region)], events),
]
