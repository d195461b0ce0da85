// Roles and bindings as they were last written: what each hands out, from the objects that the API server answered with.
import { isRecord } from '../../json.ts'
import type { ActorClass } from '../../model.ts'
import type { AuditEvent } from '../event.ts'
import { type Item, newer } from '../seen.ts'
import { visible } from '../visible.ts'
import { isWritten, mayWrite, wholeObject } from '../written.ts'
import { grantsOf, rbacResources } from './rbac-rules.ts'
import type { Taker } from './taker.ts'

export const rbacGroup = 'rbac.authorization.k8s.io'
export const rbacPath = `/apis/${rbacGroup}/`

export type Grant = {
  /** What it hands out; none where it is harmless, or gone. */
  grants: string[]
  /** The log does not hold the object, or it is not as documented: what it hands out is not known. */
  unseen: boolean
  by: string
  actorClass: ActorClass
}

// Entries of the API server name the group; what does not is taken as well.
export const isRbacWrite = (event: AuditEvent): boolean =>
  [rbacGroup, ''].includes(event.apiGroup) &&
  rbacResources.includes(event.resource) &&
  event.subresource === '' &&
  isWritten(event)

export const grants: Taker<Grant> = {
  most: 1_000,
  // Of two of one moment the one that hands out more.
  merge: (a, b) =>
    a.at === b.at && weight(a) !== weight(b) ? (weight(a) > weight(b) ? a : b) : (newer(a, b) as Item<Grant>),
  mayBe: mayWrite(rbacPath),
  take(event) {
    if (!isRbacWrite(event)) return []
    const { resource, namespace, actor, actorClass } = event
    const one = (name: unknown, given: string[] | null): [string, Grant] => [
      visible([resource, namespace, String(name)].filter((part) => part !== '').join('/'), 200),
      { grants: given ?? [], unseen: given === null, by: visible(actor, 150), actorClass },
    ]
    if (event.verb === 'delete') return isGone(event.responseObject) ? [one(event.name, [])] : []
    // What a deletion of many took is in its answer; without it they are said to stand.
    if (event.verb === 'deletecollection')
      return itemsOf(event.responseObject)
        .filter(isGone)
        .map((item) => one(nameIn(item) ?? '', []))
    const object = wholeObject(event)
    return [one((object && nameIn(object)) ?? event.name, object && grantsOf(resource, object))]
  },
}

const weight = ({ grants: given, unseen }: Grant): number => (unseen ? 1 : given.length + 1)

const itemsOf = (list: unknown): unknown[] => (isRecord(list) && Array.isArray(list.items) ? list.items : [])
const nameIn = (object: unknown): string | undefined => {
  const name = isRecord(object) && isRecord(object.metadata) ? object.metadata.name : undefined
  return typeof name === 'string' ? name : undefined
}

// An object that finalizers hold is answered with, and stays in force until they are done.
const isGone = (answer: unknown): boolean => {
  if (!isRecord(answer)) return false
  const held = isRecord(answer.metadata) ? answer.metadata.finalizers : undefined
  return !(Array.isArray(held) && held.length > 0)
}
