// Holds the digests of the collector's code against those of a release that the auditor has.
import { isRecord } from '../json.ts'
import type { Digest, Exchange } from '../model.ts'
import { visible } from '../observation/reason.ts'
import type { Findings } from './checks.ts'

/** `release`: the digests of its files; undefined: nothing is held. */
export const released = (
  findings: Findings,
  release: Digest[] | undefined,
  key: string,
  exchanges: Iterable<Exchange>,
): void => {
  if (release === undefined) return
  for (const one of exchanges) {
    if (one.action !== 'lambda:GetFunctionConfiguration' || one.got !== 'body' || !isRecord(one.body)) continue
    const { FunctionName: name, CodeSha256: code, Layers: layers } = one.body
    const digest = digestOf(code)
    const what = `function ${visible(String(name))}: its code is ${digest ?? visible(String(code))}, which is no file of the release`
    findings.hold('code-released', digest !== undefined && release.includes(digest), key, what)
    const none = layers === undefined || layers === null || (Array.isArray(layers) && layers.length === 0)
    const more = `function ${visible(String(name))}: runs with layers, which no release has`
    findings.hold('code-released', none, key, more)
  }
}

// Lambda says the SHA-256 of the zip in base64, in one spelling.
const digestOf = (code: unknown): Digest | undefined => {
  if (typeof code !== 'string') return undefined
  const bytes = Buffer.from(code, 'base64')
  return bytes.length === 32 && bytes.toString('base64') === code ? `sha256:${bytes.toString('hex')}` : undefined
}
