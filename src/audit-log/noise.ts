// What the cluster's own machinery does all day: left out of the rows, counted by the counts query all the same.

import type { AuditEvent } from './event.ts'

/** All members hold for one event. `user` is a regular expression of Logs Insights and of JavaScript alike. */
export type Noise = {
  why: string
  user: string
  verb: readonly string[]
  resource: { in: readonly string[] } | { notIn: readonly string[] }
  /** '' is none. */
  subresource: readonly string[]
}

// Nothing that a person or an unknown identity did is noise.
const machinery = '^(eks:|system:(apiserver$|kube-|cloud-controller-manager$|node:|serviceaccount:))'
const node = '^system:node:'
const write = ['create', 'update', 'patch']

export const noise: readonly Noise[] = [
  {
    why: 'controllers, kubelets and workloads watch what they work on; reading secrets is kept',
    user: machinery,
    verb: ['get', 'list', 'watch'],
    resource: { notIn: ['secrets'] },
    subresource: ['', 'status', 'scale'],
  },
  {
    why: 'heartbeats, and leaders that stay leaders',
    user: machinery,
    verb: write,
    resource: { in: ['leases'] },
    subresource: [''],
  },
  {
    why: 'status as its owners report it',
    user: machinery,
    verb: ['update', 'patch'],
    resource: { notIn: ['certificatesigningrequests'] },
    subresource: ['status'],
  },
  {
    why: 'events, which are messages about the objects and not the objects',
    user: machinery,
    verb: write,
    resource: { in: ['events'] },
    subresource: [''],
  },
  {
    why: "questions about others' rights, asked by what serves them",
    user: machinery,
    verb: ['create'],
    resource: { in: ['subjectaccessreviews', 'tokenreviews'] },
    subresource: [''],
  },
  {
    why: 'service endpoints following their pods',
    user: machinery,
    verb: write,
    resource: { in: ['endpoints', 'endpointslices'] },
    subresource: [''],
  },
  {
    why: 'pods placed by the scheduler',
    user: '^system:kube-scheduler$',
    verb: ['create'],
    resource: { in: ['pods'] },
    subresource: ['binding'],
  },
  {
    why: 'kubelets fetching tokens for the pods they run',
    user: node,
    verb: ['create'],
    resource: { in: ['serviceaccounts'] },
    subresource: ['token'],
  },
]

const compiled = noise.map((one) => ({ ...one, user: new RegExp(one.user) }))

/** Whether an event is noise: every event that the rows query leaves out is. */
export const isNoise = ({ impersonated, resource: its, user, verb, subresource }: AuditEvent): boolean =>
  impersonated === null &&
  its !== '' &&
  compiled.some(
    (one) =>
      one.verb.includes(verb) &&
      one.subresource.includes(subresource) &&
      ('in' in one.resource ? one.resource.in.includes(its) : !one.resource.notIn.includes(its)) &&
      one.user.test(user),
  )
