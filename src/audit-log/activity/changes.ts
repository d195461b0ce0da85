// Writes that an approval is asked for: to RBAC, to the ConfigMap aws-auth, to admission. Of each actor and hour the first and
// the last: what one approval covers at both ends it covers between them.
import { earliest, slotAt } from '../../clock.ts'
import { sha256 } from '../../digest.ts'
import type { ActorClass, Instant } from '../../model.ts'
import { admissionGroup, isOfKubernetes } from '../admission.ts'
import type { AuditEvent } from '../event.ts'
import { type Item, type Merge, newer } from '../seen.ts'
import { resourceOf, target } from '../sentence.ts'
import { visible } from '../visible.ts'
import { isLeftOpen, isWritten, mayWrite } from '../written.ts'
import { isRbacWrite, rbacPath } from './grants.ts'
import type { Taker } from './taker.ts'

export type Change = {
  /** `create clusterroles ops` */
  what: string
  actor: string
  /** The role behind the actor's session, or the user's name: what a list of names is held against. */
  principal: string
  actorClass: ActorClass
  /** Of the actor's first of the hour; `what` is the last. */
  first: Instant
}

export const changeOf = (event: AuditEvent, at: Instant): Change => ({
  what: visible(
    `${event.verb} ${resourceOf(event)} ${event.verb === 'deletecollection' ? '(all)' : target(event)}${isLeftOpen(event) ? ' (no answer)' : ''}`,
    150,
  ),
  actor: visible(event.actor, 150),
  principal: visible(event.principal?.canonicalArn ?? event.user, 150),
  actorClass: event.actorClass,
  first: at,
})

/** By actor and hour, whatever name the actor goes by; what deletes stands by itself. */
export const changeKey = ({ actor, user, actorClass, verb }: AuditEvent, at: Instant): string => {
  const digest = sha256(JSON.stringify([actor, user, actorClass])).slice('sha256:'.length)
  return [digest.slice(0, 20), slotAt(at, 3_600).start, ...(verb.startsWith('delete') ? ['delete'] : [])].join(' ')
}

export const mergeChanges: Merge<Change> = (a, b) => {
  const last = newer(a, b) as Item<Change>
  return { ...last, first: earliest(a.first, b.first) }
}

const changes = (is: (event: AuditEvent) => boolean, ...below: string[]): Taker<Change> => ({
  most: 1_000,
  merge: mergeChanges,
  mayBe: mayWrite(...below),
  take: (event, at) => (isWritten(event) && is(event) ? [[changeKey(event, at), changeOf(event, at)]] : []),
})

export const rbacChanges = changes(isRbacWrite, rbacPath)

export const awsAuthChanges = changes(
  ({ resource, namespace, name, verb, subresource, apiGroup }) =>
    resource === 'configmaps' &&
    apiGroup === '' &&
    subresource === '' &&
    namespace === 'kube-system' &&
    (name === 'aws-auth' || (name === '' && verb === 'deletecollection')),
  '/api/v1/namespaces/kube-system/configmaps',
)

export const admissionChanges = changes(
  (event) => isOfKubernetes(event) && event.subresource === '',
  `/apis/${admissionGroup}/`,
)
