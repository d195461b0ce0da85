// DET-40: what stands between a request and the cluster was changed or taken away.

import { anyPattern } from '../arn-pattern.ts'
import {
  admissionResources,
  enginePolicies,
  isAdmission,
  isOfEngine,
  maintainers,
  opened,
} from '../audit-log/admission.ts'
import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'
import type { Severity } from '../model.ts'

const group = { apiGroup: 'admissionregistration.k8s.io' }
const kyverno = { resource: 'validatingwebhookconfigurations', ...group, name: 'kyverno-policy' }
const hooks = (failurePolicy: string, clientConfig?: unknown) => ({
  webhooks: [{ name: 'validate', failurePolicy, clientConfig }],
})
const injector = { user: 'system:serviceaccount:cert-manager:cert-manager-cainjector' }

// Behind a service account's token stands no IAM principal: aws-auth can give anybody the name.
const isDaily = ({ verb, user, principal }: AuditEvent, names: readonly string[]): boolean =>
  !verb.startsWith('delete') && principal === null && anyPattern(names)(user)

const weight = (event: AuditEvent, open: string): Severity => {
  const { verb } = event
  if (isOwnOfAws(event) || (isOfEngine(event) && !verb.startsWith('delete'))) return 'medium'
  return verb === 'create' || verb.startsWith('delete') || open !== '' ? 'high' : 'medium'
}

export default defineDetection({
  id: 'DET-40',
  kind: 'event',
  title: 'Admission webhook or policy changed or deleted',
  criteria: ['CC7.2', 'CC8.1'],
  severity: 'high',
  settings: { maintainers: [...maintainers] },
  select: { verb: writes, resource: [...admissionResources, ...enginePolicies], subresource: [''] },
  hit(event, { maintainers }) {
    if (!isAsked(event) || !isAdmission(event) || isDaily(event, maintainers)) return undefined
    // EKS keeps the webhooks of its own add-ons.
    if (isOwnOfAws(event) && !event.verb.startsWith('delete')) return undefined
    const open = event.verb.startsWith('delete') ? '' : opened(event.body)
    const which = event.verb === 'deletecollection' && event.name === '' ? '(all)' : target(event)
    const reason = `${who(event)} asked to ${event.verb} ${event.resource} ${which}${ending(event)}${open && `; ${open}`}`
    return { reason, severity: weight(event, open) }
  },
  respond: 'Ask the actor for the approved change; restore the configuration from its repository otherwise.',
  limits:
    'A change is high where something is made, deleted, let pass (failurePolicy) or asked outside of the cluster, and else medium: what of the rest decides, the log does not say. What `maintainers` change is not told, but what they delete. Of custom resources (Kyverno, Gatekeeper) EKS logs no bodies, and the constraints of Gatekeeper are not told.',
  sameAs: [
    'Sigma Kubernetes Admission Controller Modification',
    'Panther Kubernetes Admission Controller Webhook Created',
    'Elastic Kubernetes Admission Webhook Created or Modified',
  ],
  examples: {
    hit: [
      [
        example({
          ...{ verb: 'create', resource: 'mutatingwebhookconfigurations', ...group, name: 'a', code: 201 },
          responseObject: hooks('Fail'),
        }),
      ],
      [example({ verb: 'patch', ...kyverno, responseObject: hooks('Ignore') })],
      [example({ verb: 'update', ...kyverno, responseObject: hooks('Fail', { url: 'https://198.51.100.9/' }) })],
      [example({ verb: 'delete', ...kyverno, resource: 'validatingadmissionpolicybindings' })],
      [example({ verb: 'deletecollection', ...group, resource: kyverno.resource })],
      [example({ verb: 'delete', ...kyverno, code: 403, decision: 'forbid' })],
      [example({ verb: 'delete', ...kyverno, ...injector })],
      [example({ verb: 'patch', ...kyverno, ...injector, extra: { arn: ['arn:aws:iam::111122223333:user/mallory'] } })],
      [example({ verb: 'create', resource: 'policyexceptions', apiGroup: 'kyverno.io', namespace: 'shop', code: 201 })],
      [example({ verb: 'delete', resource: 'constrainttemplates', apiGroup: 'templates.gatekeeper.sh', name: 'a' })],
      {
        log: [example({ verb: 'patch', ...kyverno, ...injector, responseObject: hooks('Fail') })],
        settings: { maintainers: [] },
      },
    ],
    miss: [
      [example({ verb: 'get', ...kyverno })],
      [example({ verb: 'patch', ...kyverno, resource: 'validatingadmissionpolicies', subresource: 'status' })],
      [example({ verb: 'patch', ...kyverno, ...injector, responseObject: hooks('Fail') })],
      [example({ verb: 'update', ...kyverno, user: 'eks:addon-manager', responseObject: hooks('Ignore') })],
      [example({ verb: 'update', ...kyverno, requestURI: '/x?dryRun=All', responseObject: hooks('Ignore') })],
      [example({ verb: 'delete', resource: 'clusterpolicies', apiGroup: 'example.com', name: 'a' })],
      [example({ verb: 'delete', resource: 'pods', namespace: 'shop', name: 'cart' })],
    ],
  },
})
