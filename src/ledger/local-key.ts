// Signs with a P-256 key in a file, for the folder store: as good as whoever can read that file.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EvidenceError } from '../errors.ts'
import type { Signer } from './signer.ts'

/** Makes the key (PKCS #8 PEM, mode 0600) where the path is free. Throws SIGNER_UNAVAILABLE. */
export const localKeySigner = async (path: string): Promise<Signer> => {
  if (!existsSync(path)) await make(path)
  const key = await read(path)
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  return {
    describe: async () => ({ id: 'local', publicKey, describeKey: null }),
    sign: async (message) => sign('sha256', message, key),
  }
}

let parts = 0

// Written beside, then linked: who reads the path finds a whole key, and of two that begin at once one key wins.
// A crash in between leaves a part that nobody has signed with.
const make = async (path: string): Promise<void> => {
  try {
    await mkdir(dirname(path), { recursive: true })
    const part = `${path}.${process.pid}-${parts++}`
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await writeFile(part, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600, flush: true })
    try {
      await link(part, path)
    } finally {
      await unlink(part)
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'))
      throw unavailable(path, 'cannot be written', cause)
  }
}

const read = async (path: string): Promise<KeyObject> => {
  let key: KeyObject
  try {
    if (((await stat(path)).mode & 0o077) !== 0) throw new Error('others can read it: chmod 600')
    key = createPrivateKey(await readFile(path))
  } catch (cause) {
    throw unavailable(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  throw unavailable(path, 'not a P-256 key')
}

const unavailable = (path: string, why: string, cause?: unknown): EvidenceError =>
  new EvidenceError(
    'SIGNER_UNAVAILABLE',
    { path, why },
    { hint: 'give the path of a P-256 private key in PEM, mode 0600', cause },
  )
