// DET-58: an entry that no detection could judge: cut, malformed, or without the object it is about.
import { example } from '../audit-log/example.ts'
import { podMakers } from '../audit-log/pod-spec.ts'
import { defineDetection } from '../detection.ts'

const whole = { resource: 'pods', namespace: 'shop', name: 'cart' }
const text = (given: Parameters<typeof example>[0]): string => JSON.stringify(example(given))

export default defineDetection({
  id: 'DET-58',
  kind: 'entry',
  title: 'Oversized, cut or malformed audit entry',
  criteria: ['CC7.2'],
  severity: 'medium',
  // Writes whose objects the other detections read; EKS logs these with both objects.
  select: {
    verb: ['create', 'update', 'patch'],
    resource: [
      ...podMakers,
      'roles',
      'clusterroles',
      'rolebindings',
      'clusterrolebindings',
      'mutatingwebhookconfigurations',
      'validatingwebhookconfigurations',
    ],
    subresource: [''],
  },
  fault(entry) {
    if (!entry.readable) return entry.why
    const reduced = entry.stage === 'ResponseComplete' && entry.outcome === 'allowed' && entry.body === null
    return reduced ? 'without the object that was written' : undefined
  },
  respond:
    'Look at the entries by their pointers. An entry is cut when its object is large: find out who writes such objects, as they escape detection.',
  limits:
    'An entry that says of itself what the machinery does all day, and is malformed in another member than those that say so, is left out with that by the scan; the stream tells it.',
  sameAs: [],
  examples: {
    hit: [
      [text({ verb: 'create', ...whole, requestObject: { spec: {} } }).slice(0, 700)],
      ['log line of another program'],
      [{ ...example({ verb: 'create', ...whole }), user: 'alice' }],
      [{ ...example({ verb: 'create', ...whole }), stage: 'Later' }],
      ['{"kind":"Event","kind":"Event"}'],
      [example({ verb: 'create', ...whole, code: 201 })],
    ],
    miss: [
      [example({ verb: 'create', ...whole, code: 201, requestObject: { spec: {} } })],
      [example({ verb: 'create', ...whole, code: 403, decision: 'forbid' })],
      [example({ verb: 'create', ...whole, subresource: 'exec', code: 101 })],
      [example({ verb: 'delete', ...whole })],
    ],
  },
})
