// DET-40: what stands between a request and the cluster was changed or taken away.

import { example } from '../audit-log/example.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { defineDetection } from '../detection.ts'
import { isRecord } from '../json.ts'

const kyverno = { apiGroup: 'admissionregistration.k8s.io', name: 'kyverno-policy' }
const hooks = (failurePolicy: string) => ({ webhooks: [{ name: 'validate', failurePolicy }] })

// Webhooks carry it each, policies in their spec.
const ignores = (body: Record<string, unknown> | null): boolean =>
  [body?.spec, ...(Array.isArray(body?.webhooks) ? body.webhooks : [])].some(
    (part) => isRecord(part) && part.failurePolicy === 'Ignore',
  )

export default defineDetection({
  id: 'DET-40',
  kind: 'event',
  title: 'Admission webhook or policy changed or deleted',
  criteria: ['CC7.2', 'CC8.1'],
  severity: 'high',
  select: {
    verb: ['create', 'update', 'patch', 'delete', 'deletecollection'],
    resource: [
      'mutatingwebhookconfigurations',
      'validatingwebhookconfigurations',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'mutatingadmissionpolicies',
      'mutatingadmissionpolicybindings',
    ],
    subresource: [''],
  },
  hit(event) {
    if (event.outcome === null) return undefined
    const open = ignores(event.body) ? '; failurePolicy is Ignore: requests pass while it is down' : ''
    return `${who(event)} asked to ${event.verb} ${event.resource} ${event.verb === 'deletecollection' ? '(all)' : target(event)}${ending(event)}${open}`
  },
  respond: 'Ask the actor for the approved change; restore the configuration from its repository otherwise.',
  sameAs: ['Sigma kubernetes_audit_change_admission_controller', 'Panther Kubernetes.AdmissionController.Created'],
  examples: {
    hit: [
      [
        example({
          verb: 'create',
          resource: 'mutatingwebhookconfigurations',
          ...kyverno,
          code: 201,
          responseObject: hooks('Fail'),
        }),
      ],
      [
        example({
          verb: 'patch',
          resource: 'validatingwebhookconfigurations',
          ...kyverno,
          responseObject: hooks('Ignore'),
        }),
      ],
      [example({ verb: 'delete', resource: 'validatingadmissionpolicybindings', ...kyverno })],
      [example({ verb: 'deletecollection', resource: 'validatingwebhookconfigurations', apiGroup: kyverno.apiGroup })],
      [
        example({
          verb: 'delete',
          resource: 'validatingwebhookconfigurations',
          ...kyverno,
          code: 403,
          decision: 'forbid',
        }),
      ],
    ],
    miss: [
      [example({ verb: 'get', resource: 'validatingwebhookconfigurations', ...kyverno })],
      [example({ verb: 'patch', resource: 'validatingadmissionpolicies', subresource: 'status', ...kyverno })],
      [example({ verb: 'delete', resource: 'pods', namespace: 'shop', name: 'cart' })],
    ],
  },
})
