// Whether an ingress answers in the clear, as the object says it.
import { isRecord } from '../json.ts'
import { memberAt } from './members.ts'
import { said } from './sentence.ts'

type Members = Record<string, unknown>
const alb = 'alb.ingress.kubernetes.io/'

/** Why an ingress is without TLS; undefined where it has it, or where the object is none. */
export const clearText = (ingress: Members): string | undefined => {
  const spec = isRecord(ingress.spec) ? ingress.spec : undefined
  if (!spec || (Array.isArray(spec.tls) && spec.tls.length > 0) || isChallenge(spec)) return undefined
  const all = memberAt(ingress, ['metadata', 'annotations'])
  const annotations = isRecord(all) ? all : {}
  if (Object.entries(annotations).some(([name, value]) => ownTls.test(name) && said(value) === 'true')) return undefined
  const isAlb =
    spec.ingressClassName === 'alb' ||
    annotations['kubernetes.io/ingress.class'] === 'alb' ||
    Object.keys(annotations).some((name) => name.startsWith(alb))
  return isAlb ? albClearText(annotations) : 'names no certificate (spec.tls)'
}

// What takes TLS up by other words: Traefik's routers, and what hands it through to the pod.
const ownTls = /\/(router\.tls|ssl-passthrough)$/

// cert-manager answers a challenge of ACME over HTTP, which RFC 8555 8.3 wants: one path, for minutes.
const isChallenge = ({ rules }: Members): boolean => {
  const paths = (Array.isArray(rules) ? rules : []).map((rule) => memberAt(rule, ['http', 'paths']))
  const each = paths.flatMap((list) => (Array.isArray(list) ? list : [undefined]))
  return (
    each.length > 0 && each.every((one) => /^\/\.well-known\/acme-challenge\/./.test(said(memberAt(one, ['path']))))
  )
}

/**
 * A load balancer of AWS's terminates TLS by annotations: it listens on 443 alone where a certificate is named and no ports are.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
 */
const albClearText = (annotations: Members): string | undefined => {
  const value = (name: string): string => (annotations[alb + name] === undefined ? '' : said(annotations[alb + name]))
  const ports = value('listen-ports')
  const redirects =
    value('ssl-redirect') !== '' ||
    Object.entries(annotations).some(([name, one]) => name.startsWith(`${alb}actions.`) && /"HTTPS"/.test(said(one)))
  if (ports === '') return value('certificate-arn') === '' ? 'names no certificate for its load balancer' : undefined
  if (!/"HTTPS"/.test(ports)) return 'has a load balancer that listens to HTTP alone'
  return /"HTTP"/.test(ports) && !redirects ? 'has a load balancer that answers HTTP beside HTTPS' : undefined
}
