// DET-27: a container was to be put into a pod that runs already, which no template shows.

import { isAsked } from '../audit-log/asked.ts'
import { askedPod, asking, namesOf } from '../audit-log/asked-pod.ts'
import { patchEntry, podEntry, refusedEntry } from '../audit-log/example-pod.ts'
import { ending, said } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'

const debug = { subresource: 'ephemeralcontainers' }
const added = { spec: { ephemeralContainers: [{ name: 'debugger-x', image: 'busybox', targetContainerName: 'app' }] } }

export default defineDetection({
  id: 'DET-27',
  kind: 'event',
  title: 'Ephemeral container added',
  criteria: ['CC6.8'],
  severity: 'medium',
  // `create` is no verb of it, and is told where somebody tries.
  select: { verb: ['create', 'update', 'patch'], resource: ['pods'], subresource: ['ephemeralcontainers'] },
  hit(event) {
    if (!isAsked(event) || event.apiGroup !== '') return undefined
    const found = askedPod(event)?.containers ?? []
    const images = visible(found.map(({ image }) => said(image ?? 'none')).join(', '), 150)
    const which = found.length > 0 ? `: ${namesOf(found)} of image ${images}` : ''
    return `${asking(event)}, which adds a container to the running pod${which}${ending(event)}`
  },
  respond: 'Ask the actor for the ticket; what ran inside is not in the audit log: look at the node and the pod.',
  limits: 'The list names those that were added before, too. Rehearsals (dryRun) are not told.',
  sameAs: ['Falco EphemeralContainers Created', 'Elastic Kubernetes Ephemeral Container Added to Pod'],
  examples: {
    hit: [
      [patchEntry('pods', added, added, debug)],
      [patchEntry('pods', added, added, { ...debug, verb: 'update' })],
      [patchEntry('pods', [{ op: 'add', path: '/spec/ephemeralContainers/-', value: {} }], undefined, debug)],
      [refusedEntry('pods', { ...debug, verb: 'patch' })],
      [patchEntry('pods', 'added', ['added'], debug)],
    ],
    miss: [
      [patchEntry('pods', added, added)],
      [patchEntry('pods', added, added, { ...debug, verb: 'get' })],
      [patchEntry('pods', added, added, { ...debug, stage: 'RequestReceived' })],
      [patchEntry('pods', added, added, { ...debug, requestURI: '/api/v1/namespaces/shop/pods/cart?dryRun=All' })],
      [podEntry(added.spec, { subresource: 'exec' })],
    ],
  },
})
