// DET-15: the map from IAM roles to Kubernetes users changed, outside of access entries.

import { isAsked } from '../audit-log/asked.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { memberAt } from '../audit-log/members.ts'
import { ending, said, who } from '../audit-log/sentence.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

// The names of nodes alone are put together from what IAM says of them; any other under these prefixes is left out or let pass
// somewhere: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
const graves: readonly (readonly [RegExp, string])[] = [
  [/system:masters/, 'the group system:masters'],
  [/username["']?\s*:\s*["']?(eks:|system:(?!node:\{\{))/, 'a user under a name of AWS or of Kubernetes'],
]

const namedIn = ({ body, requestObject }: AuditEvent): string => {
  const text = [body, requestObject].map((one) => said(memberAt(one, ['data']) ?? one)).join('\n')
  const names = graves.flatMap(([pattern, name]) => (pattern.test(unquoted(text)) ? [name] : []))
  return names.length > 0 ? `; the map names ${names.join(' and ')}` : ''
}
// As it stands in a text within JSON.
const unquoted = (text: string): string => text.replaceAll('\\"', '"')

const map = { resource: 'configmaps', namespace: 'kube-system', name: 'aws-auth' }
const roles = (group: string) => ({
  kind: 'ConfigMap',
  data: { mapRoles: `- rolearn: arn:aws:iam::111122223333:role/Ci\n  username: ci\n  groups:\n  - ${group}\n` },
})
const all = { resource: 'configmaps', namespace: 'kube-system', level: 'Metadata' }
const nodes = { user: 'eks:node-manager', groups: ['system:authenticated'] }
const uri = '/api/v1/namespaces/kube-system/configmaps/aws-auth'

export default defineDetection({
  id: 'DET-15',
  kind: 'event',
  title: 'The ConfigMap aws-auth changed',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'high',
  select: {
    verb: writes,
    resource: ['configmaps'],
    subresource: [''],
    namespace: ['kube-system'],
  },
  hit(event) {
    const all = event.verb === 'deletecollection' && event.name === ''
    if (!isAsked(event) || event.apiGroup !== '' || (event.name !== 'aws-auth' && !all)) return undefined
    // EKS enters the roles of node groups and Fargate profiles, which its API was asked for.
    if (isOwnOfAws(event)) return undefined
    const which = all ? 'all ConfigMaps of kube-system' : 'the ConfigMap aws-auth'
    return `${who(event)} asked to ${event.verb} ${which}${ending(event)}${event.verb.startsWith('delete') ? '' : namedIn(event)}`
  },
  respond:
    'Compare the map with the approved access list; move its entries to EKS access entries, which CloudTrail records.',
  limits:
    'What EKS enters itself for node groups and Fargate profiles is not told, nor rehearsals (dryRun). Of a creation EKS logs no body; a map that spells its names with escapes of YAML is told without them.',
  sameAs: ['Elastic EKS Authentication Configuration Modified', 'Stratus eks.persistence.backdoor-aws-auth-configmap'],
  examples: {
    hit: [
      [example({ verb: 'update', ...map, responseObject: roles('system:masters') })],
      [example({ verb: 'patch', ...map, requestObject: roles('ci'), responseObject: roles('ci') })],
      [example({ verb: 'create', ...map, level: 'Metadata', code: 201 })],
      [example({ verb: 'delete', ...map })],
      [example({ verb: 'deletecollection', ...all, code: 409 })],
      [example({ verb: 'update', ...map, ...nodes, extra: { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/x'] } })],
      [example({ verb: 'deletecollection', ...all })],
      [example({ verb: 'update', ...map, code: 403, decision: 'forbid' })],
    ],
    miss: [
      [example({ verb: 'get', ...map })],
      [example({ verb: 'update', ...map, ...nodes, responseObject: roles('system:nodes') })],
      [example({ verb: 'update', ...map, requestURI: `${uri}?dryRun=All`, responseObject: roles('ci') })],
      [example({ verb: 'update', ...map, name: 'coredns' })],
      [example({ verb: 'update', ...map, namespace: 'default' })],
      [example({ verb: 'update', ...map, resource: 'secrets' })],
    ],
  },
})
