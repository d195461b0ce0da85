// A year of hourly ticks in bad weather: nothing may be lost, and the auditor must be able to check it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { plus } from '../src/clock.ts'
import { open } from '../src/ledger/dsse.ts'
import { payloadDigest } from '../src/ledger/statement.ts'
import type { Anchor } from '../src/prove/pins.ts'
import { account as accountId, base, signer } from '../test/pipeline/little.ts'
import { bundled } from './bundle.ts'
import { inChild } from './child.ts'
import { asked, type Figure, megabytes, rounded, tell, timed } from './figure.ts'
import type { Memory } from './memory-store.ts'
import { account } from './year/lost.ts'
import { runYear } from './year/run.ts'
import type { Asked, Said } from './year/verify-folder.ts'

const { quick, seed } = asked()
const hours = quick ? 96 : 8_760

const anchorAt = async (store: Memory, back: number): Promise<Anchor> => {
  const entries = store.keys.filter((key) => key.startsWith('ledger/'))
  const sequence = Math.max(1, entries.length - back)
  const found = await store.get({ key: entries[sequence - 1] ?? '' })
  return { sequence, sha256: payloadDigest(open(found?.body ?? new Uint8Array()).payload) }
}

/** What V8 may use: verify must come out with it, however long the ledger is. */
const flags = ['--max-old-space-size=256']

const verified = async (store: Memory, since: Anchor | null) => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-year-'))
  try {
    const evidence = join(folder, 'evidence')
    store.writeTo(evidence)
    const { publicKey } = await signer.describe()
    const { sha256: ledger } = await anchorAt(store, Number.POSITIVE_INFINITY)
    const period = { start: plus(base, 1_200), end: plus(base, hours * 3_600) }
    const pins = { publicKey, account: accountId, ledger, period, sandbox: true }
    const asking = (from: Anchor | null): Asked => ({ folder: evidence, pins, since: from })
    const module = pathToFileURL(await bundled('bench/year/verify-folder.ts', folder))
    return [
      await inChild<Said>(module, asking(null), flags),
      await inChild<Said>(module, asking(since), flags),
    ] as const
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const { value: ran, seconds } = await timed(() => runYear(hours, seed))
const { store, counts } = ran
const { slots, byStatus, lost } = await account(store)
const [full, since] = await verified(store, await anchorAt(store, 24))
const faults = [...lost, ...full.value.failed, ...since.value.failed.map((one) => `with --since: ${one}`)]

const conditions = `${hours} hours of a little account: two regions, one to five clusters, four sources, four controls; store in memory, one process, one tick after the other; chance from the seed alone`
const checked = `a process of its own over a folder with those objects, node ${flags.join(' ')}`
const count = (name: string, value: number, how: string): Figure => ({ name, value, unit: 'count', how })
tell({
  bench: 'year',
  quick,
  seed,
  conditions,
  faults: faults.length > 50 ? [...faults.slice(0, 50), `and ${faults.length - 50} more`] : faults,
  figures: [
    count(
      'slots lost',
      faults.length,
      'owed and in no index, a window unread although its log was there, an object that no index lists, a check of verify that fails',
    ),
    count('ticks', counts.ticks, 'one an hour but for outages'),
    count(
      'crashes',
      counts.crashes,
      'a worker that stops at a call to the store that chance chose: before it, after it, or at its lost reply',
    ),
    count('hours of outage', counts.outages, 'no tick ran'),
    count('ticks without the signing key', counts.keyless, 'KMS cannot sign, or cannot even describe the key'),
    count('ticks with faults of AWS', counts.faulty, 'throttles, server errors, denials, answers that break off'),
    count('ticks run twice at once', counts.doubled, 'two executions over one store'),
    count('slots owed', slots, 'from cadence, births and tombstones alone'),
    ...Object.entries(byStatus).map(([status, value]) => count(`slots ${status}`, value, 'the best attempt of each')),
    count('objects', store.keys.length, 'plans, configurations, observations, evaluations, indexes, statements'),
    { name: 'bytes stored', value: megabytes(store.bytes()), unit: 'MB', how: 'the sum over those objects' },
    { name: 'time of all ticks', value: rounded(seconds), unit: 's', how: 'with the reruns of those that crashed' },
    {
      name: 'verify in full',
      value: rounded(full.seconds),
      unit: 's',
      how: `${full.value.entries} entries, ${checked}`,
    },
    {
      name: 'verify with --since',
      value: rounded(since.seconds),
      unit: 's',
      how: `from 24 entries before the last, ${checked}`,
    },
    { name: 'peak memory of verify', value: full.peakMB, unit: 'MB', how: `maxRSS, ${checked}` },
    { name: 'peak memory of verify with --since', value: since.peakMB, unit: 'MB', how: `maxRSS, ${checked}` },
  ],
})
