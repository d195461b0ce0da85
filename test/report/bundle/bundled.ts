// Bundles of the thirty hours of the fixture, made in memory, for tests to verify and to tamper with.
import { verifyPage } from '../../../gen/verify-page.ts'
import type { Pins } from '../../../src/prove/pins.ts'
import type { Verified } from '../../../src/prove/verify.ts'
import { type Bundled, type Bundling, makeBundle } from '../../../src/report/bundle/make.ts'
import type { Method } from '../../../src/report/bundle/method.ts'
import { isBundleName } from '../../../src/report/bundle/names.ts'
import { defaultSizes } from '../../../src/report/bundle/sizes.ts'
import { verifyBundle } from '../../../src/report/bundle/verify.ts'
import { readZip } from '../../../src/report/bundle/zip-read.ts'
import { catalog, version } from '../../prove/account.ts'
import { honest } from '../../prove/fixture.ts'
import { type Memory, memoryStore } from '../../prove/memory-store.ts'
import { inMemory } from './zips.ts'

export const nonce = '7f3a9c1e5b2d8046'
export const page = verifyPage
export const method: Method = { nonce, size: 3, sizes: defaultSizes, controls: null, subjects: '*' }

export type Made = Bundled & { zip: Buffer; pins: Pins }

/** Of the first hours of the fixture. */
export const bundled = async (changed: Partial<Method> = {}, more: Partial<Bundling> = {}, upTo = 8): Promise<Made> => {
  const { store, pins } = await honest(upTo)
  const pieces: Uint8Array[] = []
  const sink = async (bytes: Uint8Array): Promise<void> => void pieces.push(Uint8Array.from(bytes))
  const own = { ...method, ...changed }
  const made = await makeBundle({ store, pins, catalog, version, method: own, page, report: [], sink, ...more })
  return { ...made, zip: Buffer.concat(pieces), pins }
}

/** What lies in the folder that somebody unpacked it into. */
export const unpacked = async (zip: Uint8Array): Promise<Memory> => {
  const opened = await readZip(inMemory(zip), isBundleName)
  const objects: Memory['objects'] = new Map()
  for (const name of opened.names)
    objects.set(name, [{ versionId: null, body: (await opened.read(name)) ?? null, at: null, custody: null }])
  return memoryStore('folder', objects)
}

export const verifying = (of: Memory, pins: Partial<Pins>, own = nonce): Promise<Verified> =>
  verifyBundle({ of, pins, nonce: own, catalog, version, page })
