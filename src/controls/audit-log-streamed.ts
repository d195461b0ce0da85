// LOG-09: the audit log is subscribed to by the stream of its region.
import { filterName, filterPattern } from '../audit-log/subscription.ts'
import { visible } from '../audit-log/visible.ts'
import { defineControl, latest } from '../control.ts'
import { answered } from '../examples/example.ts'
import { streamSubscription } from '../facts/stream-subscription.ts'
import { fail, notApplicable, pass } from '../model.ts'

const logGroupName = '/aws/eks/prod/cluster'
const group = (more: object = {}) =>
  answered(
    'logs:DescribeLogGroups',
    { logGroupNamePrefix: logGroupName },
    { logGroups: [{ logGroupName, logGroupClass: 'STANDARD', ...more }] },
  )
const filtered = (...subscriptionFilters: object[]) => ({
  subscription: [group(), answered('logs:DescribeSubscriptionFilters', { logGroupName }, { subscriptionFilters })],
})
const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:eks-evidence-prod-stream'
const ours = { filterName, filterPattern, destinationArn: arn }
const others = ['archive', 'siem'].map((name) => ({
  filterName: name,
  filterPattern: '',
  destinationArn: `${arn}-${name}`,
}))

export default defineControl({
  id: 'LOG-09',
  of: 'cluster',
  title: 'The audit log is watched as it is written',
  criteria: ['CC7.2'],
  severity: 'low',
  needs: { subscription: latest(streamSubscription) },
  settings: {},
  assess({ subscription: said }) {
    switch (said.state) {
      case 'no audit log':
        return notApplicable('there is no log group to watch: LOG-01 judges that')
      case 'class cannot be subscribed':
        return fail(`log groups of class ${visible(said.logGroupClass, 50)} take no subscription filter`)
      case 'no filter left':
        return fail(`both subscription filters are in use: ${visible(said.filters.join(', '))}`)
      case 'not subscribed':
        return fail('no subscription filter of the stream')
      case 'altered':
        return fail(`the filter ${filterName} has another pattern, condition or destination than the stream gave it`)
      case 'subscribed':
        return pass(`subscribed by the filter ${filterName}`)
    }
  },
  limits: "Whether the stream's function runs is not seen here: its alarms tell that.",
  remedy:
    "Deploy the region's stack (serverless-stream.yml), which subscribes by itself; free a filter where both are in use. Where hourly is soon enough, turn this control off with that reason.",
  sameAs: [],
  examples: {
    pass: [filtered(ours), filtered(...others.slice(1), ours)],
    fail: [
      filtered(),
      filtered(...others),
      filtered({ ...ours, filterPattern: '{ $.verb = "delete" }' }),
      { subscription: [group({ logGroupClass: 'INFREQUENT_ACCESS' })] },
    ],
    notApplicable: [{ subscription: [group({ logGroupName: `${logGroupName}-old` })] }],
  },
})
