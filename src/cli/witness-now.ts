// witness, composed for one machine: reads the file, hears what is told, appends, and has the newest anchor stamped.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Anchor, writeAnchor } from '../anchors/anchor.ts'
import { anchorsIn } from '../anchors/message.ts'
import { askTimestamp } from '../anchors/timestamp-ask.ts'
import { readToken } from '../anchors/timestamp-token.ts'
import { newestOf, witness } from '../anchors/witness.ts'
import { systemClock } from '../clock.ts'
import { isDigest } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import { anchorsOf, read, timestampsBeside } from './given-anchors.ts'
import { say } from './terminal.ts'
import { headOf } from './witness/head.ts'
import { asJson, asText, type Stamp } from './witness/told.ts'
import type { WitnessOptions } from './witness.ts'

/** Throws USAGE, PINS_MISSING, STORE_UNREADABLE, LEDGER_BROKEN, ANCHOR_CONTRADICTED, TIMESTAMP_REFUSED, TIMESTAMP_INVALID. */
export const witnessNow = async (messages: string[], given: WitnessOptions): Promise<void> => {
  const { anchors: file, store, ledger, tsa, json } = given
  if (messages.length === 0 && store === undefined && tsa === undefined)
    throw usage('there is nothing to witness', 'name what you received, or a store with --store')
  if (ledger !== undefined && !isDigest(ledger)) throw usage(`--ledger ${ledger}`, 'expected sha256:<64 hex>')
  const before = existsSync(file) ? anchorsOf(file, ledger) : []
  const told: Anchor[] = []
  for (const name of messages) told.push(...(await anchorsIn(name, bytesOf(name))))
  // Nothing is written before all of it is held against what was known, and against each other.
  const standing = store === undefined ? undefined : await headOf(store, given, [...before, ...told])
  const witnessed = witness(before, [...told, ...(standing ? [standing.head] : [])])
  append(file, witnessed.append)
  const newest = newestOf([...before, ...witnessed.append])
  const stamp = tsa !== undefined && newest ? await stamped(tsa, newest, given) : undefined
  say((json ? asJson : asText)({ file, witnessed, newest, stamp, notes: standing?.notes ?? [] }))
}

// One write, which the system puts behind whatever is there.
const append = (file: string, anchors: readonly Anchor[]): void => {
  const isWhole = !existsSync(file) || /(^|\n)$/.test(readFileSync(file, 'utf8'))
  const lines = anchors.map((one) => `${writeAnchor(one)}\n`).join('')
  if (lines !== '') wrote(() => appendFileSync(file, `${isWhole ? '' : '\n'}${lines}`))
}

const stamped = async (tsa: string, newest: Anchor, { anchors, tsaCertificate }: WitnessOptions): Promise<Stamp> => {
  if (!/^https?:$/.test(URL.parse(tsa)?.protocol ?? ''))
    throw usage(`--tsa ${tsa}`, 'expected a URL, as http://timestamp.example.com')
  const answer = await askTimestamp(tsa, newest.sha256, systemClock.now())
  const { at, authority } = readToken(answer, tsaCertificate?.map(read) ?? null)
  const folder = timestampsBeside(anchors)
  const file = join(folder, `${String(newest.sequence).padStart(12, '0')}.${at.replace(/[-:]/g, '')}.tsr`)
  wrote(() => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, answer)
  })
  return { at, authority, file, held: tsaCertificate !== undefined }
}

const wrote = (write: () => void): void => {
  try {
    write()
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause), 'name a file that can be written', cause)
  }
}

const bytesOf = (name: string): Uint8Array => {
  try {
    return readFileSync(name === '-' ? 0 : name)
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause), 'name a file that can be read', cause)
  }
}

const usage = (why: string, hint: string, cause?: unknown): EvidenceError =>
  new EvidenceError('USAGE', { why }, { hint, cause })
