// The statement: one form, and its subject is the index.
import { describe, expect, it } from 'vitest'
import { readStatement, writeStatement } from '../../src/ledger/statement.ts'
import { tick } from './statements.ts'

const text = (changes = {}): string => Buffer.from(writeStatement(tick(changes))).toString()
const read = (payload: string) => readStatement(Buffer.from(payload))

describe('a statement', () => {
  it('is read as it was written', () => {
    const outage = { from: '2026-01-05T01:20:00Z', to: '2026-01-05T03:20:00Z', ticks: 3 }
    const whole = tick({
      outage,
      retainUntil: '2028-01-01T00:00:00Z',
      key: { id: 'local', publicKey: 'x', describeKey: { a: [1] } },
    })
    expect(readStatement(writeStatement(whole))).toEqual(whole)
  })

  it('is an in-toto statement over its index', () => {
    const { index } = tick()
    expect(JSON.parse(text())).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: index.key, digest: { sha256: index.sha256.slice('sha256:'.length) } }],
      predicateType: 'urn:eks-evidence:tick:v1',
    })
  })

  it('gives the same bytes twice, whatever the order of its members', () => {
    const members = Object.fromEntries(Object.entries(tick()).reverse())
    expect(Buffer.from(writeStatement(members as never)).toString()).toBe(text())
  })

  it.each<[string, (payload: string) => string]>([
    [
      'another index than its subject',
      (payload) =>
        payload.replace(
          /("index":\{[^}]*"sha256":"sha256:)(.)/,
          (_, before, digit) => before + (digit === '0' ? '1' : '0'),
        ),
    ],
    ['another name of its subject', (payload) => payload.replace('"name":"ticks', '"name":"tocks')],
    ['two subjects', (payload) => payload.replace('"subject":[', '"subject":[{"digest":{"sha256":"x"},"name":"x"},')],
    ['another predicate type', (payload) => payload.replace('tick:v1', 'tick:v2')],
    ['a member too many', (payload) => payload.replace('"home":', '"hole":1,"home":')],
    ['a member too few', (payload) => payload.replace('"home":"eu-west-1",', '')],
    ['a count that is no number', (payload) => payload.replace('"complete":1', '"complete":"1"')],
    ['a fraction for a sequence', (payload) => payload.replace('"sequence":1', '"sequence":1.5')],
    ['a time of another spelling', (payload) => payload.replace('00:21:00Z', '00:21:00.000Z')],
    [
      'a digest of another spelling',
      (payload) =>
        payload.replace(/"sha256":"sha256:([0-9a-f]{64})","versionId"/, (all, hex: string) =>
          all.replace(hex, hex.toUpperCase()),
        ),
    ],
    ['blanks', (payload) => payload.replace(':', ': ')],
    ['a tail', (payload) => `${payload}\n`],
  ])('is refused with %s', (_, edit) => {
    const payload = text()
    expect(edit(payload)).not.toBe(payload)
    expect(() => read(edit(payload))).toThrow(expect.objectContaining({ name: 'EvidenceError' }))
  })

  it('is refused where it is no UTF-8', () => {
    expect(() => readStatement(Buffer.from([0xc3, 0x28]))).toThrow(expect.objectContaining({ code: 'JSON_INVALID' }))
  })
})
