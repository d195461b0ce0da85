// Who signed, for which service and region: the credential scope of a Signature Version 4 header.
// Signatures are not verified and their time is not compared: the SDK signs with the machine's clock, the sandbox has its own.
import type { Request } from './protocol.ts'

export type Credential = { accessKey: string; region: string; service: string }

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request,\s*SignedHeaders=[^,]+,\s*Signature=[0-9a-f]{64}$/

/** Undefined where no such signature is present. */
export const credentialOf = ({ headers }: Request): Credential | undefined => {
  const [, accessKey, region, service] = form.exec(headers.authorization ?? '') ?? []
  return accessKey && region && service ? { accessKey, region, service } : undefined
}
