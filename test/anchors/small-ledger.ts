// A ledger of a few signed and chained entries in a store, and nothing else: what anchors are of.
import { generateKeyPairSync, sign } from 'node:crypto'
import { instant, seconds } from '../../src/clock.ts'
import { seal } from '../../src/ledger/dsse.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import { payloadDigest, type Tick, writeStatement } from '../../src/ledger/statement.ts'
import type { Digest } from '../../src/model.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { tick } from '../ledger/statements.ts'

export const makeSigner = (): Signer & { publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return {
    publicKey: pem,
    describe: async () => ({ id: 'local', publicKey: pem, describeKey: null }),
    sign: async (message) => sign('sha256', message, privateKey),
  }
}

/** Puts `count` entries; `changes` alters what one says. Returns their digests by sequence, as the payloads have them. */
export const putLedger = async (
  store: Pick<Store, 'putOnce'>,
  signer: Signer & { publicKey: string },
  count: number,
  changes: (sequence: number) => Partial<Tick> = () => ({}),
): Promise<Digest[]> => {
  const digests: Digest[] = []
  for (let sequence = 1; sequence <= count; sequence++) {
    const at = instant(seconds('2026-01-05T00:20:00Z') + (sequence - 1) * 3_600)
    const before = digests.at(-1)
    const payload = writeStatement(
      tick({
        sequence,
        tick: at,
        sealedAt: instant(seconds(at) + 600),
        ledger: digests[0] ?? null,
        previous: before ? { sequence: sequence - 1, sha256: before } : null,
        key: sequence === 1 ? { id: 'local', publicKey: signer.publicKey, describeKey: null } : null,
        ...changes(sequence),
      }),
    )
    digests.push(payloadDigest(payload))
    await store.putOnce(ledgerKey(sequence), await seal(payload, signer))
  }
  return digests
}
