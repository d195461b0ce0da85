// Who changed the collector itself: its stack, and behind the stack's back its functions, machine, schedule, buckets and key.
import type * as cloudformation from '@aws-sdk/client-cloudformation'
import { collectorSources, deployments, partNames } from '../changes/collector-names.ts'
import { byNames, history, isWithoutEvents, lookup } from '../changes/lookup.ts'
import { alarmEmail } from '../redaction/endpoints.ts'
import { trailSecrets } from '../redaction/trail-secrets.ts'
import { asking, defineSource, list, listEach, listed, once } from '../source.ts'
import { operation } from '../wire.ts'

const listResources = operation<cloudformation.ListStackResourcesInput, cloudformation.ListStackResourcesOutput>(
  'cloudformation:ListStackResources',
  { token: 'NextToken' },
)
const describeStacks = operation<cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput>(
  'cloudformation:DescribeStacks',
)

export default defineSource({
  id: 'collector-events',
  kind: 'window',
  of: 'deployment',
  ...history,
  zipped: true,
  redacts: [alarmEmail, trailSecrets(collectorSources)],
  ...asking(
    list(listResources, ({ id }) => ({ StackName: id })),
    once(describeStacks, ({ id }) => ({ StackName: id })),
    // What is whose the stack tells: an answer without that is one that proves nothing.
    listEach(lookup, describeStacks, (heard, _, slot) => {
      for (const { answer } of heard) listed(answer.Stacks, 'Stacks')
      return byNames(deployments, slot)
    }),
    listEach(lookup, listResources, (pages, { region }, slot) => {
      for (const { answer } of pages) listed(answer.StackResourceSummaries, 'StackResourceSummaries')
      return byNames(partNames(region), slot)
    }),
  ),
  isEmpty: isWithoutEvents,
})
