// Finds the containers that an object makes: in pods, and in the templates of everything that makes pods.
import { isRecord } from '../json.ts'
import { memberAt, objectsIn } from './members.ts'

type Maker = { groups: readonly string[]; kind: string; path: readonly string[] }
const template = ['spec', 'template']
// Under `extensions` Kubernetes itself had them before 1.16, and nobody else can: the group of a custom resource has a dot.
const apps = ['apps', 'extensions']

const makers: Record<string, Maker> = {
  pods: { groups: [''], kind: 'Pod', path: [] },
  podtemplates: { groups: [''], kind: 'PodTemplate', path: ['template'] },
  replicationcontrollers: { groups: [''], kind: 'ReplicationController', path: template },
  deployments: { groups: apps, kind: 'Deployment', path: template },
  daemonsets: { groups: apps, kind: 'DaemonSet', path: template },
  statefulsets: { groups: ['apps'], kind: 'StatefulSet', path: template },
  replicasets: { groups: apps, kind: 'ReplicaSet', path: template },
  jobs: { groups: ['batch'], kind: 'Job', path: template },
  cronjobs: { groups: ['batch'], kind: 'CronJob', path: ['spec', 'jobTemplate', 'spec', 'template'] },
}

export const podMakers: readonly string[] = Object.keys(makers)

/**
 * The kind that Kubernetes itself makes pods from; undefined for any other, also for a custom resource of the same name (Jobs of
 * Volcano). The API server names the group; what does not is taken as well.
 */
export const podMaker = ({ apiGroup, resource }: { apiGroup: string; resource: string }): string | undefined => {
  const found = Object.hasOwn(makers, resource) ? makers[resource] : undefined
  return found && ['', ...found.groups].includes(apiGroup) ? found.kind : undefined
}

/** What of an object of this resource becomes a pod, with its own metadata and spec; null where there is none. */
export const podTemplate = (resource: string, body: unknown): Record<string, unknown> | null => {
  const maker = Object.hasOwn(makers, resource) ? makers[resource] : undefined
  return maker ? record(memberAt(body, maker.path)) : null
}

/** The pod spec within an object of this resource, or null where there is none. */
export const podSpec = (resource: string, body: unknown): Record<string, unknown> | null =>
  record(podTemplate(resource, body)?.spec)

/** Containers of every kind, init and ephemeral ones too. A list that came as an object is read like one. */
export const containers = (spec: Record<string, unknown>): Record<string, unknown>[] =>
  ['containers', 'initContainers', 'ephemeralContainers'].flatMap((kind) => objectsIn(spec[kind]))

/** What is pulled to run them, as it was written: of containers of every kind, and of volumes. */
export const imagesIn = (spec: Record<string, unknown>): unknown[] => [
  ...containers(spec).map(({ image }) => image),
  ...imageVolumes(spec).map(({ reference }) => reference),
]

/** What is mounted from an image. https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/ */
export const imageVolumes = (spec: Record<string, unknown>): Record<string, unknown>[] =>
  objectsIn(spec.volumes)
    .map(({ image }) => image)
    .filter(isRecord)

const record = (value: unknown): Record<string, unknown> | null => (isRecord(value) ? value : null)
