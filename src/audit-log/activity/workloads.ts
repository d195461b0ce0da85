// Who wrote workloads: people, service accounts, whoever is not the control plane itself.
import { podMakers } from '../pod-spec.ts'
import { isWritten, mayWriteTo } from '../written.ts'
import { type Change, changeKey, changeOf, mergeChanges } from './changes.ts'
import type { Taker } from './taker.ts'

const groups = ['apps', 'batch']

export const workloads: Taker<Change> = {
  most: 400,
  merge: mergeChanges,
  mayBe: mayWriteTo(podMakers),
  take(event, at) {
    const { apiGroup, resource, subresource, verb, actorClass } = event
    // Pods by themselves too: who makes one needs no Deployment. Deleting one restarts it, and changes nothing.
    const isPod =
      apiGroup === '' && resource === 'pods' && (subresource === '' ? verb === 'create' : isDebugging(subresource))
    const isWorkload = groups.includes(apiGroup) && podMakers.includes(resource) && ['', 'scale'].includes(subresource)
    if (!(isPod || isWorkload) || !isWritten(event)) return []
    if (actorClass === 'aws-managed' || actorClass === 'node') return []
    return [[changeKey(event, at), changeOf(event, at)]]
  },
}

const isDebugging = (subresource: string): boolean => subresource === 'ephemeralcontainers'
