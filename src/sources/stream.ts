// Whether a cluster's audit log reaches the stream of its region: its log group, and the subscription filters on it.
import { describeFilters, describeLogGroups, isSubscribable, logGroupOf } from '../audit-log/subscription.ts'
import { asking, defineSource, list, listEach, listed } from '../source.ts'

export default defineSource({
  id: 'stream',
  kind: 'state',
  of: 'cluster',
  every: 86_400,
  zipped: true,
  ...asking(
    list(describeLogGroups, ({ name }) => ({ logGroupNamePrefix: logGroupOf(name) })),
    // By prefix other clusters' groups may be listed too; of one without filters it makes no sense to ask.
    listEach(describeFilters, describeLogGroups, (pages, { name }) =>
      pages
        .flatMap(({ answer }) => listed(answer.logGroups, 'logGroups'))
        .filter((group) => group.logGroupName === logGroupOf(name) && isSubscribable(group))
        .map(() => ({ logGroupName: logGroupOf(name) })),
    ),
  ),
})
