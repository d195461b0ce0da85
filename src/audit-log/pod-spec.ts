// Finds the containers that an object makes: in pods, and in the templates of everything that makes pods.
import { isRecord } from '../json.ts'

type Maker = { group: string; kind: string; path: readonly string[] }
const template = ['spec', 'template', 'spec']

const makers: Record<string, Maker> = {
  pods: { group: '', kind: 'Pod', path: ['spec'] },
  podtemplates: { group: '', kind: 'PodTemplate', path: ['template', 'spec'] },
  replicationcontrollers: { group: '', kind: 'ReplicationController', path: template },
  deployments: { group: 'apps', kind: 'Deployment', path: template },
  daemonsets: { group: 'apps', kind: 'DaemonSet', path: template },
  statefulsets: { group: 'apps', kind: 'StatefulSet', path: template },
  replicasets: { group: 'apps', kind: 'ReplicaSet', path: template },
  jobs: { group: 'batch', kind: 'Job', path: template },
  cronjobs: { group: 'batch', kind: 'CronJob', path: ['spec', 'jobTemplate', 'spec', 'template', 'spec'] },
}

export const podMakers: readonly string[] = Object.keys(makers)

/**
 * The kind that Kubernetes itself makes pods from; undefined for any other, also for a custom resource of the same name (Jobs of
 * Volcano). The API server names the group; what does not is taken as well.
 */
export const podMaker = ({ apiGroup, resource }: { apiGroup: string; resource: string }): string | undefined => {
  const found = Object.hasOwn(makers, resource) ? makers[resource] : undefined
  return found && ['', found.group].includes(apiGroup) ? found.kind : undefined
}

/** The pod spec within an object of this resource, or null where there is none. */
export const podSpec = (resource: string, body: unknown): Record<string, unknown> | null => {
  const found = makers[resource]?.path.reduce<unknown>((at, member) => (isRecord(at) ? at[member] : undefined), body)
  return isRecord(found) ? found : null
}

/** Containers of every kind, init and ephemeral ones too. A list that came as an object is read like one. */
export const containers = (spec: Record<string, unknown>): Record<string, unknown>[] =>
  ['containers', 'initContainers', 'ephemeralContainers'].flatMap((kind) => listed(spec[kind])).filter(isRecord)

/** What is mounted from an image. https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/ */
export const imageVolumes = (spec: Record<string, unknown>): Record<string, unknown>[] =>
  listed(spec.volumes)
    .filter(isRecord)
    .map(({ image }) => image)
    .filter(isRecord)

const listed = (value: unknown): unknown[] =>
  isRecord(value) ? Object.values(value) : Array.isArray(value) ? value : []
