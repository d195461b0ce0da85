// Writes that an approval is asked for: to RBAC, to the ConfigMap aws-auth, to admission, each request once.
import { sha256 } from '../../digest.ts'
import type { ActorClass } from '../../model.ts'
import type { AuditEvent } from '../event.ts'
import { target } from '../sentence.ts'
import { visible } from '../visible.ts'
import { isWritten, mayWrite } from '../written.ts'
import { isRbacWrite, rbacPath } from './grants.ts'
import type { Taker } from './taker.ts'

export type Change = {
  /** `create clusterroles ops` */
  what: string
  actor: string
  /** The role behind the actor's session, or the user's name: what a list of names is held against. */
  principal: string
  actorClass: ActorClass
}

export const changeOf = (event: AuditEvent): Change => ({
  what: visible(
    `${event.verb} ${resourceOf(event)} ${event.verb === 'deletecollection' ? '(all)' : target(event)}`,
    150,
  ),
  actor: visible(event.actor, 150),
  principal: visible(event.principal?.canonicalArn ?? event.user, 150),
  actorClass: event.actorClass,
})
const resourceOf = ({ resource, subresource }: AuditEvent): string =>
  subresource === '' ? resource : `${resource}/${subresource}`

/** Short, and the same for no other request. */
export const requestKey = ({ request }: AuditEvent): string => sha256(request).slice('sha256:'.length).slice(0, 20)

const changes = (is: (event: AuditEvent) => boolean, ...below: string[]): Taker<Change> => ({
  most: 200,
  mayBe: mayWrite(...below),
  take: (event) => (isWritten(event) && is(event) ? [[requestKey(event), changeOf(event)]] : []),
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

const admissionGroup = 'admissionregistration.k8s.io'
const admission = /^(mutating|validating)(webhookconfigurations|admissionpolicies|admissionpolicybindings)$/
export const admissionChanges = changes(
  ({ apiGroup, resource, subresource }) =>
    apiGroup === admissionGroup && admission.test(resource) && subresource === '',
  `/apis/${admissionGroup}/`,
)
