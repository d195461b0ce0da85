// DET-45: a namespace came or went, or lost what Pod Security Admission enforces in it.

import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { enforcementLowered } from '../audit-log/pod-security.ts'
import { ending, target, who } from '../audit-log/sentence.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

const shop = { resource: 'namespaces', namespace: 'shop', name: 'shop' }
const enforce = 'pod-security.kubernetes.io/enforce'
const namespace = (labels: object) => ({ kind: 'Namespace', metadata: { name: 'shop', labels } })
const plain = namespace({ 'kubernetes.io/metadata.name': 'shop' })
const patch = (requestObject: unknown, responseObject: object = plain) =>
  example({ verb: 'patch', ...shop, requestObject, responseObject })
const pointer = '/metadata/labels/pod-security.kubernetes.io~1enforce'

export default defineDetection({
  id: 'DET-45',
  kind: 'event',
  title: 'Namespace created or deleted, or its pod security lowered',
  criteria: ['CC6.8', 'CC8.1'],
  severity: 'medium',
  // Labels can be written through its status and through `finalize` too (registry/core/namespace/strategy.go).
  select: { verb: writes, resource: ['namespaces'], subresource: ['', 'status', 'finalize'] },
  hit(event) {
    // EKS makes the namespaces of its add-ons, and its controllers finish what somebody deleted.
    if (!isAsked(event) || event.apiGroup !== '' || isOwnOfAws(event)) return undefined
    const lowered = enforcementLowered(event)
    const isWhole = event.subresource === '' && (event.verb === 'create' || event.verb.startsWith('delete'))
    if (!isWhole && lowered === undefined) return undefined
    // A namespace is in itself: the name once.
    const named = target({ ...event, namespace: '', name: event.name || event.namespace })
    return `${who(event)} asked to ${event.verb} namespace ${named}${lowered === undefined ? '' : ` ${lowered}`}${ending(event)}`
  },
  respond:
    'Ask the actor for the change. Put the label back where it was lowered, and look at the pods that came meanwhile (DET-29 to DET-33).',
  limits:
    'The log holds the new labels and not the old ones: a level that went from restricted to baseline, or a label that an update or an apply left out, is not seen. Rehearsals (dryRun) are not told.',
  sameAs: ['Falco K8s Namespace Created', 'Falco K8s Namespace Deleted'],
  examples: {
    hit: [
      [example({ verb: 'create', ...shop, code: 201, responseObject: plain })],
      [example({ verb: 'create', ...shop, user: 'system:anonymous', code: 403, decision: 'forbid' })],
      [example({ verb: 'delete', ...shop })],
      [example({ verb: 'create', ...shop, code: 201, responseObject: namespace({ [enforce]: 'privileged' }) })],
      [patch({ metadata: { labels: { [enforce]: 'privileged' } } }, namespace({ [enforce]: 'privileged' }))],
      [patch({ metadata: { labels: { [enforce]: null } } })],
      [patch({ metadata: { labels: null } })],
      [patch({ metadata: { labels: { $patch: 'replace', team: 'a' } } })],
      [patch([{ op: 'remove', path: pointer }])],
      [patch([{ op: 'replace', path: pointer, value: 'privileged' }], namespace({ [enforce]: 'privileged' }))],
      [patch([{ op: 'move', from: pointer, path: '/metadata/labels/was' }])],
      [
        example({
          verb: 'patch',
          ...shop,
          code: 403,
          decision: 'forbid',
          requestObject: { metadata: { labels: { [enforce]: null } } },
          responseObject: { kind: 'Status', code: 403 },
        }),
      ],
      [example({ verb: 'update', ...shop, responseObject: namespace({ [enforce]: 'privileged' }) })],
    ],
    miss: [
      [patch({ metadata: { labels: { [enforce]: 'restricted' } } }, namespace({ [enforce]: 'restricted' }))],
      [patch({ metadata: { labels: { team: 'a' } } }, namespace({ [enforce]: 'restricted', team: 'a' }))],
      [patch({ metadata: { labels: { team: 'a' } } }, namespace({ [enforce]: 'privileged', team: 'a' }))],
      [patch({ metadata: { annotations: { a: 'b' } } }, namespace({ [enforce]: 'privileged' }))],
      [patch({ metadata: { labels: { 'pod-security.kubernetes.io/warn': null } } })],
      [patch([{ op: 'test', path: pointer, value: 'privileged' }])],
      [example({ verb: 'update', ...shop, responseObject: plain })],
      [example({ verb: 'create', ...shop, user: 'eks:addon-manager', code: 201 })],
      [
        example({
          verb: 'update',
          ...shop,
          subresource: 'finalize',
          user: 'system:serviceaccount:kube-system:namespace-controller',
        }),
      ],
      [example({ verb: 'create', ...shop, code: 409 })],
      [example({ verb: 'get', ...shop })],
    ],
  },
})
