// Signatures, keys, the spelling of envelopes and of JSON.
import { expect, it } from 'vitest'
import { writeJson } from '../../../src/json.ts'
import { writeStatement } from '../../../src/ledger/statement.ts'
import { ledgerKey } from '../../../src/store/keys.ts'
import { account } from '../account.ts'
import { check, honest } from '../fixture.ts'
import { putEntry, refOf, statementAt, textOf } from '../forge.ts'
import { foreign, handedOver } from '../handed-over.ts'
import { change, type Memory } from '../memory-store.ts'
import { attacked, type Case, fails, forged, whatOf } from './tools.ts'

type Envelope = { payload: string; payloadType: string; signatures: { keyid: string; sig: string }[] }

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** Rewrites the last entry's envelope; in the bucket as if it had been written so. */
export const rewritten = (edit: (envelope: Envelope, at: Case) => string | undefined) =>
  attacked((at) => {
    const envelope = JSON.parse(textOf(at.store, ledgerKey(at.ticks))) as Envelope
    write(at.store, ledgerKey(at.ticks), edit(envelope, at) ?? writeJson(envelope))
  })

const write = (store: Memory, key: string, text: string): void => {
  change(store, key, { body: Buffer.from(text) })
  change(store, key, { custody: { sha256: refOf(store, key).sha256 } })
}

/** Sealed again with another payload for the last entry. */
export const payload = (edit: (text: string) => string) =>
  forged((at) => ({
    payload: (bytes, { sequence }) =>
      sequence === at.ticks ? Buffer.from(edit(Buffer.from(bytes).toString())) : bytes,
  }))

/** The last entry is gone with its fault, and what it listed with it. */
const lastIsGone = ['period-covered'] as const

export const envelopes = (): void => {
  it('refuses a statement without a signature', async () => {
    fails(await rewritten((one) => void Object.assign(one, { signatures: [] })), 'signature')
  })

  it('refuses a second signature beside the right one', async () => {
    fails(await rewritten((one) => void one.signatures.push(...one.signatures)), 'signature-extra')
  })

  it('refuses a signature that is of another payload', async () => {
    const verified = await rewritten(
      (one, { store }) =>
        void Object.assign(
          one.signatures[0] ?? {},
          (JSON.parse(textOf(store, ledgerKey(2))) as Envelope).signatures[0],
        ),
    )
    fails(verified, 'signature')
  })

  it('refuses a foreign key', async () => {
    fails(
      await attacked(({ store, ticks }) =>
        putEntry(store, ticks, writeStatement(statementAt(store, ticks)), foreign()),
      ),
      'key-pinned',
    )
  })

  it('refuses a ledger whose own key is another than the pinned one', async () => {
    const own = foreign()
    const verified = await forged((at) => {
      at.signer = own
      return { statement: (tick) => void (tick.key && Object.assign(tick.key, { publicKey: own.pem })) }
    })
    fails(verified, 'key-pinned', 'object-listed', 'period-covered')
  })

  it('refuses a foreign key that takes the name of the pinned one', async () => {
    const own = foreign()
    const verified = await attacked(async ({ store, ticks, pins }) => {
      await putEntry(store, ticks, writeStatement(statementAt(store, ticks)), {
        ...own,
        describe: async () => ({ id: 'x', publicKey: pins.publicKey, describeKey: null }),
      })
    })
    fails(verified, 'signature')
  })

  it.each<[string, (one: Envelope) => string | undefined]>([
    [
      'blanks in base64',
      (one) => {
        one.payload = `${one.payload.slice(0, 8)} ${one.payload.slice(8)}`
      },
    ],
    [
      'junk in base64',
      (one) => {
        one.payload = `${one.payload.slice(0, 8)}*${one.payload.slice(8)}`
      },
    ],
    [
      'a line end in base64',
      (one) => {
        one.payload = `${one.payload.slice(0, 76)}\n${one.payload.slice(76)}`
      },
    ],
    [
      'another payload type',
      (one) => {
        one.payloadType = 'application/json'
      },
    ],
    [
      'a signature with a superfluous zero',
      (one) =>
        void resigned(one, (der) =>
          Buffer.concat([Buffer.from([0x30, (der[1] ?? 0) + 1, 0x02, (der[3] ?? 0) + 1, 0]), der.subarray(4)]),
        ),
    ],
    ['a signature with a tail', (one) => void resigned(one, (der) => Buffer.concat([der, Buffer.from([0])]))],
    [
      'a signature with a long length',
      (one) => void resigned(one, (der) => Buffer.concat([Buffer.from([0x30, 0x81]), der.subarray(1)])),
    ],
    ['one more member', (one) => writeJson({ ...one, extra: 1 })],
    ['blanks between members', (one) => JSON.stringify(one, null, 1)],
    [
      'members in another order',
      ({ payload, payloadType, signatures }) => JSON.stringify({ signatures, payload, payloadType }),
    ],
    ['a member twice', (one) => writeJson(one).replace('{', '{"payload":"",')],
    ['a line end', (one) => `${writeJson(one)}\n`],
  ])('refuses an envelope with %s', async (_, edit) => {
    fails(await rewritten(edit), 'envelope-strict')
  })

  it('refuses set pad bits', async () => {
    const verified = await attacked(({ store, ticks }) => {
      const all = Array.from({ length: ticks }, (_, at) => ledgerKey(at + 1))
      const key = all.find((one) => envelopeAt(store, one).signatures[0]?.sig.endsWith('='))
      if (!key) throw new Error('no signature with padding')
      const envelope = envelopeAt(store, key)
      for (const signature of envelope.signatures) signature.sig = padded(signature.sig)
      write(store, key, writeJson(envelope))
    })
    expect(whatOf(verified, 'envelope-strict')).toContain('base64 not as it is written')
    expect(verified.result).toBe('broken')
  })

  it('holds for the twin of the last signature: the chain binds payloads', async () => {
    const verified = await rewritten((one) => void resigned(one, twin))
    fails(verified)
  })

  it.each<[string, (text: string) => string]>([
    ['a duplicate key', (text) => text.replace('{', '{"_type":"x",')],
    ['__proto__', (text) => text.replace('"home":', '"__proto__":1,"home":')],
    ['an integer beyond 2^53', (text) => text.replace(/"open":\d+/, '"open":9007199254740993')],
    ['a lone surrogate', (text) => text.replace(/"commit":"[^"]*"/, '"commit":"\\ud800"')],
    ['30 February', (text) => text.replace(/"sealedAt":"[^"]*"/, '"sealedAt":"2026-02-30T00:00:00Z"')],
    ['24:00', (text) => text.replace(/"sealedAt":"[^"]*"/, '"sealedAt":"2026-01-05T24:00:00Z"')],
    ['an offset', (text) => text.replace(/"sealedAt":"([^"]*)Z"/, '"sealedAt":"$1+00:00"')],
    ['a member more', (text) => text.replace('"home":', '"has":1,"home":')],
  ])('refuses a signed statement with %s', async (_, edit) => {
    fails(await payload(edit), 'json-strict')
  })

  it('refuses a key that KMS imported', async () => {
    fails(await forged({ statement: (tick) => void metadata(tick.key, { Origin: 'EXTERNAL' }) }), 'key-origin')
  })

  it('refuses a description of another key', async () => {
    fails(
      await forged({
        statement: (tick) => void metadata(tick.key, { Arn: `arn:aws:kms:eu-west-1:${account}:key/other` }),
      }),
      'key-origin',
    )
  })

  it('refuses a key from a file over a bucket', async () => {
    fails(
      await forged({
        statement: (tick) => void (tick.key && Object.assign(tick.key, { id: 'local', describeKey: null })),
      }),
      'key-origin',
    )
  })

  it('accepts a change of key that the old key and the new one signed', async () => {
    fails(await rotated((both) => both))
  })

  it('refuses a change to a key that KMS imported', async () => {
    fails(await attacked(async (at) => handedOver(at, at.ticks - 1, 'EXTERNAL')), 'key-origin')
  })

  it.each<[string, (text: string) => string]>([
    ['a duplicate key', (text) => text.replace('{', '{"schema":"x",')],
    ['__proto__', (text) => text.replace('{', '{"__proto__":1,')],
    ['an integer beyond 2^53', (text) => text.replace(/"bytes":\d+/, '"bytes":9007199254740993')],
    ['30 February', (text) => text.replace(/"tick":"[^"]*"/, '"tick":"2026-02-30T00:20:00Z"')],
    ['24:00', (text) => text.replace(/"tick":"[^"]*"/, '"tick":"2026-01-05T24:00:00Z"')],
    ['an offset', (text) => text.replace(/"tick":"([^"]*)Z"/, '"tick":"$1+00:00"')],
    ['blanks', (text) => text.replace(':', ': ')],
  ])('refuses a sealed plan and a sealed evaluation with %s', async (_, edit) => {
    for (const what of ['/0520Z/plan.json', '/0520Z/evaluations/analytics']) {
      const verified = await forged({
        object: (body, key) => (key.includes(what) ? Buffer.from(edit(Buffer.from(body).toString())) : body),
      })
      expect([whatOf(verified, 'json-strict') !== '', verified.result]).toEqual([true, 'broken'])
    }
  })

  it('refuses a change of key that the new key alone signed', async () => {
    fails(
      await rotated((both) => ({ ...both, signatures: both.signatures.slice(1) })),
      'key-change',
      ...lastIsGone,
      'key-pinned',
    )
  })

  it('refuses a change of key that the old key alone signed', async () => {
    fails(
      await rotated((both) => ({ ...both, signatures: both.signatures.slice(0, 1) })),
      'key-change',
      ...lastIsGone,
      'key-pinned',
    )
  })

  it('refuses the old key after it was replaced', async () => {
    fails(await rotated((both) => both, { after: 'old' }), 'key-retired')
  })
}

const envelopeAt = (store: Memory, key: string): Envelope => JSON.parse(textOf(store, key)) as Envelope

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Decodes alike: the last letter before the padding with a bit set that nothing reads. */
const padded = (base64: string): string => {
  const at = base64.indexOf('=') - 1
  return `${base64.slice(0, at)}${alphabet[alphabet.indexOf(base64[at] ?? '') + 1]}${base64.slice(at + 1)}`
}

const metadata = (key: { describeKey?: unknown } | null, changes: object): void => {
  if (key) Object.assign((key.describeKey as { KeyMetadata: object }).KeyMetadata, changes)
}

const resigned = (one: Envelope, edit: (der: Buffer) => Buffer): void => {
  one.signatures = one.signatures.map(({ keyid, sig }) => ({
    keyid,
    sig: edit(Buffer.from(sig, 'base64')).toString('base64'),
  }))
}

const twin = (der: Buffer): Buffer => {
  const length = der[3] ?? 0
  const r = der.subarray(2, 4 + length)
  const s = BigInt(`0x${der.subarray(6 + length).toString('hex')}`)
  const hex = (order - s).toString(16).padStart(64, '0')
  const bytes = Buffer.from(hex, 'hex')
  let from = 0
  while (bytes[from] === 0) from++
  const short = bytes.subarray(from)
  const positive = (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short
  return Buffer.concat([
    Buffer.from([0x30, r.length + 2 + positive.length]),
    r,
    Buffer.from([0x02, positive.length]),
    positive,
  ])
}

/** A ledger whose last entry but one changes the key; the last is signed by the new one, or by whom `after` says. */
const rotated = async (change: (both: Envelope) => Envelope, { after = 'new' }: { after?: 'new' | 'old' } = {}) => {
  const at = await honest(8)
  const { store, signer, pins, ticks } = at
  const next = await handedOver(at, ticks - 1)
  write(store, ledgerKey(ticks - 1), writeJson(change(envelopeAt(store, ledgerKey(ticks - 1)))))
  await putEntry(store, ticks, writeStatement(statementAt(store, ticks)), after === 'new' ? next : signer)
  return check(store, pins)
}
