// DET-49: one actor was turned away again and again within an hour.
import { defineDetection } from '../detection.ts'

const row = (actor: string, code: string, count: number) => ({ actor, verb: 'list', resource: 'secrets', code, count })

export default defineDetection({
  id: 'DET-49',
  kind: 'burst',
  title: 'Burst of refused requests',
  criteria: ['CC6.6', 'CC7.2'],
  severity: 'medium',
  counts: ({ code }) => code === '401' || code === '403',
  things: 'refused requests',
  settings: { atLeast: 50 },
  respond:
    'A workload: correct its role. A person or nobody: find out who tried, from where, and what was allowed among it.',
  // Rows know addresses, and the machinery's refused reads are not among them; counts know all requests, and no address: an
  // address for each actor would make as many rows as a cluster has pods.
  limits:
    'Requests are summed by the name of who made them, and all that could not log in are one. Who comes from one address under many names, or under one from many addresses, is not told apart.',
  sameAs: [
    'Sigma Kubernetes Unauthorized or Unauthenticated Access',
    'Elastic Kubernetes Denied Service Account Request via Unusual User Agent',
  ],
  examples: {
    hit: [[row('bob', '403', 50)], [row('bob', '403', 30), row('bob', '401', 20)], [row('', '401', 400)]],
    miss: [[row('bob', '403', 49)], [row('bob', '403', 30), row('eve', '403', 30)], [row('bob', '200', 4_000)]],
  },
})
