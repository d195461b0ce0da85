// An hour of more rows than a query gives, read from the sandbox over the wire: how often it is scanned, and by how many queries.
import { logs } from '../gen/commands/logs.ts'
import { startSandbox } from '../sandbox/server.ts'
import { logsService } from '../sandbox/services/logs.ts'
import { createGroup, type LogEvent, logsState } from '../sandbox/services/logs-state.ts'
import { readQueries } from '../src/audit-log/insights.ts'
import { type Scans, scansOf } from '../src/audit-log/scans.ts'
import { makeAws } from '../src/aws.ts'
import { plus, seconds, settableClock } from '../src/clock.ts'
import { observe } from '../src/observation/observe.ts'
import auditLog from '../src/sources/audit-log.ts'
import { memoryStore } from './memory-store.ts'

const [account, region] = ['111122223333', 'eu-west-1']
const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
const subject = {
  scope: 'cluster' as const,
  id: `arn:aws:eks:${region}:${account}:cluster/prod`,
  name: 'prod',
  region,
  bornAt: '2026-01-01T00:00:00Z',
}

/** `logged`: the bytes of the entries. Half of them come in the first quarter of the hour. */
export const crowdedHour = async (
  many: number,
): Promise<{ logged: number; rows: Scans; counts: Scans; status: string }> => {
  const clock = settableClock(plus(slot.end, 1_200))
  const state = logsState()
  const group = createGroup(state, { region, name: '/aws/eks/prod/cluster', at: subject.bornAt })
  const half = many / 2
  const events = Array.from({ length: many }, (_, nth): LogEvent => {
    const at = nth < half ? (nth * 900_000) / half : 900_000 + ((nth - half) * 2_700_000) / half
    const timestamp = seconds(slot.start) * 1_000 + Math.floor(at)
    return { timestamp, ingestionTime: timestamp + 2_000, ...entry(nth) }
  })
  group.streams.set('kube-apiserver-audit-0a1b2c3d4e5f60718293a4b5c6d7e8f9', events)
  const principals = { AKIASANDBOX: `arn:aws:sts::${account}:assumed-role/eks-evidence/collect` }
  const sandbox = await startSandbox({ account, clock, seed: 'crowded', principals, services: [logsService(state)] })
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }
  const aws = makeAws({ home: region, endpoint: sandbox.endpoint, credentials }, [logs], clock)
  try {
    const on = {
      ...{
        store: memoryStore(),
        send: aws.send,
        clock,
        tick: clock.now(),
        config: `sha256:${'0'.repeat(64)}` as const,
      },
      collector: { version: '0.0.0', commit: 'none', caller: 'bench' },
      pause: async () => undefined,
    }
    const observed = await observe(on, auditLog, { subject, slot })
    if ('again' in observed) throw new Error('put down, although somebody waits')
    const queries = readQueries(observed.exchanges)
    const of = (kind: 'rows' | 'counts') => scansOf(queries.filter((one) => one.kind === kind))
    const logged = events.reduce((sum, { message }) => sum + message.length, 0)
    return { logged, rows: of('rows'), counts: of('counts'), status: observed.status }
  } finally {
    aws.close()
    await sandbox.close()
  }
}

// As small as an entry can be that no noise rule drops; what is found in it is given, so that none of them is parsed for it.
const entry = (nth: number): Pick<LogEvent, 'message' | 'found'> => {
  const [auditID, username] = [`id-${nth}`, 'arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice']
  const said = {
    ...{ level: 'Metadata', auditID, stage: 'ResponseComplete', verb: 'list', user: { username } },
    ...{ objectRef: { resource: 'secrets' }, responseStatus: { code: 200 } },
  }
  return {
    message: JSON.stringify(said),
    found: [
      ...([
        ['level', 'Metadata'],
        ['auditID', auditID],
        ['stage', 'ResponseComplete'],
        ['verb', 'list'],
      ] as const),
      ...([
        ['user.username', username],
        ['objectRef.resource', 'secrets'],
        ['responseStatus.code', 200],
      ] as const),
    ].map(([name, value]) => [name, value]),
  }
}
