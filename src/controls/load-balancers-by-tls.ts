// ENC-07: what reaches the cluster through its load balancers is encrypted on the way, by a policy that is still good.
import { some } from '../answers/some.ts'
import { defineControl, latest } from '../control.ts'
import { balancersOf, type ExampleBalancer, forward, toHttps } from '../examples/balancers.ts'
import { type Listener, loadBalancers } from '../facts/load-balancers.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const good = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06'
const https = { port: 443, protocol: 'HTTPS', policy: good }
const given = (...all: ExampleBalancer[]) => ({ balancers: balancersOf(...all) })
const tcp: ExampleBalancer = { kind: 'network', listeners: [{ port: 443, protocol: 'TCP' }] }

export default defineControl({
  id: 'ENC-07',
  of: 'cluster',
  title: 'Load balancers of the cluster take TLS by an approved policy',
  criteria: ['CC6.7'],
  severity: 'medium',
  needs: { balancers: latest(loadBalancers) },
  settings: {
    // Names of TLS policies; * is any. By their names these take TLS 1.2 and later alone.
    policies: [
      'ELBSecurityPolicy-TLS13-1-3-*',
      'ELBSecurityPolicy-TLS13-1-2-*',
      'ELBSecurityPolicy-TLS-1-2-*',
      'ELBSecurityPolicy-FS-1-2-*',
    ],
    internal: true as boolean,
    // Ports of listeners that hand TCP or UDP on as it is, to pods that end TLS themselves.
    passThrough: [] as string[],
  },
  assess: ({ balancers }, { settings }) => {
    const judged = balancers.filter(({ internal }) => settings.internal || !internal)
    const aside = balancers.length - judged.length
    if (judged.length === 0) {
      const those = aside > 0 ? `all ${aside} load balancers with the cluster's tag are internal` : ''
      return notApplicable(those || "no load balancer carries the cluster's tag")
    }
    const listeners = judged.flatMap(({ name, kind, listeners }) =>
      listeners.map((one) => ({
        ...one,
        on: `${name} (${kind}) ${one.protocol} ${one.port}`,
        ...sort(one, settings.policies),
      })),
    )
    const bad = listeners.filter(({ is }) => is === 'bad').map(({ on, why }) => `${on} ${why}`)
    if (bad.length > 0) return fail(some(bad, 4))
    const through = listeners.filter(({ is }) => is === 'through')
    const unsaid = through.filter(({ port }) => !settings.passThrough.includes(String(port)))
    if (unsaid.length > 0) {
      const said = some(
        unsaid.map(({ on }) => on),
        4,
      )
      return unknown(`${said}: handed on to pods as it comes; whether TLS ends there, AWS cannot tell`)
    }
    const told =
      through.length > 0 ? `; ${through.length} hand on TLS to pods, by the setting passThrough and not as read` : ''
    const inside = aside > 0 ? `; ${aside} internal ones not judged` : ''
    if (listeners.length === through.length && through.length === 0)
      return notApplicable(`${judged.length} load balancers without a listener`)
    return pass(
      `${listeners.length - through.length} listeners of ${judged.length} load balancers use TLS or send on to it${told}${inside}`,
    )
  },
  limits:
    "AWS does not tell whether pods end TLS behind a listener that hands TCP or UDP on, and load balancers without the cluster's tag are not seen.",
  remedy:
    'Ingress: annotations alb.ingress.kubernetes.io/ssl-policy: ELBSecurityPolicy-TLS13-1-2-Res-2021-06 and ssl-redirect: "443". Service: ' +
    'service.beta.kubernetes.io/aws-load-balancer-ssl-cert and -ssl-negotiation-policy. CLI: aws elbv2 modify-listener --listener-arn A --ssl-policy P. ' +
    'IaC: SslPolicy of AWS::ElasticLoadBalancingV2::Listener. Ports on which pods end TLS themselves go into the setting `passThrough`.',
  sameAs: [
    'CIS EKS 5.4.5 (manual)',
    'Security Hub ELB.1 and ELB.17 (all load balancers)',
    'Prowler elbv2_insecure_ssl_ciphers',
  ],
  examples: {
    pass: [
      given({ listeners: [https, { port: 80, protocol: 'HTTP', rules: [toHttps] }] }),
      given(
        { kind: 'network', listeners: [{ port: 443, protocol: 'TLS', policy: good }] },
        { kind: 'classic', listeners: [{ port: 443, protocol: 'SSL', policy: 'ELBSecurityPolicy-TLS-1-2-2017-01' }] },
      ),
      { ...given({ listeners: [https] }, tcp), with: { settings: { passThrough: ['443'] } } },
      {
        ...given({ listeners: [https] }, { scheme: 'internal', listeners: [{ port: 80, protocol: 'HTTP' }] }),
        with: { settings: { internal: false } },
      },
      // Of another cluster, and of nobody.
      given(
        { listeners: [https] },
        { tags: { 'elbv2.k8s.aws/cluster': 'other' }, listeners: [{ port: 80, protocol: 'HTTP' }] },
        { tags: {}, listeners: [] },
      ),
    ],
    fail: [
      given({ listeners: [{ ...https, policy: 'ELBSecurityPolicy-2016-08' }] }),
      given({ listeners: [https, { port: 80, protocol: 'HTTP' }] }),
      // One rule of it forwards.
      given({ listeners: [https, { port: 80, protocol: 'HTTP', rules: [forward, toHttps] }] }),
      given({
        listeners: [
          { port: 80, protocol: 'HTTP', rules: [{ Type: 'redirect', RedirectConfig: { Protocol: '#{protocol}' } }] },
        ],
      }),
      given({ listeners: [https] }, { kind: 'classic', listeners: [{ port: 80, protocol: 'HTTP' }] }),
      given({ kind: 'classic', listeners: [{ port: 443, protocol: 'HTTPS', policy: 'ELBSecurityPolicy-2016-08' }] }),
      given({ tags: { 'eks:eks-cluster-name': 'prod' }, listeners: [{ port: 80, protocol: 'HTTP' }] }, tcp),
    ],
    notApplicable: [
      given(),
      given({ tags: {}, listeners: [] }),
      {
        ...given({ scheme: 'internal', listeners: [{ port: 80, protocol: 'HTTP' }] }),
        with: { settings: { internal: false } },
      },
    ],
  },
})

const sort = (
  { protocol, policies, redirects }: Listener,
  approved: string[],
): { is: 'good' | 'bad' | 'through'; why: string } => {
  if (protocol === 'HTTP') return redirects ? { is: 'good', why: '' } : { is: 'bad', why: 'is plain HTTP' }
  if (!/^(HTTPS|TLS|SSL)$/.test(protocol)) return { is: 'through', why: '' }
  if (!policies || policies.length === 0) return { is: 'bad', why: 'names no TLS policy' }
  const worse = policies.filter((policy) => !approved.some((one) => fits(one, policy)))
  return worse.length > 0 ? { is: 'bad', why: `by ${worse.join(', ')}` } : { is: 'good', why: '' }
}

const fits = (pattern: string, name: string): boolean => {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(name)
}
