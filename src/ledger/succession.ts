// Who signs the next entry: the key in force, or, once, that key together with the one that takes over from it.
import { EvidenceError } from '../errors.ts'
import type { Head, InForce } from './chain.ts'
import { keyId } from './dsse.ts'
import type { Signers } from './head.ts'
import type { KeyDescription, Signer } from './signer.ts'

export type Signing = {
  signers: [Signer, ...Signer[]]
  /** What the entry says of the key that it begins with; null where nothing begins. */
  key: KeyDescription | null
  /** What is in force behind the entry. */
  next: InForce
}

/**
 * Throws SIGNER_UNAVAILABLE where the entries are signed by neither key, or by one that took over from the own: an old
 * configuration still at work. What is read then waits for its statement.
 */
export const signing = async ({ signer, previousSigner }: Signers, head: Head | undefined): Promise<Signing> => {
  const own = await signer.describe()
  if (!head) return { signers: [signer], key: own, next: { publicKey: own.publicKey, retired: [] } }
  const { publicKey, retired } = head
  const [id, inForce] = [keyId(own.publicKey), keyId(publicKey)]
  if (id === inForce) return { signers: [signer], key: null, next: { publicKey, retired } }
  if (retired.includes(id)) throw unavailable(own, inForce, 'was replaced: configure the key that took over from it')
  const old = previousSigner && (await previousSigner.describe())
  if (!previousSigner || !old || keyId(old.publicKey) !== inForce)
    throw unavailable(own, inForce, 'takes over from a key that is not at hand: configure that one as the previous key')
  const next = { publicKey: own.publicKey, retired: [...retired, inForce] }
  return { signers: [previousSigner, signer], key: own, next }
}

const unavailable = ({ id }: KeyDescription, inForce: string, why: string): EvidenceError =>
  new EvidenceError(
    'SIGNER_UNAVAILABLE',
    { key: id, why, inForce },
    { hint: 'nothing is lost: the next seal signs what waits' },
  )
