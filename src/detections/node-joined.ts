// DET-56: a node was added by somebody other than the node itself.

import { isAsked } from '../audit-log/asked.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { ending, said, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'
import { isRecord } from '../json.ts'

const isJoining = ({ verb, code, apiGroup }: AuditEvent): boolean =>
  apiGroup === '' && (verb === 'create' || (verb === 'patch' && code === 201))

/** As the object says; the reference has none where the body could not be read. */
const nodeOf = ({ name, body }: AuditEvent): string =>
  name || (isRecord(body?.metadata) && body.metadata.name !== undefined ? said(body.metadata.name) : '')

const whyOf = (event: AuditEvent, node: string): string | undefined => {
  if (!event.user.startsWith('system:node:')) return 'is no node'
  if (event.user !== `system:node:${node}`) return 'is another node'
  // Of who is not in it the API server does not hold what it asks for against its name.
  return event.groups.includes('system:nodes') ? undefined : 'is not in the group system:nodes'
}

const nodes = { resource: 'nodes', code: 201 }
const one = 'ip-10-0-1-21.eu-west-1.compute.internal'
const object = (name: string) => ({ responseObject: { kind: 'Node', metadata: { name } } })
const self = (name: string) => ({ user: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] })

export default defineDetection({
  id: 'DET-56',
  kind: 'event',
  title: 'Node joined with an unexpected identity',
  criteria: ['CC6.1'],
  severity: 'high',
  select: { verb: ['create', 'patch'], resource: ['nodes'], subresource: [''] },
  // The kubelet registers its own node in every kind of EKS: node groups, Karpenter, Auto Mode, Fargate, hybrid nodes.
  hit(event) {
    if (!isAsked(event) || !isJoining(event)) return undefined
    const node = nodeOf(event)
    const why = whyOf(event, node)
    if (why === undefined) return undefined
    return `${who(event)}, which ${why}, asked to add node ${visible(node, 150) || 'unnamed'}${ending(event)}`
  },
  respond:
    'Compare the node with the EC2 instances of the cluster; cordon and delete it if there is none, since pods and their secrets are sent to it, and look at who may create nodes.',
  limits:
    'Who holds the credentials of a real node joins under its name, and is not told apart from it: look for nodes that no instance stands behind.',
  sameAs: ['Falco Untrusted Node Successfully Joined the Cluster'],
  examples: {
    hit: [
      [example({ verb: 'create', ...nodes, name: 'mallory', ...object('mallory') })],
      [example({ verb: 'create', ...nodes, ...self(one), ...object('ip-10-0-9-9.eu-west-1.compute.internal') })],
      [
        example({
          verb: 'create',
          ...nodes,
          name: one,
          ...self(one),
          groups: ['system:authenticated'],
          ...object(one),
        }),
      ],
      [
        example({
          verb: 'create',
          ...nodes,
          name: 'fake',
          user: 'system:serviceaccount:kwok:kwok',
          ...object('fake'),
        }),
      ],
      [example({ verb: 'patch', ...nodes, name: 'mallory', ...object('mallory') })],
      [example({ verb: 'create', ...nodes, name: 'mallory', code: 403, decision: 'forbid' })],
      [example({ verb: 'create', ...nodes, user: 'eks:node-manager', groups: ['system:masters'], name: 'x' })],
    ],
    miss: [
      [example({ verb: 'create', ...nodes, name: one, ...self(one), ...object(one) })],
      [example({ verb: 'create', ...nodes, ...self(one), ...object(one) })],
      [
        example({
          verb: 'create',
          ...nodes,
          ...self('fargate-ip-10-0-3-7.eu-west-1.compute.internal'),
          ...object('fargate-ip-10-0-3-7.eu-west-1.compute.internal'),
        }),
      ],
      [example({ verb: 'create', ...nodes, name: 'i-0a3f9c1d7e5b20486', ...self('i-0a3f9c1d7e5b20486') })],
      [example({ verb: 'patch', resource: 'nodes', name: one, user: 'system:serviceaccount:kube-system:karpenter' })],
      [example({ verb: 'create', resource: 'nodes', apiGroup: 'longhorn.io', name: 'a', code: 201 })],
      [example({ verb: 'create', ...nodes, name: 'a', requestURI: '/api/v1/nodes?dryRun=All' })],
    ],
  },
})
