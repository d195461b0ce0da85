// Who wrote workloads: people, service accounts, whoever is not the control plane itself.
import { isRecord } from '../../json.ts'
import type { AuditEvent, Unreadable } from '../event.ts'
import { podMaker, podMakers } from '../pod-spec.ts'
import { isWritten, mayWriteTo } from '../written.ts'
import { type Change, changeKey, changeOf, mergeChanges } from './changes.ts'
import type { Taker } from './taker.ts'

const mayWritePods = mayWriteTo(podMakers)

export const workloads: Taker<Change> = {
  most: 2_000,
  merge: mergeChanges,
  mayBe: (entry) => mayWritePods(entry) || mayDeleteNamespace(entry),
  take(event, at) {
    const { actorClass, principal } = event
    if (!(isWorkload(event) || isNamespaceDeletion(event)) || !isWritten(event)) return []
    // Behind the controllers no principal stands. Where one does, whose it is decides.
    if ((actorClass === 'aws-managed' && !principal) || (actorClass === 'node' && isMirror(event))) return []
    return [[changeKey(event, at), changeOf(event, at)]]
  },
}

/** Whether a request is about what makes pods, or about a pod by itself; not whether it changes it. */
export const isWorkload = (event: AuditEvent): boolean => isPod(event) || isMaker(event)

// Pods by themselves too: who makes or alters one needs no Deployment. Deleting one restarts it, and changes nothing.
const isPod = ({ apiGroup, resource, subresource, verb }: AuditEvent): boolean =>
  apiGroup === '' &&
  resource === 'pods' &&
  ['', 'ephemeralcontainers', 'resize'].includes(subresource) &&
  !verb.startsWith('delete')

const isMaker = (event: AuditEvent): boolean =>
  event.resource !== 'pods' && podMaker(event) !== undefined && ['', 'scale'].includes(event.subresource)

// All that runs in it goes with it.
const isNamespaceDeletion = ({ apiGroup, resource, subresource, verb }: AuditEvent): boolean =>
  apiGroup === '' && resource === 'namespaces' && subresource === '' && verb === 'delete'
const mayDeleteNamespace = ({ head }: Unreadable): boolean =>
  head?.verb === 'delete' && /^\/api\/v1\/namespaces\/[^/]+\/?(\?|$)/.test(head.uri)

// What a kubelet shows of the pods that its own machine's files make; nothing is run by it.
const isMirror = ({ resource, verb, requestObject, responseObject }: AuditEvent): boolean =>
  resource === 'pods' &&
  verb === 'create' &&
  [requestObject, responseObject].some(
    (pod) =>
      isRecord(pod) &&
      isRecord(pod.metadata) &&
      isRecord(pod.metadata.annotations) &&
      typeof pod.metadata.annotations['kubernetes.io/config.mirror'] === 'string',
  )
