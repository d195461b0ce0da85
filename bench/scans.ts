// How often each byte of the audit log is scanned, by what Logs Insights says of every query.
import { backgroundOf } from '../sandbox/noise.ts'
import { plus } from '../src/clock.ts'
import { isRecord } from '../src/json.ts'
import { exchangesOf } from '../src/observation/read.ts'
import { parseKey } from '../src/store/keys.ts'
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
const ingested = (): number => {
  const { world, base } = account.scenario
  let bytes = 0
  for (const [region, { clusters }] of Object.entries(world.regions)) {
    for (const { cluster } of clusters) {
      if (!cluster.logging?.clusterLogging?.some(({ enabled, types }) => enabled && types?.includes('audit'))) continue
      const background = backgroundOf({ region, name: cluster.name ?? '' })
      for (let hour = 0; hour < hours; hour++)
        for (const events of Object.values(background(plus(base, hour * 3_600))))
          for (const { message } of events) bytes += Buffer.byteLength(message)
    }
  }
  return bytes
}

try {
  for (let hour = 0; hour <= hours; hour++) await account.tick(hour, store)
  const { bytes, queries } = await scanned()
  tell({
    bench: 'scans',
    quick,
    conditions: `${hours} hours of three clusters without faults; no window matches more rows than one query gives (100,000), beyond which it is halved and scanned once more`,
    figures: [
      {
        name: 'bytes scanned per byte of audit log',
        value: rounded(bytes / ingested()),
        unit: 'scans',
        how: `bytesScanned of ${queries} queries against the bytes of the entries; endTime is inclusive, so that a window's last second is scanned with it`,
      },
      { name: 'audit log', value: megabytes(ingested()), unit: 'MB', how: 'of all clusters' },
    ],
    faults: [],
  })
} finally {
  await account.close()
}
