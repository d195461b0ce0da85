// Tokens of a time-stamping authority as anchors: what they make of the assurance, and what fails.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nonceOf, timestampRequest } from '../../src/anchors/timestamp-request.ts'
import { verifiedText } from '../../src/cli/verified-text.ts'
import { sha256 } from '../../src/digest.ts'
import type { Digest } from '../../src/model.ts'
import { makeFindings } from '../../src/prove/checks.ts'
import type { Walked } from '../../src/prove/entries.ts'
import { makeTimestamps } from '../../src/prove/timestamps.ts'
import { type Authority, makeAuthority } from '../anchors/authority.ts'
import { check, failing, honest, payloadOf, said } from './fixture.ts'
import { downloaded } from './memory-store.ts'

let authority: Authority
beforeAll(() => {
  authority = makeAuthority()
  authority.certify('another', 'authority')
})
afterAll(() => authority.remove())

const tokenOf = (imprint: Digest) => authority.answer(timestampRequest(imprint, nonceOf(imprint, '2026-01-05')))
/** The honest ledger as a folder, with tokens over these digests. */
const stamped = async (digests: (of: (sequence: number) => Promise<Digest>) => Promise<Digest[]>, trusted = 'root') => {
  const { store, pins } = await honest()
  const all = await digests((sequence) => payloadOf(store, sequence))
  const answers = all.map((one, nth) => ({ name: `${nth}.tsr`, answer: tokenOf(one) }))
  return check(downloaded(store), { ...pins, timestamps: { answers, trusted: [authority.pem(trusted)] } })
}

describe('a time-stamp of an entry', () => {
  it('anchors the ledger, and says by when the entry was there', async () => {
    const verified = await stamped(async (of) => [await of(12), await of(7)])
    expect(failing(verified), said(verified).join('\n')).toEqual([])
    expect([verified.assurance, verified.stamped]).toEqual([
      'anchored',
      { sequence: 12, at: expect.stringMatching(/Z$/), authority: 'CN=stamps, O=Example' },
    ])
    expect(verifiedText(verified, {})).toMatch(
      /^time-stamp {2}entry 12 was there by 20.*Z, says CN=stamps, O=Example$/m,
    )
  }, 60_000)

  it('of another history fails, whatever its file is called', async () => {
    const verified = await stamped(async (of) => [await of(12), sha256('the payload of another entry')])
    expect([failing(verified), verified.assurance]).toEqual([['anchor-match'], 'content'])
  })

  it('of an authority that nobody named fails', async () => {
    const verified = await stamped(async (of) => [await of(12)], 'another')
    expect([failing(verified), verified.assurance, verified.stamped]).toEqual([['timestamp-valid'], 'content', null])
  })

  it('from before that was sealed fails', () => {
    const findings = makeFindings()
    const imprint = sha256('an entry')
    const answers = [{ name: 'early.tsr', answer: tokenOf(imprint) }]
    const timestamps = makeTimestamps(findings, { timestamps: { answers, trusted: [authority.pem('root')] } })
    timestamps.enter({ tick: { sequence: 3, sealedAt: '2099-01-01T00:00:00Z' }, sha256: imprint } as Walked)
    expect(timestamps.close()).toBeNull()
    expect(findings.all().find(({ name }) => name === 'timestamp-valid')).toMatchObject({
      state: 'fail',
      findings: [{ at: 'early.tsr', what: expect.stringContaining('before entry 3 was sealed') }],
    })
  })
})

describe('anchors', () => {
  it('that contradict each other are not both met', async () => {
    const { store, pins } = await honest()
    const sha = await payloadOf(store, 5)
    const anchors = [
      { sequence: 5, sha256: sha256('x') },
      { sequence: 5, sha256: sha },
    ]
    expect(failing(await check(downloaded(store), { ...pins, anchors }))).toEqual(['anchor-match'])
  })
})
