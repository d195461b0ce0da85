// Who changed the collector itself: its stack, and behind the stack's back its functions, machine, schedule, buckets and key.
import type * as cloudformation from '@aws-sdk/client-cloudformation'
import { collectorNames, collectorSources } from '../changes/collector-names.ts'
import { byNames, history, isWithoutEvents, lookup } from '../changes/lookup.ts'
import { trailSecrets } from '../redaction/trail-secrets.ts'
import { asking, defineSource, list, listEach, once } from '../source.ts'
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
  redacts: [trailSecrets(collectorSources)],
  ...asking(
    list(listResources, ({ id }) => ({ StackName: id })),
    once(describeStacks, ({ id }) => ({ StackName: id })),
    listEach(lookup, describeStacks, (_, { region }, slot) => byNames(collectorNames(region), slot)),
  ),
  isEmpty: isWithoutEvents,
})
