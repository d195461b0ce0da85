// Envelopes: the encoding that is signed, openssl in both directions, and the one spelling.
import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSignedBy, keyId, open, pae, seal } from '../../src/ledger/dsse.ts'
import type { Signer } from '../../src/ledger/signer.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const signer: Signer = {
  describe: async () => ({ id: 'local', publicKey: pem, describeKey: null }),
  sign: async (message) => sign('sha256', message, privateKey),
}

// Made with openssl 3.0: printf 'DSSEv1 28 application/vnd.in-toto+json 7 {"a":1}' | openssl dgst -sha256 -sign key.pem
const vector = {
  payload: '{"a":1}',
  key: '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOtkRIWf2RY6Ze+CNecj96kQEnMyQ\n/sTBA2rujm/hHJ4hJKASfMspF6o2DoZeYYIXxWyAQeOtb6UqBq8pfLveag==\n-----END PUBLIC KEY-----\n',
  keyid: 'c499add57db9048632cd3c3194b21c25f99f7d4c125354a30ae3721423b4440d',
  sig: 'MEUCIFe+eFLvWu5rCEe2xMB5N/DgtQfcZiiVO/3u86rgJd+FAiEA+bhp/2mvkj+TWY8DdFaR15oOaFhv43onMyMncWUASSo=',
}
const envelope = (sig: string, payload = vector.payload): Uint8Array =>
  Buffer.from(
    `{"payload":"${Buffer.from(payload).toString('base64')}","payloadType":"application/vnd.in-toto+json","signatures":[{"keyid":"${vector.keyid}","sig":"${sig}"}]}`,
  )

describe('the encoding that is signed', () => {
  it('is the one of DSSE, with lengths in bytes', () => {
    expect(Buffer.from(pae(Buffer.from('{"ä":1}'))).toString()).toBe('DSSEv1 28 application/vnd.in-toto+json 8 {"ä":1}')
    expect(Buffer.from(pae(new Uint8Array())).toString()).toBe('DSSEv1 28 application/vnd.in-toto+json 0 ')
  })
})

describe('a signature that openssl made', () => {
  it('is read from its envelope and holds', () => {
    const { payload, signatures } = open(envelope(vector.sig))
    expect(signatures.map(({ keyid }) => keyid)).toEqual([keyId(vector.key)])
    expect(isSignedBy(createPublicKey(vector.key), payload, signatures[0]?.sig ?? new Uint8Array())).toBe(true)
  })

  it('does not hold for another payload', () => {
    const { payload, signatures } = open(envelope(vector.sig, '{"a":2}'))
    expect(isSignedBy(createPublicKey(vector.key), payload, signatures[0]?.sig ?? new Uint8Array())).toBe(false)
  })

  it('does not hold over the payload alone', () => {
    const plain = sign('sha256', Buffer.from('{"a":1}'), privateKey)
    expect(isSignedBy(publicKey, Buffer.from('{"a":1}'), plain)).toBe(false)
  })

  it('is no signature of another key', () => {
    const { payload, signatures } = open(envelope(vector.sig))
    expect(isSignedBy(publicKey, payload, signatures[0]?.sig ?? new Uint8Array())).toBe(false)
  })
})

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch {
    return false
  }
})()

describe.skipIf(!hasOpenssl)('our signature, by openssl (skipped where there is none)', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dsse-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is verified', async () => {
    const { payload, signatures } = open(await seal(Buffer.from('{"b":[2]}'), signer))
    const file = (name: string, bytes: Uint8Array | string): string => {
      writeFileSync(join(folder, name), bytes)
      return join(folder, name)
    }
    const asked = [
      'dgst',
      '-sha256',
      '-verify',
      file('key.pem', pem),
      '-signature',
      file('sig', signatures[0]?.sig ?? ''),
      file('pae', pae(payload)),
    ]
    expect(execFileSync('openssl', asked).toString()).toBe('Verified OK\n')
  })
})

const refusal = (bytes: Uint8Array | string) => {
  try {
    open(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('an envelope', () => {
  it('gives back what was sealed, whatever it is', async () => {
    const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (bytes) => {
        const { payload, signatures } = open(
          await seal(bytes, { ...signer, sign: async (message) => sign('sha256', message, key) }),
        )
        expect(Buffer.compare(payload, bytes)).toBe(0)
        expect(isSignedBy(publicKey, payload, signatures[0]?.sig ?? new Uint8Array())).toBe(true)
      }),
      { numRuns: 50, seed: 1 },
    )
  })

  const text = Buffer.from(envelope(vector.sig)).toString()
  it.each<[string, string]>([
    ['a blank', text.replace(':', ': ')],
    ['a line end', `${text}\n`],
    ['a byte order mark', `\ufeff${text}`],
    ['another order', `{"signatures":[],${text.slice(1, text.indexOf(',"signatures"'))}}`],
    ['a member more', text.replace('{', '{"a":1,')],
    ['a member twice', text.replace('{', '{"payload":"",')],
    ['no payload', text.replace(/"payload":"[^"]*",/, '')],
    ['another type', text.replace('in-toto', 'in-tutu')],
    ['a keyid in capitals', text.replace(vector.keyid, vector.keyid.toUpperCase())],
    ['base64 without padding', text.replace('=="', '"').replace('="', '"')],
    ['base64 of URLs', text.replaceAll('+', '-').replaceAll('/', '_')],
    ['something that is no JSON', 'x'],
    ['nothing', ''],
  ])('is refused with %s', (_, bytes) => {
    expect(bytes === text ? 'unchanged' : refusal(bytes)).toBe('ENVELOPE_INVALID')
  })

  it('is refused where it is no UTF-8', () => {
    expect(refusal(Buffer.from([0xff, 0xfe]))).toBe('ENVELOPE_INVALID')
  })
})

describe('DER', () => {
  const good = Buffer.from(vector.sig, 'base64')
  const with_ = (der: Uint8Array) => refusal(envelope(Buffer.from(der).toString('base64')))

  it('is accepted as openssl writes it', () => {
    expect(with_(good)).toBeUndefined()
  })

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a tail', Buffer.concat([good, Buffer.from([0])])],
    ['a part', good.subarray(0, -1)],
    ['a long length', Buffer.concat([Buffer.from([0x30, 0x81]), good.subarray(1)])],
    ['an indefinite length', Buffer.concat([Buffer.from([0x30, 0x80]), good.subarray(2), Buffer.from([0, 0])])],
    ['another tag', Buffer.concat([Buffer.from([0x31]), good.subarray(1)])],
    [
      'a zero too many',
      Buffer.concat([Buffer.from([0x30, (good[1] ?? 0) + 1, 2, (good[3] ?? 0) + 1, 0]), good.subarray(4)]),
    ],
    ['a zero too few', Buffer.from([0x30, 6, 2, 1, 0x80, 2, 1, 1])],
    ['r of zero', Buffer.from([0x30, 6, 2, 1, 0, 2, 1, 1])],
    ['three numbers', Buffer.from([0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1])],
    ['an empty number', Buffer.from([0x30, 5, 2, 0, 2, 1, 1])],
    ['a number beyond the end', Buffer.from([0x30, 6, 2, 1, 1, 2, 9, 1])],
  ])('is refused with %s', (_, der) => {
    expect(with_(der)).toBe('ENVELOPE_INVALID')
  })

  it('never throws anything else, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => [undefined, 'ENVELOPE_INVALID'].includes(with_(bytes))),
      { numRuns: 300, seed: 1 },
    )
  })
})
