// Who signs. Two implementations: a key in KMS, and a local P-256 key for the folder store.

/** What the genesis statement says of the key. */
export type KeyDescription = {
  /** The KMS key's ARN, or `local`. */
  id: string
  /** PEM, SPKI: `-----BEGIN PUBLIC KEY-----`. */
  publicKey: string
  /** KMS's DescribeKey answer as sent, where there is one. */
  describeKey: unknown
}

export interface Signer {
  describe(): Promise<KeyDescription>
  /**
   * ECDSA on P-256 over the message's SHA-256; the answer is DER. Throws SIGNER_UNAVAILABLE.
   * It takes the message because node:crypto signs no digest that was made elsewhere; KMS is sent the digest alone.
   */
  sign(message: Uint8Array): Promise<Uint8Array>
}
