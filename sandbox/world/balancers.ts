// The load balancers that one cluster's controllers made.
import type { LoadBalancerDescription, PolicyDescription } from '@aws-sdk/client-elastic-load-balancing'
import type { Listener, LoadBalancer, Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { OnWire } from '../world.ts'

export type BalancersState = {
  balancers: {
    balancer: OnWire<LoadBalancer> & { LoadBalancerArn: string }
    tags: Record<string, string>
    listeners: { listener: OnWire<Listener> & { ListenerArn: string }; rules: OnWire<Rule>[] }[]
  }[]
  /** Of the first generation. */
  classic: {
    balancer: OnWire<LoadBalancerDescription> & { LoadBalancerName: string }
    tags: Record<string, string>
    policies: OnWire<PolicyDescription>[]
  }[]
}
