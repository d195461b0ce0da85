// DET-15: the map from IAM roles to Kubernetes users changed, outside of access entries.

import { example } from '../audit-log/example.ts'
import { ending, said, who } from '../audit-log/sentence.ts'
import { defineDetection } from '../detection.ts'
import { isRecord } from '../json.ts'

const map = { resource: 'configmaps', namespace: 'kube-system', name: 'aws-auth' }
const roles = (group: string) => ({
  kind: 'ConfigMap',
  data: { mapRoles: `- rolearn: arn:aws:iam::111122223333:role/Ci\n  username: ci\n  groups:\n  - ${group}\n` },
})

export default defineDetection({
  id: 'DET-15',
  kind: 'event',
  title: 'The ConfigMap aws-auth changed',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'high',
  select: {
    verb: ['create', 'update', 'patch', 'delete', 'deletecollection'],
    resource: ['configmaps'],
    subresource: [''],
    namespace: ['kube-system'],
  },
  hit(event) {
    const all = event.verb === 'deletecollection' && event.name === ''
    if (event.outcome === null || (event.name !== 'aws-auth' && !all)) return undefined
    const data = isRecord(event.body?.data) ? Object.values(event.body.data).map(said).join('\n') : ''
    const masters = data.includes('system:masters') ? '; the map names system:masters' : ''
    return `${who(event)} asked to ${event.verb} ${all ? 'all ConfigMaps of kube-system' : 'the ConfigMap aws-auth'}${ending(event)}${masters}`
  },
  respond:
    'Compare the map with the approved access list; move its entries to EKS access entries, which CloudTrail records.',
  sameAs: ['Elastic kubernetes_aws_auth_configmap', 'Stratus eks.persistence.backdoor-aws-auth-configmap'],
  examples: {
    hit: [
      [example({ verb: 'update', ...map, responseObject: roles('system:masters') })],
      [example({ verb: 'patch', ...map, requestObject: roles('ci'), responseObject: roles('ci') })],
      [example({ verb: 'create', ...map, level: 'Metadata', code: 201 })],
      [example({ verb: 'delete', ...map })],
      [example({ verb: 'deletecollection', resource: 'configmaps', namespace: 'kube-system', level: 'Metadata' })],
      [example({ verb: 'update', ...map, code: 403, decision: 'forbid' })],
    ],
    miss: [
      [example({ verb: 'get', ...map })],
      [example({ verb: 'update', ...map, name: 'coredns' })],
      [example({ verb: 'update', ...map, namespace: 'default' })],
      [example({ verb: 'update', ...map, resource: 'secrets' })],
    ],
  },
})
