// Serves the pages of a store until it is told to end.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as registry from '../../gen/registry.ts'
import { systemClock } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { checkPins, type Pins } from '../prove/pins.ts'
import { page } from '../report/browse/page.ts'
import { makeSite } from '../report/browse/site.ts'
import { pinsOf } from './given-pins.ts'
import { homeRegion, isBucket, openStore } from './place.ts'
import { startServer } from './serve/server.ts'
import type { ServeOptions } from './serve.ts'
import { say } from './terminal.ts'

/** Throws USAGE, PINS_MISSING for a pin that cannot be what it should be, STORE_UNREADABLE. Ends with SIGINT or SIGTERM. */
export const serveNow = async (where: string, options: ServeOptions): Promise<void> => {
  const port = portOf(options.port)
  const pins = likely(pinsOf(options))
  const home = isBucket(where) ? homeRegion(options.region) : ''
  if (isBucket(where) && pins.account === undefined)
    throw new EvidenceError(
      'USAGE',
      { missing: 'the account' },
      { hint: 'give --account: the bucket must be owned by it' },
    )
  const { store, host } = openStore(isBucket(where) ? where : within(where), { home }, pins.account ?? '', () => '')
  const site = makeSite({ store, catalog: registry, pins, endpoint: host, now: systemClock.now() })
  const server = await startServer((path) => page({ ...site, now: systemClock.now() }, path), port)
  say(`Evidence in ${where}, for this machine alone:\n\n  ${server.address}\n\nCtrl-C ends it.`)
  await ended()
  await server.close()
}

const ended = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

const portOf = (text: string | undefined): number => {
  const port = text === undefined ? 0 : /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new EvidenceError('USAGE', { '--port': text }, { hint: 'expected a port, 1 to 65535' })
}

// A bundle keeps what it took of the store in a folder of its own.
const within = (folder: string): string => {
  const holds = (at: string): boolean => existsSync(join(at, 'ledger')) || existsSync(join(at, 'ticks'))
  const found = [folder, join(folder, 'evidence'), join(folder, 'store')].find(holds)
  if (found !== undefined) return found
  throw new EvidenceError(
    'STORE_UNREADABLE',
    { store: folder, why: existsSync(folder) ? 'neither ledger/ nor ticks/ lies in it' : 'there is no such folder' },
    { hint: 'name the folder that holds ledger/ and ticks/, or s3://BUCKET' },
  )
}

// What was given must be what it should be; what was not is told on every page.
const likely = (pins: Partial<Pins>): Partial<Pins> => {
  try {
    checkPins(pins)
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    const faults = (error.detail.missing as string[]).filter((fault) =>
      given(pins).some((option) => fault.endsWith(`(${option})`)),
    )
    if (faults.length > 0) throw new EvidenceError('PINS_MISSING', { missing: faults }, { hint: error.hint })
  }
  return pins
}

const given = ({ publicKey, account, ledger, period }: Partial<Pins>): string[] => [
  ...(publicKey === undefined ? [] : ['--key']),
  ...(account === undefined ? [] : ['--account']),
  ...(ledger === undefined ? [] : ['--ledger']),
  ...(period === undefined ? [] : ['--period']),
]
