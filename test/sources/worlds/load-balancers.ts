// Load balancers of any number, every other of a cluster, as Elastic Load Balancing answers.
import { body, paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const tags = (own: boolean) => (own ? [{ Key: 'elbv2.k8s.aws/cluster', Value: 'prod' }] : [{ Key: 'team', Value: 'x' }])

const loadBalancers: Part =
  ({ page, entries, policies }) =>
  (action, input) => {
    // What is asked by Marker is answered with NextMarker.
    const list = (member: string, things: unknown[]) => {
      const answer = paged(member, things, input, page, 'Marker')
      if (answer.got !== 'body') return answer
      const { Marker, ...rest } = answer.body as Record<string, unknown>
      return body({ ...rest, ...(Marker !== undefined && { NextMarker: Marker }) })
    }
    const odd = (name: string): boolean => Number(name.split('-').at(-1)) % 2 === 1
    switch (action) {
      case 'elbv2:DescribeLoadBalancers':
        return list(
          'LoadBalancers',
          many(entries * 12, (at) => ({
            LoadBalancerArn: `arn-${at}`,
            LoadBalancerName: `lb-${at}`,
            Type: 'application',
          })),
        )
      case 'elbv2:DescribeTags':
        return body({
          TagDescriptions: (input.ResourceArns as string[]).map((ResourceArn) => ({
            ResourceArn,
            Tags: tags(odd(ResourceArn)),
          })),
        })
      case 'elbv2:DescribeListeners':
        return list(
          'Listeners',
          many(policies, (at) => ({
            ListenerArn: `${input.LoadBalancerArn}/${at}`,
            LoadBalancerArn: input.LoadBalancerArn,
            Port: 80,
            Protocol: at % 2 ? 'HTTPS' : 'HTTP',
          })),
        )
      case 'elbv2:DescribeRules':
        return list(
          'Rules',
          many(policies, (at) => ({ Priority: String(at), Actions: [] })),
        )
      case 'elb:DescribeLoadBalancers':
        return list(
          'LoadBalancerDescriptions',
          many(entries, (at) => ({ LoadBalancerName: `classic-${at}`, ListenerDescriptions: [] })),
        )
      case 'elb:DescribeTags':
        return body({
          TagDescriptions: (input.LoadBalancerNames as string[]).map((LoadBalancerName) => ({
            LoadBalancerName,
            Tags: tags(!odd(LoadBalancerName)),
          })),
        })
      case 'elb:DescribeLoadBalancerPolicies':
        return body({ PolicyDescriptions: [] })
      default:
        return undefined
    }
  }

export default loadBalancers
