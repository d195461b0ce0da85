// An hour of a busy cluster's audit log: entries that no rule drops, some of them hits.
import { createHash } from 'node:crypto'
import type { LogEvent } from '../../sandbox/services/logs-state.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { instant, seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'

const containers = Array.from({ length: 4 }, (_, nth) => ({
  name: `container-${nth}`,
  image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/service-${nth}:4.2.${nth}`,
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
  volumeMounts: [{ name: 'config', mountPath: '/etc/service', readOnly: true }],
}))

const kinds: ((nth: number) => Example)[] = [
  (nth) => ({
    user: 'system:serviceaccount:platform:external-secrets',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:platform', 'system:authenticated'],
    verb: 'get',
    resource: 'secrets',
    namespace: `team-${nth % 40}`,
    name: `credentials-${nth % 900}`,
    level: 'Metadata',
  }),
  (nth) => ({
    verb: 'patch',
    resource: 'deployments',
    apiGroup: 'apps',
    namespace: `team-${nth % 40}`,
    name: `service-${nth % 300}`,
    requestObject: { kind: 'Deployment', spec: { replicas: 3, template: { spec: { containers } } } },
  }),
  (nth) => ({
    user: 'arn:aws:sts::111122223333:assumed-role/Contractor/mallory',
    verb: 'get',
    resource: 'secrets',
    namespace: 'shop',
    name: `guess-${nth}`,
    code: 403,
    decision: 'forbid',
    level: 'Metadata',
  }),
  (nth) => ({
    verb: 'create',
    resource: 'pods',
    subresource: 'exec',
    namespace: 'kube-system',
    name: `coredns-${nth % 50}`,
    code: 101,
  }),
]

/** Of twenty entries eleven read a secret, seven change a deployment, one is refused, one opens a shell. */
const order = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 3]

/** So many entries, evenly over the hour. */
export const flood = (hour: Instant, count: number): LogEvent[] =>
  Array.from({ length: count }, (_, nth) => {
    const timestamp = seconds(hour) * 1_000 + Math.floor((nth * 3_600_000) / count)
    const at = instant(timestamp / 1_000)
    const hex = createHash('sha256').update(`${hour}/${nth}`).digest('hex')
    const auditID = [8, 12, 16, 20, 32].map((end, part, ends) => hex.slice(ends[part - 1] ?? 0, end)).join('-')
    const given = kinds[order[nth % order.length] ?? 0]?.(nth) ?? { verb: 'get' }
    return {
      timestamp,
      ingestionTime: timestamp + 2_000,
      message: JSON.stringify(example({ ...given, auditID, received: at, reached: at })),
    }
  })
