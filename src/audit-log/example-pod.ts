// Makes audit entries about pods and about what makes pods: for the examples of detections.
import { type Example, example } from './example.ts'

type Given = Partial<Example>
type Spec = Record<string, unknown>

const shop = { verb: 'create', namespace: 'shop', name: 'cart', code: 201 }
const groups: Record<string, string> = { deployments: 'apps', daemonsets: 'apps', jobs: 'batch', cronjobs: 'batch' }

/** Somebody creates a pod in the shop, unless said otherwise. */
export const podEntry = (spec: Spec, given: Given = {}) =>
  example({ ...shop, resource: 'pods', responseObject: { kind: 'Pod', spec }, ...given })

/** A template of it is created, as a Deployment or another of the groups apps and batch. */
export const templateEntry = (spec: Spec, given: Given = {}) => {
  const resource = given.resource ?? 'deployments'
  return example({ ...shop, ...of(resource), responseObject: templateOf(spec, resource), ...given })
}

/** A change of something that is there: the request names a part, the answer is the whole. */
export const patchEntry = (resource: string, requestObject: unknown, became: unknown, given: Given = {}) =>
  example({ ...shop, verb: 'patch', code: 200, ...of(resource), requestObject, responseObject: became, ...given })

/** Refused before the body was read, as RBAC does: the entry holds none. */
export const refusedEntry = (resource: string, given: Given = {}) =>
  example({ ...shop, ...of(resource), code: 403, decision: 'forbid', ...given })

export const templateOf = (spec: Spec, resource = 'deployments') => {
  const template = { spec: { template: { spec } } }
  return resource === 'cronjobs' ? { spec: { jobTemplate: template } } : template
}

export const controller = (name: string) => ({ user: `system:serviceaccount:kube-system:${name}` })

const of = (resource: string): Given => ({ resource, apiGroup: groups[resource] ?? '' })
