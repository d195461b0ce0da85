// DET-46: a token of a service account was asked for: by a person, for long, or bound to nothing.

import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { isLoop } from '../audit-log/classify.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { isHuman } from '../audit-log/human.ts'
import { ending, said, target, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'
import { isRecord } from '../json.ts'

type Terms = { seconds: number | null; bound: string | null; atApiServer: boolean }

// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
const termsOf = (body: Record<string, unknown> | null): Terms | null => {
  if (!isRecord(body?.spec)) return null
  const { expirationSeconds, boundObjectRef, audiences } = body.spec
  const seconds =
    expirationSeconds === undefined || expirationSeconds === null ? 3_600 : Number(said(expirationSeconds))
  return {
    seconds: Number.isFinite(seconds) ? seconds : null,
    bound: isRecord(boundObjectRef) ? `${said(boundObjectRef.kind)} ${said(boundObjectRef.name)}` : null,
    atApiServer:
      !Array.isArray(audiences) || audiences.length === 0 || audiences.some((one) => apiServer.test(said(one))),
  }
}
// None, which means the API server, or its own. A token for sts.amazonaws.com opens nothing here.
const apiServer = /^(https:\/\/)?(kubernetes\.default\.svc|oidc\.eks[.-])/

const isTold = (event: AuditEvent, terms: Terms | null, maxSeconds: number): boolean => {
  // kube-controller-manager runs its loops with tokens of their service accounts, which all are in kube-system. Anybody else who
  // has one acts under a name that is left out elsewhere.
  const isSystem = event.namespace === 'kube-system'
  if (isOwnOfAws(event)) return !isSystem
  if ((isSystem && isLoop(event.name)) || isHuman(event)) return true
  if (event.actorClass !== 'workload' || terms === null || terms.seconds === null) return true
  return terms.seconds > maxSeconds || (terms.bound === null && terms.atApiServer)
}

const sentenceOf = (terms: Terms | null): string =>
  terms === null
    ? 'on terms that the log does not hold'
    : `for ${terms.seconds === null ? 'nobody can tell how many' : terms.seconds} seconds, bound to ${visible(terms.bound ?? 'nothing', 100)}`

const token = { resource: 'serviceaccounts', subresource: 'token', namespace: 'shop', name: 'cart', code: 201 }
const asked = (spec: unknown) => ({ level: 'Request', requestObject: { kind: 'TokenRequest', spec } })
const pod = { kind: 'Pod', apiVersion: 'v1', name: 'cart-0', uid: '0f9c' }
const workload = { user: 'system:serviceaccount:platform:external-secrets', groups: ['system:serviceaccounts'] }
const kubelet = { user: 'system:node:ip-10-0-1-21.eu-west-1.compute.internal', groups: ['system:nodes'] }
const controllers = { user: 'system:kube-controller-manager', groups: ['system:authenticated'] }
// Bound, short, for the API server: what any workload asks for, but of the account of a loop of the control plane.
const short = { expirationSeconds: 600, boundObjectRef: { kind: 'Secret', name: 'note' } }
const loop = { namespace: 'kube-system', name: 'clusterrole-aggregation-controller' }
const mapped = {
  ...controllers,
  namespace: 'kube-system',
  extra: { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/x'] },
}

export default defineDetection({
  id: 'DET-46',
  kind: 'event',
  title: 'Service-account token requested by a human, long-lived or unbound',
  criteria: ['CC6.1'],
  severity: 'medium',
  select: { verb: ['create'], resource: ['serviceaccounts'], subresource: ['token'], butNoise: true },
  // As long as the longest that EKS's own webhook asks for, where nobody says otherwise:
  // https://github.com/aws/amazon-eks-pod-identity-webhook
  settings: { maxSeconds: 86_400 },
  hit(event, { maxSeconds }) {
    if (event.outcome === null || event.apiGroup !== '') return undefined
    const terms = termsOf(event.body)
    if (!isTold(event, terms, maxSeconds)) return undefined
    return `${who(event)} asked for a token of service account ${target(event)} ${sentenceOf(terms)}${ending(event)}`
  },
  respond:
    'Ask the actor what the token is for; if nobody knows, remove the right to create serviceaccounts/token and delete the service account, which ends its tokens.',
  limits:
    'What kubelets ask for is not looked at: the API server gives them only tokens of pods on their own node, and they ask all day. A token that a workload has bound, or that is for another audience, is told only when it is long-lived.',
  sameAs: [
    'Elastic Kubernetes Service Account Token Created via TokenRequest API',
    'Panther Kubernetes Long-Lived Service Account Token Created',
    'Stratus k8s.persistence.create-token',
  ],
  examples: {
    hit: [
      [
        example({ verb: 'create', ...token, stage: 'RequestReceived' }),
        example({ verb: 'create', ...token, ...asked({ expirationSeconds: 3_600 }) }),
      ],
      [example({ verb: 'create', ...token, ...asked({ expirationSeconds: 600, boundObjectRef: pod }) })],
      [example({ verb: 'create', ...token, ...asked({}), code: 403, decision: 'forbid' })],
      [example({ verb: 'create', ...token, ...workload, ...asked({ expirationSeconds: 3_600, audiences: [] }) })],
      [
        example({
          verb: 'create',
          ...token,
          ...workload,
          ...asked({ expirationSeconds: 600, audiences: ['sts.amazonaws.com', 'https://kubernetes.default.svc'] }),
        }),
      ],
      [
        example({
          verb: 'create',
          ...token,
          ...workload,
          ...asked({ expirationSeconds: 31_536_000, boundObjectRef: pod, audiences: ['vault'] }),
        }),
      ],
      [
        example({
          verb: 'create',
          ...token,
          ...workload,
          ...asked({ expirationSeconds: '31536000', boundObjectRef: pod }),
        }),
      ],
      [example({ verb: 'create', ...token, ...workload, level: 'Request' })],
      [example({ verb: 'create', ...token, ...controllers, ...asked({ expirationSeconds: 3_600 }) })],
      [example({ verb: 'create', ...token, ...workload, ...loop, ...asked(short) })],
      [example({ verb: 'create', ...token, ...mapped, ...asked(short) })],
      {
        log: [
          example({
            verb: 'create',
            ...token,
            ...workload,
            ...asked({ expirationSeconds: 7_200, boundObjectRef: pod }),
          }),
        ],
        settings: { maxSeconds: 3_600 },
      },
    ],
    miss: [
      [example({ verb: 'create', ...token, stage: 'RequestReceived' })],
      [example({ verb: 'create', ...token, ...kubelet, ...asked({ expirationSeconds: 3_607, boundObjectRef: pod }) })],
      [example({ verb: 'create', ...token, ...workload, ...asked({ expirationSeconds: 3_600, boundObjectRef: pod }) })],
      [
        example({
          verb: 'create',
          ...token,
          ...workload,
          ...asked({ expirationSeconds: 600, audiences: ['sts.amazonaws.com'] }),
        }),
      ],
      [
        example({
          verb: 'create',
          ...token,
          ...controllers,
          namespace: 'kube-system',
          ...asked({ expirationSeconds: 3_600 }),
        }),
      ],
      [example({ verb: 'create', ...token, ...controllers, ...loop, ...asked({ expirationSeconds: 3_600 }) })],
      [example({ verb: 'create', resource: 'serviceaccounts', namespace: 'shop', name: 'cart', code: 201 })],
    ],
  },
})
