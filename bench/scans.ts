// How often each byte of the audit log is scanned, by what Logs Insights says of every query.
import { backgroundOf } from '../sandbox/noise.ts'
import { plus } from '../src/clock.ts'
import { isRecord } from '../src/json.ts'
import { exchangesOf } from '../src/observation/read.ts'
import { parseKey } from '../src/store/keys.ts'
import { crowdedHour } from './crowded-hour.ts'
import { asked, megabytes, rounded, tell } from './figure.ts'
import { memoryStore } from './memory-store.ts'
import { openAccount } from './three-clusters.ts'

const { quick } = asked()
const hours = quick ? 2 : 24
const account = await openAccount()
const store = memoryStore()

// Of each query the last page says it all; a poll before its end says less.
const scanned = async (): Promise<{ bytes: number; queries: number }> => {
  const byQuery = new Map<string, number>()
  for (const key of store.keys) {
    const parsed = parseKey(key)
    const found = parsed?.kind === 'observation' && parsed.source === 'audit-log' ? await store.get({ key }) : undefined
    for (const one of found ? exchangesOf([{ key, body: found.body }]) : []) {
      if (one.got !== 'body' || !isRecord(one.body) || !isRecord(one.body.statistics) || !isRecord(one.input)) continue
      byQuery.set(String(one.input.queryId), Number(one.body.statistics.bytesScanned))
    }
  }
  return { bytes: [...byQuery.values()].reduce((sum, bytes) => sum + bytes, 0), queries: byQuery.size }
}

// What the sandbox's clusters logged in the hours whose windows were read: the same, whoever asks for it.
const ingested = (): { all: number; audit: number } => {
  const { world, base } = account.scenario
  const bytes = { all: 0, audit: 0 }
  for (const [region, { clusters }] of Object.entries(world.regions)) {
    for (const { cluster } of clusters) {
      if (!cluster.logging?.clusterLogging?.some(({ enabled, types }) => enabled && types?.includes('audit'))) continue
      const background = backgroundOf({ region, name: cluster.name ?? '' })
      for (let hour = 0; hour < hours; hour++)
        for (const [stream, events] of Object.entries(background(plus(base, hour * 3_600)))) {
          const own = events.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0)
          bytes.all += own
          if (stream.startsWith('kube-apiserver-audit-')) bytes.audit += own
        }
    }
  }
  return bytes
}

try {
  for (let hour = 0; hour <= hours; hour++) await account.tick(hour, store)
  const { bytes, queries } = await scanned()
  const { all, audit } = ingested()
  const rows = quick ? 120_000 : 250_000
  const crowded = await crowdedHour(rows)
  const scans = rounded((crowded.rows.bytes + crowded.counts.bytes) / crowded.logged)
  tell({
    bench: 'scans',
    quick,
    conditions: `${hours} hours of three clusters without faults, none of which has more rows than one query gives (100,000); and one hour of ${rows} rows`,
    figures: [
      {
        name: 'bytes scanned per byte of the log groups',
        value: rounded(bytes / all),
        unit: 'scans',
        how: `bytesScanned of ${queries} queries against the bytes of the entries; endTime is inclusive, so that a window's last second is scanned with it`,
      },
      {
        name: 'bytes scanned per byte of audit log',
        value: rounded(bytes / audit),
        unit: 'scans',
        how: "the same against the streams of the audit log alone: Insights scans the other log types of the control plane with it, since only = and IN of a stream's name spare them",
      },
      { name: 'log groups', value: megabytes(all), unit: 'MB', how: 'of all clusters' },
      {
        name: `bytes scanned per byte of an hour of ${rows} rows`,
        value: scans,
        unit: 'scans',
        how: `${crowded.rows.queries} queries for the rows (${rounded(crowded.rows.bytes / crowded.logged)} scans), ${crowded.counts.queries} for the counts`,
      },
    ],
    faults: [
      ...(bytes / all > 2.01 ? [`${rounded(bytes / all)} scans of hours that two queries hold`] : []),
      ...(crowded.status === 'complete' && scans < 3.1
        ? []
        : [`an hour of ${rows} rows: ${crowded.status}, ${scans} scans`]),
    ],
  })
} finally {
  await account.close()
}
