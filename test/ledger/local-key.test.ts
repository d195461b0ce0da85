// The local signing key: a file that only its owner reads.
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { localKeySigner } from '../../src/ledger/local-key.ts'

const message = new TextEncoder().encode('DSSEv1 ...')
let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-'))
  path = join(folder, 'new', 'key.pem')
})
afterEach(() => rm(folder, { recursive: true }))

describe('a local key', () => {
  it('is made where there is none, for its owner alone', async () => {
    await localKeySigner(path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('signs what its own public key verifies', async () => {
    const signer = await localKeySigner(path)
    const { id, publicKey, describeKey } = await signer.describe()
    expect([id, describeKey]).toEqual(['local', null])
    expect(verify('sha256', message, createPublicKey(publicKey), await signer.sign(message))).toBe(true)
  })

  it('is the same key the next time', async () => {
    const first = await (await localKeySigner(path)).describe()
    expect(await (await localKeySigner(path)).describe()).toEqual(first)
  })

  it('is one key when many begin at once', async () => {
    const signers = await Promise.all(Array.from({ length: 8 }, () => localKeySigner(path)))
    const keys = await Promise.all(signers.map(async (signer) => (await signer.describe()).publicKey))
    expect(new Set(keys).size).toBe(1)
    expect(await readdir(dirname(path))).toEqual(['key.pem'])
  })

  it('is refused when others can read it', async () => {
    await localKeySigner(path)
    await chmod(path, 0o644)
    await expect(localKeySigner(path)).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
  })

  it('is refused when it is of another curve', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
    path = join(folder, 'p384.pem')
    await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    await expect(localKeySigner(path)).rejects.toMatchObject({
      code: 'SIGNER_UNAVAILABLE',
      detail: { why: 'not a P-256 key' },
    })
  })

  it('is refused when it is no key', async () => {
    path = join(folder, 'empty.pem')
    await writeFile(path, '', { mode: 0o600 })
    await expect(localKeySigner(path)).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
  })
})
