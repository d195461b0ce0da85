// What a patch of a role or binding gives anew. A merge of any kind replaces rules and subjects as whole lists; a list of
// operations (RFC 6902) may say no more of what is new than where it goes.
import { isRecord } from '../json.ts'
import { copies, type Operation, operationsOf, setBy } from './patch-operations.ts'

type Members = Record<string, unknown>

/**
 * What each operation sets, by itself: one that comes later may push along what an earlier one set. Of one that copies what
 * another set, what all of them set together.
 */
export const setByEach = (request: unknown): Members[] => {
  const operations = operationsOf(request) ?? []
  const each = operations.map((one) => setBy([one]).set)
  return operations.some(copies) ? [...each, setBy(operations).set] : each
}

/** Whether a patch leaves everything but the metadata as it was. */
export const isOfMetadata = (request: unknown): boolean => {
  const operations = operationsOf(request)
  if (operations) return operations.every(isAtMetadata)
  return isRecord(request) && Object.keys(request).every((member) => untouched.has(member))
}
const untouched = new Set(['apiVersion', 'kind', 'metadata'])

/**
 * Whether a patch gives nobody anything: its metadata alone, or rules and subjects taken away whole. Not where a label
 * adds the role to others. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */
export const givesNothing = (request: unknown): boolean => {
  if (aggregates(request)) return false
  const operations = operationsOf(request)
  if (!operations) return isOfMetadata(request)
  return operations.every((one) => isAtMetadata(one) || (one.op === 'remove' && isWhole(one)))
}

/** Whether each operation says wholly what it gives: a rule, a subject, or all of them. */
export const saysAll = (request: unknown): boolean =>
  !aggregates(request) &&
  (operationsOf(request)?.every(
    (one) => isAtMetadata(one) || (['add', 'replace', 'remove'].includes(one.op) && isWhole(one)),
  ) ??
    false)

const isAtMetadata = ({ op, path }: Operation): boolean =>
  op === 'test' || (/^\/metadata(\/|$)/.test(path) && op !== 'move')
const isWhole = ({ path }: Operation): boolean => /^\/(rules|subjects)(\/(\d+|-))?$/.test(path)

const aggregate = 'aggregate-to-'
const aggregates = (request: unknown): boolean => {
  const operations = operationsOf(request)
  if (operations)
    return operations.some(
      (one) =>
        one.op !== 'remove' &&
        one.op !== 'test' &&
        isAtMetadata(one) &&
        JSON.stringify([one.path, one.value]).includes(aggregate),
    )
  const labels = isRecord(request) && isRecord(request.metadata) ? request.metadata.labels : undefined
  return isRecord(labels) && aggregatedTo(labels).length > 0
}

/** The roles that a role's labels add it to, by Kubernetes' own labels and those made after them. */
export const aggregatedTo = (labels: Members): string[] =>
  Object.entries(labels)
    .filter(([label, value]) => label.includes(aggregate) && value === 'true')
    .map(([label]) => label.replace(`rbac.authorization.k8s.io/${aggregate}`, ''))
