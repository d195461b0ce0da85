// Security contexts as Kubernetes applies them: a container's own member counts, and where it has none, the pod's.
import { isRecord } from '../json.ts'
import { type AskedPod, namesOf } from './asked-pod.ts'
import { memberAt } from './members.ts'

/** A member of one container's security context, by its path; undefined where nothing was said. */
export type Of = (...path: string[]) => unknown

// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context
const ofPods = ['runAsUser', 'runAsNonRoot', 'seccompProfile', 'appArmorProfile', 'windowsOptions']

/** The containers it holds for, by name; undefined for none. What a merge says of the pod holds for those it does not name. */
export const holdsFor = (
  { spec, containers, whole, partial }: AskedPod,
  is: (of: Of, name: unknown) => boolean,
): string | undefined => {
  const which = containers.filter((one) => is(contextOf(one, spec), one.name))
  if (which.length > 0) return namesOf(which)
  const hasOthers = whole && (partial || containers.length === 0)
  return hasOthers && is(contextOf({}, spec), undefined) ? 'of the whole pod' : undefined
}

const contextOf =
  (container: Record<string, unknown>, pod: Record<string, unknown>): Of =>
  (...path) =>
    at(container.securityContext, path) ?? (ofPods.includes(path[0] ?? '') ? at(pod.securityContext, path) : undefined)

// null is as good as nothing, to the API server too.
const at = (value: unknown, path: readonly string[]): unknown =>
  isRecord(value) ? (memberAt(value, path) ?? undefined) : undefined

// The API server takes a boolean only. A string in a refused request shows what was wanted.
export const isTrue = (value: unknown): boolean => value === true || wants(value, 'true')
export const isFalse = (value: unknown): boolean => value === false || wants(value, 'false')
/** Whether it is this text, in any case. */
export const wants = (value: unknown, text: string): boolean =>
  typeof value === 'string' && value.trim().toLowerCase() === text.toLowerCase()
