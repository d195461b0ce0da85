// Examples for the tests of publishing: a cluster, its verdicts, its hits.
import { sha256 } from '../../src/digest.ts'
import type { Evaluation, Hit, Instant, Ref, Subject, Verdict } from '../../src/model.ts'

export const account = '111122223333'
export const publisher = { account, home: 'eu-central-1' }

export const cluster = (name = 'prod', region = 'eu-central-1', more: Partial<Subject> = {}): Subject => ({
  scope: 'cluster',
  id: `arn:aws:eks:${region}:${account}:cluster/${name}`,
  name,
  region,
  bornAt: '2025-11-01T08:00:00Z',
  ...more,
})

export const ref = (key: string): Ref => ({ key, versionId: 'v1.abc', sha256: sha256(key), bytes: 100 })

export const verdict = (outcome: Verdict['outcome'], reason: string, more: Partial<Verdict> = {}): Verdict => ({
  control: 'NET-01',
  criteria: ['CC6.1', 'CC6.6'],
  outcome,
  reason,
  slot: { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' },
  since: '2026-01-05T00:00:00Z',
  standing: null,
  basis: [ref('ticks/2026/01/05/0020Z/eks-cluster/prod.ndjson')],
  ...more,
})

export const hit = (more: Partial<Hit> = {}): Hit => ({
  detection: 'DET-23',
  criteria: ['CC7.2'],
  severity: 'high',
  slot: { start: '2026-01-05T01:00:00Z', end: '2026-01-05T02:00:00Z' },
  reason: 'alice opened exec in kube-system/coredns',
  outcome: 'allowed',
  actorClass: 'human',
  actor: 'alice',
  user: 'alice',
  groups: ['system:authenticated'],
  principal: null,
  impersonated: null,
  sourceIPs: ['198.51.100.7'],
  userAgent: 'kubectl/v1.34.1',
  object: { apiGroup: '', resource: 'pods', subresource: 'exec', namespace: 'kube-system', name: 'coredns' },
  allowed: null,
  auditID: 'a1',
  at: '2026-01-05T01:10:00Z',
  count: 1,
  pointers: [],
  basis: [ref('ticks/2026/01/05/0220Z/audit-log/prod.ndjson')],
  ...more,
})

export const evaluation = (tick: Instant, verdicts: Verdict[], subject = cluster(), hits: Hit[] = []): Evaluation => ({
  schema: 'eks-evidence/evaluation/v1',
  tick,
  subject,
  verdicts,
  hits,
  carried: {},
  tallied: {},
  by: { config: sha256(''), version: '1', commit: '0' },
  read: [],
  turned: [],
})

export const control = {
  title: 'The Kubernetes API is not reachable from the whole internet',
  severity: 'high',
  remedy: 'Turn the public endpoint off.',
} as const
export const detection = { title: 'Exec in kube-system', respond: 'Ask the actor for the ticket.' }
