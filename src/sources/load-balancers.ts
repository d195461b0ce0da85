// Load balancers that clusters made: how their listeners take connections, and by which TLS policy.
import type * as elb from '@aws-sdk/client-elastic-load-balancing'
import type * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2'
import { balancerTags, clustersOf } from '../answers/cluster-tags.ts'
import { asking, defineSource, each, type Heard, inChunks, list, listEach, listed, named } from '../source.ts'
import { operation } from '../wire.ts'

const paged = { token: 'Marker', next: 'NextMarker' }
const describeBalancers = operation<elbv2.DescribeLoadBalancersInput, elbv2.DescribeLoadBalancersOutput>(
  'elbv2:DescribeLoadBalancers',
  paged,
)
// Twenty are asked for together: that one of them is gone fails them all, and is no "there is none".
const describeTags = operation<elbv2.DescribeTagsInput, elbv2.DescribeTagsOutput>('elbv2:DescribeTags')
const describeListeners = operation<elbv2.DescribeListenersInput, elbv2.DescribeListenersOutput>(
  'elbv2:DescribeListeners',
  { ...paged, absentWhen: ['LoadBalancerNotFoundException'] },
)
const describeRules = operation<elbv2.DescribeRulesInput, elbv2.DescribeRulesOutput>('elbv2:DescribeRules', {
  ...paged,
  absentWhen: ['ListenerNotFoundException'],
})

const describeClassic = operation<elb.DescribeAccessPointsInput, elb.DescribeAccessPointsOutput>(
  'elb:DescribeLoadBalancers',
  paged,
)
const describeClassicTags = operation<elb.DescribeTagsInput, elb.DescribeTagsOutput>('elb:DescribeTags')
const describePolicies = operation<elb.DescribeLoadBalancerPoliciesInput, elb.DescribeLoadBalancerPoliciesOutput>(
  'elb:DescribeLoadBalancerPolicies',
  { absentWhen: ['AccessPointNotFoundException'] },
)

const isOfCluster = (tags: (elb.Tag | elbv2.Tag)[] | undefined): boolean =>
  clustersOf(
    listed(tags, 'Tags').map(({ Key, Value }) => ({ Key: named(Key, 'Key'), Value })),
    balancerTags,
  ).length > 0

const most = 20 // things whose tags are told at once

// Of an HTTP listener only its rules tell whether all that comes is sent on to HTTPS.
const overHttp = ({ answer }: Heard<elbv2.DescribeListenersInput, elbv2.DescribeListenersOutput>): string[] =>
  listed(answer.Listeners, 'Listeners')
    .filter(({ Protocol }) => Protocol === 'HTTP')
    .map(({ ListenerArn }) => named(ListenerArn, 'ListenerArn'))

export default defineSource({
  id: 'load-balancers',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  ...asking(
    list(describeBalancers, () => ({ PageSize: 400 })),
    each(describeTags, describeBalancers, (pages) =>
      inChunks(
        pages
          .flatMap(({ answer }) => listed(answer.LoadBalancers, 'LoadBalancers'))
          .map(({ LoadBalancerArn }) => named(LoadBalancerArn, 'LoadBalancerArn')),
        most,
      ).map((ResourceArns) => ({ ResourceArns })),
    ),
    listEach(describeListeners, describeTags, (answers) =>
      answers
        .flatMap(({ answer }) => listed(answer.TagDescriptions, 'TagDescriptions'))
        .filter(({ Tags }) => isOfCluster(Tags))
        .map(({ ResourceArn }) => ({ LoadBalancerArn: named(ResourceArn, 'ResourceArn'), PageSize: 400 })),
    ),
    listEach(describeRules, describeListeners, (pages) =>
      pages.flatMap(overHttp).map((ListenerArn) => ({ ListenerArn, PageSize: 400 })),
    ),
    list(describeClassic, () => ({ PageSize: 400 })),
    each(describeClassicTags, describeClassic, (pages) =>
      inChunks(
        pages
          .flatMap(({ answer }) => listed(answer.LoadBalancerDescriptions, 'LoadBalancerDescriptions'))
          .map(({ LoadBalancerName }) => named(LoadBalancerName, 'LoadBalancerName')),
        most,
      ).map((LoadBalancerNames) => ({ LoadBalancerNames })),
    ),
    each(describePolicies, describeClassicTags, (answers) =>
      answers
        .flatMap(({ answer }) => listed(answer.TagDescriptions, 'TagDescriptions'))
        .filter(({ Tags }) => isOfCluster(Tags))
        .map(({ LoadBalancerName }) => ({ LoadBalancerName: named(LoadBalancerName, 'LoadBalancerName') })),
    ),
  ),
})
