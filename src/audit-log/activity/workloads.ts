// Who wrote workloads: each request of a person, and of each service account the last.
import { podMakers } from '../pod-spec.ts'
import { isWritten, mayWriteTo } from '../written.ts'
import { type Change, changeOf, requestKey } from './changes.ts'
import type { Taker } from './taker.ts'

const groups = ['apps', 'batch']

export const workloads: Taker<Change> = {
  most: 300,
  mayBe: mayWriteTo(podMakers),
  take(event) {
    const { apiGroup, resource, subresource, verb, actorClass } = event
    // Pods by themselves too: who makes one needs no Deployment. Deleting one restarts it, and changes nothing.
    const isPod =
      apiGroup === '' && resource === 'pods' && (subresource === '' ? verb === 'create' : isDebugging(subresource))
    const isWorkload = groups.includes(apiGroup) && podMakers.includes(resource) && ['', 'scale'].includes(subresource)
    if (!(isPod || isWorkload) || !isWritten(event)) return []
    if (actorClass === 'aws-managed' || actorClass === 'node') return []
    const change = changeOf(event)
    return [[actorClass === 'workload' ? change.actor : requestKey(event), change]]
  },
}

const isDebugging = (subresource: string): boolean => subresource === 'ephemeralcontainers'
