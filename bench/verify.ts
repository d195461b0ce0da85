// How fast evidence is verified, against digesting the same bytes and doing nothing else.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ledgerId } from '../src/ledger/chain.ts'
import { findHead, keysOf } from '../src/ledger/head.ts'
import { bundled } from './bundle.ts'
import { inChild } from './child.ts'
import { asked, type Figure, median, megabytes, rounded, tell } from './figure.ts'
import type { Asked, Said } from './memory/verify-folder.ts'
import { memoryStore } from './memory-store.ts'
import { openAccount, tickAt } from './three-clusters.ts'

const { quick } = asked()
const hours = quick ? 3 : 48
const times = quick ? 1 : 3

const account = await openAccount()
const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-verify-'))
try {
  const store = memoryStore()
  for (let hour = 0; hour < hours; hour++) await account.tick(hour, store)
  store.writeTo(join(folder, 'evidence'))
  const { signer } = account.composed
  const head = await findHead(store, await keysOf({ signer }))
  if (!head) throw new Error('nothing was sealed')
  const pins = {
    publicKey: (await signer.describe()).publicKey,
    account: account.scenario.account,
    ledger: ledgerId(head),
    period: { start: tickAt(account.scenario, 0), end: tickAt(account.scenario, hours - 1) },
    sandbox: true,
  }
  const module = pathToFileURL(await bundled('bench/memory/verify-folder.ts', folder))
  const all = async (of: Asked['pins']) => {
    const done = []
    for (let nth = 0; nth < times; nth++)
      done.push(await inChild<Said>(module, { folder: join(folder, 'evidence'), pins: of } satisfies Asked))
    return done
  }
  const [digested, verified] = [await all(null), await all(pins)]
  const rate = (name: string, done: typeof verified): Figure => ({
    name,
    value: megabytes(store.bytes() / median(done.map(({ seconds }) => seconds))),
    unit: 'MB/s',
    how: `median of ${times}, one thread, each in a process of its own`,
  })
  const [plain, verifying] = [rate('SHA-256 of the same files', digested), rate('verify', verified)]
  tell({
    bench: 'verify',
    quick,
    conditions: `a folder of ${hours} ticks of three clusters and twelve repositories: ${store.keys.length} objects; every plan is planned again, every verdict judged again`,
    figures: [
      verifying,
      plain,
      {
        name: 'time of verify over SHA-256',
        value: rounded(plain.value / verifying.value),
        unit: 'times',
        how: 'one by the other',
      },
      { name: 'bytes', value: megabytes(store.bytes()), unit: 'MB', how: 'as stored: audit logs are compressed' },
      {
        name: 'peak memory of verify',
        value: Math.max(...verified.map(({ peakMB }) => peakMB)),
        unit: 'MB',
        how: 'maxRSS',
      },
    ],
    faults: verified.flatMap(({ value }) => value.failed),
  })
} finally {
  await account.close()
  rmSync(folder, { recursive: true, force: true })
}
