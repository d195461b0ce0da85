// The signature of a CMS signer, by the algorithms that time-stamping authorities use: RFC 3370, 4056, 5754 and 8419.
import { constants, type KeyObject, verify } from 'node:crypto'
import type { SignerInfo } from '@peculiar/asn1-cms'

type Hash = 'sha256' | 'sha384' | 'sha512'

/** By object identifier. SHA-1 and older are not among them: two texts of one digest can be made. */
export const hashes: Record<string, Hash> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

type Way = { key: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448'; hash: Hash | null; pss?: true }

/** How to verify it; undefined for an algorithm that is not among these. `own`: the hash of the content, which some go by. */
const wayOf = (algorithm: string, own: Hash | undefined): Way | undefined => {
  const [rsa, ecdsa] = ['1.2.840.113549.1.1.', '1.2.840.10045.4.3.']
  const hash: Hash = own ?? 'sha256'
  const ways: Record<string, Way> = {
    [`${rsa}1`]: { key: 'rsa', hash },
    [`${rsa}10`]: { key: 'rsa', hash, pss: true },
    [`${rsa}11`]: { key: 'rsa', hash: 'sha256' },
    [`${rsa}12`]: { key: 'rsa', hash: 'sha384' },
    [`${rsa}13`]: { key: 'rsa', hash: 'sha512' },
    [`${ecdsa}2`]: { key: 'ec', hash: 'sha256' },
    [`${ecdsa}3`]: { key: 'ec', hash: 'sha384' },
    [`${ecdsa}4`]: { key: 'ec', hash: 'sha512' },
    '1.3.101.112': { key: 'ed25519', hash: null },
    '1.3.101.113': { key: 'ed448', hash: null },
  }
  return ways[algorithm]
}

/** Whether this key signed these bytes. */
export const isSigned = (
  { signatureAlgorithm, digestAlgorithm, signature }: SignerInfo,
  bytes: Uint8Array,
  key: KeyObject,
): boolean => {
  const way = wayOf(signatureAlgorithm.algorithm, hashes[digestAlgorithm.algorithm])
  const isKind = key.asymmetricKeyType === way?.key || (way?.pss && key.asymmetricKeyType === 'rsa-pss')
  if (!way || !isKind) return false
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
  return verify(way.hash, bytes, { key, ...(way.pss && pss) }, new Uint8Array(signature.buffer))
}
