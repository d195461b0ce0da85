// Who signed an entry: the pinned key, or the key that took over from it by a statement that both signed.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { changeTo, isBy } from '../ledger/chain.ts'
import { type Envelope, isSignedBy, keyId } from '../ledger/dsse.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Findings } from './checks.ts'
import type { Pins } from './pins.ts'

type Described = NonNullable<Tick['key']>

/** Throws for a key that is none: the pins were looked at before. */
export const makeSigning = (
  findings: Findings,
  { publicKey, laterKeys, ledger }: Pick<Pins, 'publicKey' | 'laterKeys' | 'ledger'>,
) => {
  const pinned = [publicKey, ...laterKeys].map(keyId)
  let key = createPublicKey(publicKey)
  const retired: { key: KeyObject; id: string; since: number }[] = []

  const changes = (
    at: string,
    { payload, signatures }: Envelope,
    { sequence, store }: Tick,
    described: Described,
  ): boolean => {
    const next = p256(described.publicKey)
    const [first, second] = signatures
    const isSigned = first && second && isBy(pemOf(key), payload, first) && isBy(described.publicKey, payload, second)
    if (!findings.hold('key-change', isSigned === true, at, 'not signed by the old key and by the new one') || !next)
      return false
    const id = idOf(next)
    const back = [...retired, { id: idOf(key), since: sequence }].find((one) => one.id === id)
    if (!findings.hold('key-retired', !back, at, `changes to a key that entry ${back?.since} replaced`)) return false
    if (!pinned.includes(id)) findings.deviate('key-change', at, `changes the key to ${id}, which is not pinned`)
    if (!isLocal(described, store)) origin(findings, at, described)
    retired.push({ key, id: idOf(key), since: sequence })
    key = next
    return true
  }

  return {
    /** Whether the entry is signed as it must be; one that changes the key counts from then on. */
    holds(at: string, opened: Envelope, tick: Tick): boolean {
      const { payload, signatures } = opened
      const [first] = signatures
      if (!findings.hold('signature', first !== undefined, at, 'no signature') || !first) return false
      const change = changeTo(tick) === undefined ? null : tick.key
      const few = signatures.length <= (change ? 2 : 1)
      findings.hold('signature-extra', few, at, `${signatures.length} signatures`)
      // A change in another ledger of the same key changes nothing here; whoever walks the entries names that one.
      if (change) return tick.ledger !== ledger || (few && changes(at, opened, tick, change))
      const old = retired.find((one) => one.id === first.keyid || isSignedBy(one.key, payload, first.sig))
      if (!findings.hold('key-retired', old === undefined, at, `signed by a key that entry ${old?.since} replaced`))
        return false
      if (!findings.hold('key-pinned', first.keyid === idOf(key), at, `signed by the key ${first.keyid}`)) return false
      return findings.hold('signature', isSignedBy(key, payload, first.sig), at, 'the signature is not of this payload')
    },

    /** Of a ledger's first statement: it names the pinned key and how that was made. */
    begins(at: string, { key: described, store }: Tick): void {
      if (!findings.hold('key-origin', described !== null, at, 'the first statement names no key') || !described) return
      const own = p256(described.publicKey)
      findings.hold(
        'key-pinned',
        own !== undefined && idOf(own) === keyId(publicKey),
        at,
        'names another key than the pinned one',
      )
      if (!isLocal(described, store)) origin(findings, at, described)
    },
  }
}
export type Signing = ReturnType<typeof makeSigning>

// A local key signs for a folder, never for a bucket.
const isLocal = ({ id }: Described, store: string): boolean => id === 'local' && store === 'folder'

// A key made elsewhere and imported is known elsewhere.
const origin = (findings: Findings, at: string, { id, describeKey }: Described): void => {
  const { Origin, Arn } =
    (describeKey as { KeyMetadata?: { Origin?: unknown; Arn?: unknown } } | null)?.KeyMetadata ?? {}
  const isOwn = Origin === 'AWS_KMS' && Arn === id
  findings.hold(
    'key-origin',
    isOwn,
    at,
    Origin === 'AWS_KMS' ? `describes the key ${Arn} and not ${id}` : `the key's origin is ${Origin ?? id}`,
  )
}

const p256 = (text: string): KeyObject | undefined => {
  try {
    const key = createPublicKey(text)
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined
  } catch {
    return undefined // no key at all
  }
}

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()
const idOf = (key: KeyObject): string => keyId(pemOf(key))
