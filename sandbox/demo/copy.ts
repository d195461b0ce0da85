// demo --out: the bucket as a folder, with the pins beside it, and the command that verifies it.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { verifyCommand } from '../../src/cli/verify-command.ts'
import { EvidenceError } from '../../src/errors.ts'
import type { Pins } from '../../src/prove/pins.ts'
import type { WorkerSandbox } from '../in-worker.ts'

/** Makes the folder, before days of work are put into nothing. Throws USAGE where it cannot be written or holds something. */
export const freeFolder = (named: string): string => {
  const folder = named.replace(/(?<=.)\/+$/, '')
  const refuse = (why: string, cause?: unknown): never => {
    throw new EvidenceError('USAGE', { '--out': named, why }, { hint: 'name a new folder', cause })
  }
  let held: string[] = []
  try {
    mkdirSync(folder, { recursive: true })
    held = readdirSync(folder)
  } catch (cause) {
    refuse(cause instanceof Error ? cause.message : String(cause), cause)
  }
  return held.length > 0 ? refuse('it is not empty') : folder
}

/** An object of the bucket as it lies there. */
export type Kept = { key: string; body: Uint8Array }

export const keptIn = async (sandbox: WorkerSandbox): Promise<Kept[]> =>
  ((await sandbox.run('objects')) as { key: string; body: Uint8Array | null }[]).flatMap(({ key, body }) =>
    body ? [{ key, body }] : [],
  )

export const writeTo = (folder: string, kept: Kept[]): void => {
  const made = new Set<string>()
  for (const { key, body } of kept) {
    const path = join(folder, key)
    const place = dirname(path)
    if (!made.has(place)) mkdirSync(place, { recursive: true })
    made.add(place)
    writeFileSync(path, body)
  }
}

export const copyTo = (folder: string, kept: Kept[], pins: Pins): string => {
  writeTo(folder, kept)
  const key = `${folder}.key.pem`
  writeFileSync(key, pins.publicKey)
  return `\nThe bucket is copied to ${folder}, its public key to ${key}. To verify the copy:\n\n  ${verifyCommand({ ...pins, store: folder, keys: [key] })}`
}
