// The pod that a request asked for, by itself or as a template: what all detections of workloads judge.
import { isRecord } from '../json.ts'
import { askedObject, isAsked } from './asked.ts'
import { isOwnOfAws } from './by-aws.ts'
import type { AuditEvent } from './event.ts'
import { objectsIn } from './members.ts'
import { containers, podMaker, podMakers, podTemplate } from './pod-spec.ts'
import { ending, said, what, who } from './sentence.ts'
import { visible } from './visible.ts'

type Members = Record<string, unknown>
export type AskedPod = {
  /** Empty where nothing of it was asked for. */
  spec: Members
  annotations: Members
  /** Of every kind; of a request to add ephemeral containers these alone, as it can change no others. */
  containers: Members[]
  /** Whether what stands at the pod itself was asked for too. */
  whole: boolean
  /** Whether there may be containers that the request does not name. */
  partial: boolean
}

/** `resize` is left out: it sets amounts of CPU and memory, and the API server drops all else (registry/core/pod/strategy.go). */
export const podWrites = {
  verb: ['create', 'update', 'patch'],
  resource: podMakers,
  subresource: ['', 'ephemeralcontainers'],
}
/** What an ephemeral container cannot bring. */
export const wholePodWrites = { ...podWrites, subresource: [''] }

/** Undefined where nothing was asked for that makes pods. */
export const askedPod = (event: AuditEvent): AskedPod | undefined => {
  const { resource, subresource, requestObject } = event
  if (podMaker(event) === undefined || !isAsked(event)) return undefined
  const became = podTemplate(resource, askedObject(event))
  const template = isRecord(became?.spec) ? became : (podTemplate(resource, requestObject) ?? became)
  if (!template) return undefined
  const spec = isRecord(template.spec) ? template.spec : {}
  const { annotations } = isRecord(template.metadata) ? template.metadata : {}
  const whole = subresource === ''
  return {
    spec,
    annotations: isRecord(annotations) ? annotations : {},
    containers: whole ? containers(spec) : objectsIn(spec.ephemeralContainers),
    whole,
    partial: event.verb === 'patch',
  }
}

/**
 * The same of what somebody asked for, and not of what machinery makes from it: templates are told where they are written.
 * AWS's add-ons are chosen by EKS's own API. Of pods, those in kube-system and of DaemonSets are made whenever a node comes, on
 * a healthy cluster all day, by aws-node, kube-proxy and every agent; elsewhere a controller's pod is told, since its template
 * may be older than this log.
 */
export const askedAnew = (event: AuditEvent): AskedPod | undefined =>
  followsTemplate(event) ? undefined : askedPod(event)

const followsTemplate = (event: AuditEvent): boolean => {
  const { verb, resource, namespace, user } = event
  const isFirstSeen = verb === 'create' && resource === 'pods' && namespace !== 'kube-system' && user !== ofDaemonSets
  return isOwnOfAws(event) && !isFirstSeen
}
const ofDaemonSets = 'system:serviceaccount:kube-system:daemon-set-controller'

export const templateLimits =
  "Rehearsals (dryRun) are not told, nor what EKS's own identities write, nor the pods that controllers make in kube-system or for a DaemonSet: their templates are, where somebody writes them. A template within a custom resource is told when its operator writes a workload of it, as the operator's doing."

/** `with`: what was found in it. */
export const askedFor = (event: AuditEvent, found: string): string => `${asking(event)} with ${found}${ending(event)}`

/** `bob asked to patch deployments shop/cart` */
export const asking = (event: AuditEvent): string => {
  return `${who(event)} asked to ${event.verb} ${what(event)}`
}

export const namesOf = (of: readonly Members[]): string =>
  visible(of.map(({ name }) => (name === undefined ? 'without a name' : said(name))).join(', '), 100)
