// Finds the containers that an object makes: in pods, and in the templates of everything that makes pods.
import { isRecord } from '../json.ts'

const templates: Record<string, readonly string[]> = {
  pods: ['spec'],
  podtemplates: ['template', 'spec'],
  replicationcontrollers: ['spec', 'template', 'spec'],
  deployments: ['spec', 'template', 'spec'],
  daemonsets: ['spec', 'template', 'spec'],
  statefulsets: ['spec', 'template', 'spec'],
  replicasets: ['spec', 'template', 'spec'],
  jobs: ['spec', 'template', 'spec'],
  cronjobs: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
}

export const podMakers: readonly string[] = Object.keys(templates)

/** The pod spec within an object of this resource, or null where there is none. */
export const podSpec = (resource: string, body: unknown): Record<string, unknown> | null => {
  const path = templates[resource]
  if (!path) return null
  const found = path.reduce<unknown>((at, member) => (isRecord(at) ? at[member] : undefined), body)
  return isRecord(found) ? found : null
}

/** Containers of every kind, init and ephemeral ones too. A list that came as an object is read like one. */
export const containers = (spec: Record<string, unknown>): Record<string, unknown>[] =>
  ['containers', 'initContainers', 'ephemeralContainers']
    .flatMap((kind) => (isRecord(spec[kind]) ? Object.values(spec[kind]) : (spec[kind] ?? [])))
    .filter(isRecord)
