// A P-256 key from a seed, and ECDSA over a given digest: what node:crypto does not offer and KMS does.
// Deterministic (RFC 6979), so that a scenario gives the same bytes twice. Not constant-time: for the sandbox alone.
import { createECDH, createHash, createHmac, createPublicKey } from 'node:crypto'

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** The private scalar, 1 <= d < n, from the seed's SHA-256. */
export const scalarOf = (seed: string): bigint =>
  (toInteger(createHash('sha256').update(seed).digest()) % (order - 1n)) + 1n

/** SubjectPublicKeyInfo, DER. */
export const publicKeyOf = (scalar: bigint): Buffer => {
  const point = times(scalar)
  const [x, y] = [point.subarray(1, 33), point.subarray(33)]
  const jwk = { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') }
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' })
}

/** ECDSA-Sig-Value, DER. `digest` is 32 bytes. */
export const signDigest = (scalar: bigint, digest: Uint8Array): Buffer => {
  const z = toInteger(digest)
  for (const k of nonces(scalar, z)) {
    const r = toInteger(times(k).subarray(1, 33)) % order
    const s = (inverse(k) * (z + r * scalar)) % order
    if (r !== 0n && s !== 0n) return sequence(integer(r), integer(s))
  }
  throw new Error('unreachable: RFC 6979 gives nonces without end')
}

// RFC 6979, section 3.2, for SHA-256 and a 256-bit order.
function* nonces(scalar: bigint, z: bigint): Generator<bigint> {
  const seed = Buffer.concat([toBytes(scalar), toBytes(z % order)])
  let v: Buffer = Buffer.alloc(32, 1)
  let k: Buffer = Buffer.alloc(32, 0)
  const mac = (...parts: Uint8Array[]): Buffer => createHmac('sha256', k).update(Buffer.concat(parts)).digest()
  for (const round of [0, 1]) {
    k = mac(v, Buffer.of(round), seed)
    v = mac(v)
  }
  for (;;) {
    v = mac(v)
    const nonce = toInteger(v)
    if (nonce > 0n && nonce < order) yield nonce
    k = mac(v, Buffer.of(0))
    v = mac(v)
  }
}

const times = (scalar: bigint): Buffer => {
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(toBytes(scalar))
  return curve.getPublicKey()
}

const inverse = (of: bigint): bigint => {
  let [a, b, x, y] = [of, order, 1n, 0n]
  while (b !== 0n) {
    const quotient = a / b
    ;[a, b] = [b, a % b]
    ;[x, y] = [y, x - quotient * y]
  }
  return ((x % order) + order) % order
}

const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
const toBytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex')

const integer = (value: bigint): Buffer => {
  const bytes = toBytes(value)
  const from = bytes.findIndex((byte) => byte !== 0)
  const short = bytes.subarray(from)
  const body = (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short
  return Buffer.concat([Buffer.of(0x02, body.length), body])
}

const sequence = (...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.of(0x30, body.length), body])
}
