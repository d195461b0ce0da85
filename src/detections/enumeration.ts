// DET-50: somebody went through what a cluster has, or through what they may do in it.
import { classify } from '../audit-log/classify.ts'
import { type BurstRow, defineDetection } from '../detection.ts'

const reviews = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']
const isReview = ({ verb, resource }: BurstRow): boolean => verb === 'create' && reviews.includes(resource)

const row = (verb: string, resource: string, count = 1, actor = 'bob') => ({
  actor,
  verb,
  resource,
  code: '200',
  count,
})
const lists = (most: number, actor?: string) =>
  Array.from({ length: most }, (_, at) => row('list', `things${at}`, 3, actor))
const may = (count: number, actor?: string) => ({
  ...row('create', 'selfsubjectaccessreviews', count, actor),
  code: '201',
})

export default defineDetection({
  id: 'DET-50',
  kind: 'burst',
  title: 'Permissions or resources enumerated',
  criteria: ['CC7.2'],
  severity: 'low',
  // The garbage collector, the namespace controller and quotas list every resource there is.
  counts: (row) =>
    classify(row.actor, []) !== 'aws-managed' && (isReview(row) || (row.verb === 'list' && row.resource !== '')),
  // Each review asks about another right.
  each: (row) => (isReview(row) ? undefined : row.resource),
  things: 'kinds of objects listed or own rights asked about',
  // A cluster has some 55 kinds of its own; a user interface looks at a few dozen of them and of one's rights.
  settings: { atLeast: 60 },
  respond:
    'A person: ask whether it was a user interface that was opened. A workload that is no operator or backup: look at what ran in its pods.',
  limits:
    'Asked slowly, or under several names, it stays below the number. Tools that read a whole cluster, as Argo CD, Velero and user interfaces do, reach it when they start: allow those.',
  sameAs: [
    'Sigma RBAC Permission Enumeration Attempt',
    'Elastic Kubernetes Suspicious Self-Subject Review via Unusual User Agent',
    'Elastic Kubernetes Multi-Resource Discovery',
    'GuardDuty Discovery:Kubernetes/AnomalousBehavior.PermissionChecked',
  ],
  examples: {
    hit: [
      [may(60)],
      [may(30), may(30)],
      lists(60),
      [...lists(40), may(19), row('create', 'selfsubjectrulesreviews')],
      lists(60, 'system:serviceaccount:shop:cart'),
      { log: [may(20)], settings: { atLeast: 20 } },
    ],
    miss: [
      [may(59)],
      [row('list', 'pods', 4_000), row('list', 'secrets', 4_000)],
      [...lists(30), ...lists(30)],
      lists(200, 'system:serviceaccount:kube-system:generic-garbage-collector'),
      lists(200, 'system:apiserver'),
      [may(40), may(40, 'eve')],
      [row('create', 'subjectaccessreviews', 4_000)],
      [row('watch', 'pods', 4_000)],
    ],
  },
})
