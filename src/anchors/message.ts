// The anchors in what somebody received: a mail as it was saved, or its text, or the line alone.
import PostalMime from 'postal-mime'
import { EvidenceError } from '../errors.ts'
import { utf8 } from '../json.ts'
import { type Anchor, readAnchor } from './anchor.ts'

/** Throws USAGE where there is none, or a line that looks like one and is not. `name` is what to call the message. */
export const anchorsIn = async (name: string, bytes: Uint8Array): Promise<Anchor[]> => {
  const lines = (await textOf(name, bytes)).split(/\r?\n/).map((line) => line.replace(/^[>\s]+|\s+$/g, ''))
  const candidates = lines.filter((line) => line.startsWith('{') && line.includes('sequence'))
  const expected = '{"ledger":"sha256:<64 hex>","sequence":12,"sha256":"sha256:<64 hex>"}'
  if (candidates.length === 0) throw refused(name, 'there is no anchor in it', expected)
  return candidates.map((line) => readAnchor(line) ?? fail(refused(name, `this is no anchor: ${line}`, expected)))
}

// A mail begins with its headers. What a mail program saves as text has none.
const isMail = (bytes: Uint8Array): boolean =>
  /^(From .*\r?\n)?[!-9;-~]+:[ \t]/.test(Buffer.from(bytes.subarray(0, 1_000)).toString('latin1'))

const textOf = async (name: string, bytes: Uint8Array): Promise<string> => {
  if (!isMail(bytes)) return plain(name, bytes)
  const { text } = await PostalMime.parse(bytes)
  return text ?? fail(refused(name, 'a mail without text', 'the mail as it was sent'))
}

const plain = (name: string, bytes: Uint8Array): string => {
  try {
    return utf8(bytes)
  } catch {
    throw refused(name, 'it is not text', 'a mail, or a line of JSON')
  }
}

const refused = (message: string, why: string, expected: string): EvidenceError =>
  new EvidenceError('USAGE', { message, why }, { hint: `expected ${expected}` })

const fail = (error: EvidenceError): never => {
  throw error
}
