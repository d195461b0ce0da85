// What a patch of a role or binding gives anew. A merge of any kind replaces rules and subjects as whole lists; a list of
// operations (RFC 6902) may say no more of what is new than where it goes.
import { isRecord } from '../json.ts'
import { setBy } from './patch-operations.ts'

type Members = Record<string, unknown>

/** What each operation sets, by itself: one that comes later may push along what an earlier one set. */
export const setByEach = (request: unknown): Members[] =>
  (Array.isArray(request) ? request : []).map((one) => setBy([one])).filter(isRecord)

/** What should be a list, and may be an object of them or the one thing itself. */
export const listOf = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value
  if (isRecord(value)) return 'name' in value ? [value] : Object.values(value)
  return value === undefined || value === null ? [] : [value]
}

/** Whether a patch leaves everything but the metadata as it was. */
export const isOfMetadata = (request: unknown): boolean =>
  isRecord(request)
    ? Object.keys(request).every((member) => untouched.has(member))
    : Array.isArray(request) && request.every(isAtMetadata)
const untouched = new Set(['apiVersion', 'kind', 'metadata'])

/**
 * Whether a patch gives nobody anything: its metadata alone, or rules and subjects taken away whole. Not where a label
 * adds the role to others. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */
export const givesNothing = (request: unknown): boolean => {
  if (aggregates(request)) return false
  if (!Array.isArray(request)) return isOfMetadata(request)
  return request.every((one) => isAtMetadata(one) || (isRecord(one) && one.op === 'remove' && isWhole(one.path)))
}

/** Whether each operation says wholly what it gives: a rule, a subject, or all of them. */
export const saysAll = (request: unknown): boolean =>
  Array.isArray(request) &&
  !aggregates(request) &&
  request.every(
    (one) =>
      isAtMetadata(one) ||
      (isRecord(one) && ['add', 'replace', 'remove'].includes(String(one.op)) && isWhole(one.path)),
  )

const isAtMetadata = (one: unknown): boolean =>
  isRecord(one) &&
  (one.op === 'test' || (typeof one.path === 'string' && /^\/metadata(\/|$)/.test(one.path) && one.op !== 'move'))
const isWhole = (path: unknown): boolean => typeof path === 'string' && /^\/(rules|subjects)(\/(\d+|-))?$/.test(path)

const aggregate = 'aggregate-to-'
const aggregates = (request: unknown): boolean => {
  const labels = isRecord(request) && isRecord(request.metadata) ? request.metadata.labels : undefined
  if (isRecord(labels)) return aggregatedTo(labels).length > 0
  const sets = Array.isArray(request)
    ? request.filter((one) => isRecord(one) && one.op !== 'remove' && one.op !== 'test' && isAtMetadata(one))
    : []
  return sets.some((one) => JSON.stringify(one).includes(aggregate))
}

/** The roles that a role's labels add it to, by Kubernetes' own labels and those made after them. */
export const aggregatedTo = (labels: Members): string[] =>
  Object.entries(labels)
    .filter(([label, value]) => label.includes(aggregate) && value === 'true')
    .map(([label]) => label.replace(`rbac.authorization.k8s.io/${aggregate}`, ''))
