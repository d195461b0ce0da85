// DET-29: a container that owns its node was asked for: in a pod or in a template, of any kind of container.

import { example } from '../audit-log/example.ts'
import { containers, podMakers, podSpec } from '../audit-log/pod-spec.ts'
import { ending, said, target, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'
import { isRecord } from '../json.ts'

// The API server takes a boolean only. A string in a refused request shows what was wanted.
const isPrivileged = ({ securityContext: its }: Record<string, unknown>): boolean =>
  isRecord(its) && (its.privileged === true || its.privileged === 'true')

const spec = (kind: string) => ({ [kind]: [{ name: 'a' }, { name: 'b', securityContext: { privileged: true } }] })
const pod = (kind: string) => ({ kind: 'Pod', spec: spec(kind) })
const template = { kind: 'Deployment', spec: { template: { spec: spec('containers') } } }
const shop = { namespace: 'shop', name: 'cart', code: 201 }

export default defineDetection({
  id: 'DET-29',
  kind: 'event',
  title: 'Privileged container',
  criteria: ['CC6.8'],
  severity: 'high',
  select: {
    verb: ['create', 'update', 'patch'],
    resource: podMakers,
    subresource: ['', 'ephemeralcontainers'],
  },
  hit(event) {
    if (event.outcome === null) return undefined
    // Controllers of the control plane rewrite templates whole, to count replicas: told where somebody writes them. The
    // pods they create are told, since the template may be older than this log.
    if (event.actorClass === 'aws-managed' && event.verb !== 'create') return undefined
    const found = podSpec(event.resource, event.body)
    const which = found ? containers(found).filter(isPrivileged) : []
    if (which.length === 0) return undefined
    // A merge cannot make a container privileged without saying so. A list of operations can, by copying.
    const merge = event.verb === 'patch' && isRecord(event.requestObject)
    if (merge && !JSON.stringify(event.requestObject).includes('"privileged"')) return undefined
    const names = which.map(({ name }) => said(name)).join(', ')
    return `${who(event)} asked to ${event.verb} ${event.resource} ${target(event)} with privileged container ${visible(names, 100)}${ending(event)}`
  },
  respond: 'Ask the actor for the approved exception; delete the workload otherwise and look at the nodes it ran on.',
  sameAs: ['Falco Create Privileged Pod', 'Elastic kubernetes_privileged_pod_created', 'GuardDuty PrivilegedContainer'],
  examples: {
    hit: [
      [example({ verb: 'create', resource: 'pods', ...shop, responseObject: pod('containers') })],
      [example({ verb: 'create', resource: 'pods', ...shop, responseObject: pod('initContainers') })],
      [
        example({
          verb: 'patch',
          resource: 'pods',
          subresource: 'ephemeralcontainers',
          ...shop,
          requestObject: pod('ephemeralContainers'),
        }),
      ],
      [example({ verb: 'create', resource: 'deployments', apiGroup: 'apps', ...shop, responseObject: template })],
      [example({ verb: 'update', resource: 'daemonsets', apiGroup: 'apps', ...shop, requestObject: template })],
      [
        example({
          verb: 'create',
          resource: 'cronjobs',
          apiGroup: 'batch',
          ...shop,
          requestObject: { spec: { jobTemplate: { spec: { template: { spec: spec('containers') } } } } },
        }),
      ],
      [
        example({
          verb: 'patch',
          resource: 'deployments',
          apiGroup: 'apps',
          ...shop,
          requestObject: [
            { op: 'copy', from: '/spec/template/spec/containers/1', path: '/spec/template/spec/containers/0' },
          ],
          responseObject: template,
        }),
      ],
      [
        example({
          verb: 'create',
          resource: 'pods',
          ...shop,
          code: 403,
          requestObject: pod('containers'),
          responseObject: { kind: 'Status' },
        }),
      ],
      [
        example({
          verb: 'create',
          resource: 'pods',
          ...shop,
          code: 400,
          requestObject: { spec: { containers: { a: { name: 'a', securityContext: { privileged: 'true' } } } } },
        }),
      ],
      [
        example({
          verb: 'create',
          resource: 'pods',
          user: 'system:serviceaccount:kube-system:replicaset-controller',
          ...shop,
          responseObject: pod('containers'),
        }),
      ],
    ],
    miss: [
      [
        example({
          verb: 'create',
          resource: 'pods',
          ...shop,
          responseObject: { spec: { containers: [{ name: 'a' }] } },
        }),
      ],
      [example({ verb: 'get', resource: 'pods', ...shop, responseObject: pod('containers') })],
      [
        example({
          verb: 'patch',
          resource: 'deployments',
          apiGroup: 'apps',
          ...shop,
          requestObject: { spec: { replicas: 3 } },
          responseObject: template,
        }),
      ],
      [
        example({
          verb: 'update',
          resource: 'replicasets',
          apiGroup: 'apps',
          user: 'system:serviceaccount:kube-system:deployment-controller',
          ...shop,
          responseObject: template,
        }),
      ],
    ],
  },
})
