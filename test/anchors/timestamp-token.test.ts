// Tokens of RFC 3161, made by openssl: what holds, what does not, and that openssl says the same.
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pathTo, stampsAlone } from '../../src/anchors/certificate-path.ts'
import { nonceOf, refusedWhy, timestampRequest } from '../../src/anchors/timestamp-request.ts'
import { readToken } from '../../src/anchors/timestamp-token.ts'
import { sha256 } from '../../src/digest.ts'
import { type Authority, makeAuthority } from './authority.ts'

const imprint = sha256('the payload of an entry')
const hex = imprint.slice('sha256:'.length)
const nonce = nonceOf(imprint, '2026-01-05T06:00:00Z')
const request = timestampRequest(imprint, nonce)

let authority: Authority
beforeAll(() => {
  authority = makeAuthority()
  for (const [name, extensions] of [
    ['another', 'authority'],
    ['last', 'last'],
  ] as const)
    authority.certify(name, extensions)
  authority.certify('between', 'authority', 'root')
  authority.certify('under', 'stamps', 'between')
  authority.certify('too-far', 'authority', 'last')
  authority.certify('beyond', 'stamps', 'too-far')
  authority.certify('with-rsa', 'stamps', 'root', 'rsa')
  for (const extensions of ['stamps_lightly', 'stamps_and_more', 'plain'] as const)
    authority.certify(extensions, extensions, 'root')
}, 60_000)
afterAll(() => authority.remove())

const trusting = (...names: string[]): string[] => names.map(authority.pem)
const why = (answer: Uint8Array, trusted: string[] | null): unknown => {
  try {
    return readToken(answer, trusted).imprint
  } catch (error) {
    return (error as { code?: string; detail?: { why?: string } }).detail?.why ?? error
  }
}

describe('the question', () => {
  it('is the one that openssl reads out of it', () => {
    const answer = authority.answer(request)
    const said = readToken(answer, null)
    expect([said.imprint, Buffer.from(said.nonce ?? []).toString('hex')]).toEqual([imprint, nonce.toString('hex')])
  })

  it('is never the same twice', () => {
    expect(nonceOf(imprint, '2026-01-05T06:00:01Z')).not.toEqual(nonce)
  })

  it('is answered by a token of it, and by no other', () => {
    const answer = authority.answer(request)
    expect(refusedWhy(answer, imprint, nonce)).toBeUndefined()
    expect(refusedWhy(answer, sha256('x'), nonce)).toBe('the token is of something else')
    expect(refusedWhy(answer, imprint, nonceOf(imprint, 'later'))).toBe('the token answers another question')
  })

  it.each([
    ['nothing', '', 'the answer is no TimeStampResp'],
    ['a page', '<html>', 'the answer is no TimeStampResp'],
    ['a refusal', '30053003020102', 'the answer has the status 2'],
  ])('is not answered by %s', (_, answer, expected) => {
    const bytes = answer.startsWith('30') ? Buffer.from(answer, 'hex') : Buffer.from(answer)
    expect(refusedWhy(bytes, imprint, nonce)).toBe(expected)
  })
})

describe('a token holds', () => {
  it.each([
    ['of an authority under the root', {}, ['root']],
    ['of an authority that is trusted itself', {}, ['stamps']],
    ['of an authority under another one, which is beside it', { signer: 'under', chain: ['between'] }, ['root']],
    ['of an authority under another one, which is given', { signer: 'under' }, ['root', 'between']],
    ['by RSA', { signer: 'with-rsa' }, ['root']],
    ['by RSA and SHA-512', { signer: 'with-rsa', digest: 'sha512' }, ['root']],
    ['whose certificate is named by SHA-1, as before RFC 5816', { old: true as const }, ['root']],
  ])('%s', (_, given, trusted) => {
    const answer = authority.answer(request, given)
    expect(readToken(answer, trusting(...trusted))).toMatchObject({
      imprint,
      at: expect.stringMatching(/^20\d\d-.*Z$/),
      authority: `CN=${'signer' in given ? given.signer : 'stamps'}, O=Example`,
      policy: '1.2.3.4.1',
    })
    if (trusted[0] === 'root' && trusted.length === 1) expect(authority.holds(answer, hex)).toBe(true)
  })
})

describe('a token does not hold', () => {
  it('of an authority that nobody trusts', () => {
    const answer = authority.answer(request)
    expect(why(answer, trusting('another'))).toMatch(/^is not of an authority that you trust/)
    expect(authority.holds(answer, hex, 'another')).toBe(false)
  })

  it('where the path is longer than its authority may make it', () => {
    const answer = authority.answer(request, { signer: 'beyond', chain: ['too-far', 'last'] })
    expect(why(answer, trusting('last'))).toMatch(/^is not of an authority that you trust/)
    expect(authority.holds(answer, hex, 'last')).toBe(false)
  })

  it('with any byte of what is signed altered', () => {
    const answer = authority.answer(request)
    const at = answer.indexOf(Buffer.from(hex, 'hex'))
    const altered = Buffer.from(answer)
    altered[at] = (altered[at] ?? 0) ^ 1
    expect(why(altered, trusting('root'))).toBe('the signature is of another content')
    expect(authority.holds(altered, hex)).toBe(false)
  })

  it('with a byte of the signature altered', () => {
    const answer = authority.answer(request)
    const altered = Buffer.from(answer)
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1
    expect(why(altered, trusting('root'))).toMatch(/^the signature does not hold|is not DER/)
  })

  it('with something behind it', () => {
    const answer = Buffer.concat([authority.answer(request), Buffer.of(0)])
    expect(why(answer, trusting('root'))).toBe('it is not DER, or something stands behind it')
  })

  it.each([
    ['a refusal', Buffer.from('30053003020102', 'hex'), 'the authority refused: status 2'],
    ['nothing', Buffer.alloc(0), 'it is not DER, or something stands behind it'],
    ['a line of text', Buffer.from('no token'), 'it is not DER, or something stands behind it'],
  ])('that is %s', (_, answer, expected) => {
    expect(why(answer, null)).toBe(expected)
  })

  it('of a digest that is no SHA-256', () => {
    const other = authority.openssl('ts', '-query', '-digest', 'ab'.repeat(64), '-sha512', '-cert')
    expect(why(authority.answer(other), trusting('root'))).toBe('the imprint is no SHA-256')
  })

  it('whose certificate is not in it', () => {
    const without = authority.openssl('ts', '-query', '-digest', hex, '-sha256')
    expect(why(authority.answer(without), trusting('root'))).toBe('the certificate of who signed is not in it')
  })

  it('cut anywhere, and never with any error but this', () => {
    const answer = authority.answer(request)
    for (let length = 0; length < answer.length; length += 7)
      expect(() => readToken(answer.subarray(0, length), null)).toThrow(
        expect.objectContaining({ code: 'TIMESTAMP_INVALID' }) as Error,
      )
  })
})

describe('a certificate', () => {
  const own = (name: string): X509Certificate => new X509Certificate(authority.pem(name))

  it('is for time-stamping alone, and says so critically', () => {
    expect(() => stampsAlone(own('stamps'))).not.toThrow()
    for (const name of ['stamps_lightly', 'stamps_and_more', 'plain', 'root'])
      expect(() => stampsAlone(own(name)), name).toThrow('is not for time-stamping alone')
  })

  it('is valid at the time of the token, whatever the time is now', () => {
    const path = (at: string) => () => pathTo([own('root')], own('stamps'), [], at)
    expect(path('2020-01-01T00:00:00Z')).toThrow('is valid from')
    expect(path('2099-01-01T00:00:00Z')).toThrow('is valid from')
  })

  it('is issued by an authority, and not by who has a certificate of one', () => {
    authority.certify('forged', 'stamps', 'stamps')
    const { validFrom } = own('forged')
    const at = new Date(validFrom).toISOString().replace('.000Z', 'Z')
    expect(() => pathTo([own('root')], own('forged'), [own('stamps')], at)).toThrow('no path leads')
  })
})
