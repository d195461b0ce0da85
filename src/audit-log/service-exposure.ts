// How a service lets traffic in from outside of its cluster, as the object says it.
import { hasPublic, readRange } from '../answers/cidr.ts'
import { isRecord } from '../json.ts'
import { listed, memberAt } from './members.ts'
import { said } from './sentence.ts'
import { visible } from './visible.ts'

type Members = Record<string, unknown>

const annotations = [
  'aws-load-balancer-scheme',
  'aws-load-balancer-internal',
  'aws-load-balancer-type',
  'load-balancer-source-ranges',
]

/** What of a service decides how it lets traffic in: the patch of anything else opens nothing. */
export const deciding: readonly (readonly string[])[] = [
  ...['type', 'ports', 'externalIPs', 'loadBalancerClass', 'loadBalancerSourceRanges'].map((name) => ['spec', name]),
  ...annotations.map((name) => ['metadata', 'annotations', `service.beta.kubernetes.io/${name}`]),
]

/** One phrase for each way in; none where it has none from outside, or is no object of a service. */
export const exposuresOf = (service: Members): string[] => {
  const spec = isRecord(service.spec) ? service.spec : {}
  const outside = listed(spec.externalIPs)
  return [
    ...(spec.type === 'NodePort' ? ['a port on every node'] : []),
    ...(spec.type === 'LoadBalancer' ? (balancer(service, spec) ?? []) : []),
    ...(outside.length > 0
      ? [`the traffic to ${visible(outside.map(said).join(', '), 100)} from within the cluster`]
      : []),
  ]
}

const prefix = 'service.beta.kubernetes.io/'
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/,
// https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html: both make internal ones unless they are told otherwise.
const internalByDefault = { classes: ['service.k8s.aws/nlb', 'eks.amazonaws.com/nlb'], types: ['external', 'nlb-ip'] }

const balancer = (service: Members, spec: Members): string[] | undefined => {
  const annotation = (name: string): string => {
    const value = memberAt(service, ['metadata', 'annotations', prefix + name])
    return value === undefined ? '' : said(value).trim()
  }
  const scheme = annotation('aws-load-balancer-scheme').toLowerCase()
  const isInternal = !['', 'false'].includes(annotation('aws-load-balancer-internal').toLowerCase())
  const own = spec.loadBalancerClass
  // Whose class it is decides; another's makes no load balancer of AWS's.
  const isOfAws = own === undefined || own === null || internalByDefault.classes.includes(said(own))
  const isOptIn = said(own ?? '') !== '' || internalByDefault.types.includes(annotation('aws-load-balancer-type'))
  if (scheme !== 'internet-facing' && (scheme === 'internal' || isInternal || isOptIn || !isOfAws)) return undefined
  const named = listed(spec.loadBalancerSourceRanges).map(said)
  const ranges = named.length > 0 ? named : annotation('load-balancer-source-ranges').split(',').filter(Boolean)
  if (ranges.length === 0) return ['a load balancer to the internet']
  const isInner = ranges.every((text) => {
    const range = readRange(text.trim())
    return range !== undefined && !hasPublic(range)
  })
  return isInner ? undefined : [`a load balancer on the internet to ${visible(ranges.join(', '), 100)}`]
}
