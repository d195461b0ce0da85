// Roles and bindings as they were last written: what each hands out, from the objects that the API server answered with.
import { isLater, latest } from '../../clock.ts'
import { isRecord, writeJson } from '../../json.ts'
import type { ActorClass, Instant } from '../../model.ts'
import type { AuditEvent } from '../event.ts'
import { isOfMetadata } from '../rbac-patch.ts'
import { rbacGroup } from '../role-rules.ts'
import type { Item } from '../seen.ts'
import { visible } from '../visible.ts'
import { isLeftOpen, isWritten, mayWrite, wholeObject } from '../written.ts'
import { keyOf } from './key.ts'
import { grantsOf, rbacKinds, rbacResources } from './rbac-rules.ts'
import type { Taker } from './taker.ts'

export const rbacPath = `/apis/${rbacGroup}/`

type Write = { by: string; actorClass: ActorClass; at: Instant }
export type Grant = {
  /** As it was last seen whole: what it hands out; none where that is harmless, or it is gone. */
  known: (Write & { grants: string[] }) | null
  /** The last write since, of which the log does not hold what became of the object. */
  unseen: Write | null
}

// Entries of the API server name the group; what does not is taken as well.
export const isRbacWrite = (event: AuditEvent): boolean =>
  [rbacGroup, ''].includes(event.apiGroup) &&
  rbacResources.includes(event.resource) &&
  event.subresource === '' &&
  isWritten(event)

export const grants: Taker<Grant> = {
  most: 1_000,
  merge: (a, b) => {
    const known = newest(a.known, b.known)
    const unseen = newest(a.unseen, b.unseen)
    const isOver = known !== null && unseen !== null && isLater(known.at, unseen.at)
    return { known, unseen: isOver ? null : unseen, at: latest(a.at, b.at) }
  },
  // What is harmless gives way: that it is left out can let an older version seem to stand, and hides nothing.
  matters: ({ known, unseen }) => unseen !== null || known === null || known.grants.length > 0,
  mayBe: mayWrite(rbacPath),
  take(event, at) {
    if (isNamespaceGone(event)) return [of(event, at, 'namespaces', '', event.name, [])]
    if (!isRbacWrite(event)) return []
    const { resource, namespace, verb, responseObject: answer } = event
    const one = (name: unknown, given: string[] | null) => of(event, at, resource, namespace, name, given)
    if (isLeftOpen(event)) return verb.startsWith('delete') ? [] : [one(event.name, null)]
    const kind = rbacKinds[resource] ?? ''
    if (verb === 'delete') return isDeleted(answer, kind) ? [one(event.name, [])] : []
    // What a deletion of many took is in its answer; without it they are said to stand.
    if (verb === 'deletecollection')
      return itemsOf(answer)
        .filter(isUnheld)
        .map((item) => one(nameIn(item) ?? '', []))
    // The last finalizer that is taken away lets go what was deleted before.
    if (isLetGo(answer, kind)) return [one(event.name, [])]
    const object = wholeObject(event, kind)
    if (object) return [one(nameIn(object) ?? event.name, grantsOf(resource, object, namespace))]
    return leavesRules(event) ? [] : [one(event.name, null)]
  },
}

const of = (
  { actor, actorClass }: AuditEvent,
  at: Instant,
  resource: string,
  namespace: string,
  name: unknown,
  given: string[] | null,
): [string, Grant] => {
  const write = { by: visible(actor, 150), actorClass, at }
  const key = keyOf([resource, namespace, String(name)].filter((part) => part !== '').join('/'), 200)
  return [key, given ? { known: { ...write, grants: given }, unseen: null } : { known: null, unseen: write }]
}

// Of two of one moment the one that hands out more, and else any that is the same everywhere.
const newest = <T extends Write & { grants?: string[] }>(a: T | null, b: T | null): T | null => {
  if (!a || !b) return a ?? b
  if (a.at !== b.at) return isLater(a.at, b.at) ? a : b
  const [more, fewer] = [a, b].map((one) => one.grants?.length ?? 0) as [number, number]
  return (more === fewer ? writeJson(a) > writeJson(b) : more > fewer) ? a : b
}

/** Namespaces whose contents the control plane found gone: of what was deleted with them the log holds no names. */
const isNamespaceGone = ({ resource, subresource, user, verb, stage, outcome, responseObject }: AuditEvent): boolean =>
  resource === 'namespaces' &&
  subresource === 'finalize' &&
  verb === 'update' &&
  user === 'system:serviceaccount:kube-system:namespace-controller' &&
  stage === 'ResponseComplete' &&
  outcome === 'allowed' &&
  isLetGo(responseObject, 'Namespace')

/** Those that did not go with their namespace. */
export const withoutGone = (items: Record<string, Item<Grant>>): Record<string, Item<Grant>> =>
  Object.fromEntries(
    Object.entries(items).filter(([key, { at }]) => {
      const [, namespace] = /^(?:roles|rolebindings)\/([^/]+)\//.exec(key) ?? []
      const gone = namespace === undefined ? undefined : items[`namespaces/${namespace}`]
      return !gone || isLater(at, gone.at)
    }),
  )

const itemsOf = (list: unknown): unknown[] => (isRecord(list) && Array.isArray(list.items) ? list.items : [])
const metadataOf = (object: unknown): Record<string, unknown> | undefined =>
  isRecord(object) && isRecord(object.metadata) ? object.metadata : undefined
const nameIn = (object: unknown): string | undefined => {
  const name = metadataOf(object)?.name
  return typeof name === 'string' ? name : undefined
}

// An object that finalizers hold is answered with, and stays in force until they are done. A table does not tell of them.
const isDeleted = (answer: unknown, kind: string): boolean =>
  isRecord(answer) && (answer.kind === 'Status' ? answer.status === 'Success' : isOf(answer, kind) && isUnheld(answer))
const isOf = ({ kind }: Record<string, unknown>, wanted: string): boolean =>
  kind === wanted || kind === 'PartialObjectMetadata'
const isUnheld = (object: unknown): boolean => {
  const metadata = metadataOf(object)
  return metadata !== undefined && !(Array.isArray(metadata.finalizers) && metadata.finalizers.length > 0)
}
const isLetGo = (answer: unknown, kind: string): boolean =>
  isRecord(answer) &&
  isOf(answer, kind) &&
  isUnheld(answer) &&
  typeof metadataOf(answer)?.deletionTimestamp === 'string'

const leavesRules = ({ verb, requestObject }: AuditEvent): boolean => verb === 'patch' && isOfMetadata(requestObject)
