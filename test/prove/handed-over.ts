// A ledger that is handed over to another key, as KMS would describe that one.
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { sha256 } from '../../src/digest.ts'
import { seal } from '../../src/ledger/dsse.ts'
import type { Signer } from '../../src/ledger/signer.ts'
import { writeStatement } from '../../src/ledger/statement.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { account } from './account.ts'
import { forge, putEntry, statementAt } from './forge.ts'
import { change, type Memory } from './memory-store.ts'

export type Foreign = Signer & { pem: string }

export const foreign = (): Foreign => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  return {
    pem,
    describe: async () => ({ id: 'x', publicKey: pem, describeKey: null }),
    sign: async (message) => sign('sha256', message, key),
  }
}

/** Seals all again: the entry of this number is signed by both keys, those behind it by the new one, which is returned. */
export const handedOver = async (
  { store, signer, ticks }: { store: Memory; signer: Signer; ticks: number },
  sequence: number,
  origin = 'AWS_KMS',
): Promise<Foreign> => {
  const next = foreign()
  const arn = `arn:aws:kms:eu-west-1:${account}:key/next`
  const described = { id: arn, publicKey: next.pem, describeKey: { KeyMetadata: { Origin: origin, Arn: arn } } }
  await forge(store, signer, {
    statement: (tick) => void (tick.sequence === sequence && Object.assign(tick, { key: described })),
  })
  const both = await seal(writeStatement(statementAt(store, sequence)), signer, next)
  change(store, ledgerKey(sequence), { body: both, custody: { sha256: sha256(both) } })
  for (let at = sequence + 1; at <= ticks; at++) await putEntry(store, at, writeStatement(statementAt(store, at)), next)
  return next
}
