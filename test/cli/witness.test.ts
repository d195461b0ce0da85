// witness as an auditor runs it: mails and a store into a file of their own, tokens beside it, and verify with all of it.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { writeAnchor } from '../../src/anchors/anchor.ts'
import { sha256 } from '../../src/digest.ts'
import type { Digest } from '../../src/model.ts'
import { folderStore } from '../../src/store/folder.ts'
import { type Authority, makeAuthority, serveAuthority } from '../anchors/authority.ts'
import { makeSigner, putLedger } from '../anchors/small-ledger.ts'
import { failureOf, run } from './run.ts'

const place = mkdtempSync(join(tmpdir(), 'eks-evidence-witness-'))
const at = (name: string): string => join(place, name)
const signer = makeSigner()
let digests: Digest[]
let authority: Authority
let tsa: Awaited<ReturnType<typeof serveAuthority>>

beforeAll(async () => {
  digests = await putLedger(folderStore(at('store')), signer, 6)
  writeFileSync(at('key.pem'), signer.publicKey)
  authority = makeAuthority()
  authority.certify('another', 'authority')
  writeFileSync(at('root.pem'), authority.pem('root'))
  writeFileSync(at('another.pem'), authority.pem('another'))
  tsa = await serveAuthority(authority)
})
afterAll(async () => {
  await tsa.close()
  authority.remove()
  rmSync(place, { recursive: true })
})

const file = at('anchors.jsonl')
beforeEach(() => {
  for (const one of [file, `${file}.timestamps`]) rmSync(one, { recursive: true, force: true })
})
const anchor = (sequence: number) => ({
  ledger: digests[0] as Digest,
  sequence,
  sha256: digests[sequence - 1] as Digest,
})
const held = (): string[] => readFileSync(file, 'utf8').trimEnd().split('\n')
const witness = (...args: string[]) => run(['witness', '--anchors', file, ...args])
const store = (): string[] => [
  ...['--store', at('store'), '--key', at('key.pem'), '--account', '111122223333', '--ledger', String(digests[0])],
]
const mail = (name: string, ...lines: object[]): string => {
  writeFileSync(at(name), `Subject: head\n\n${lines.map((one) => writeAnchor(one as never)).join('\n')}\n`)
  return at(name)
}

it('appends what a mail says to a file that it makes, and knows it the next time', async () => {
  const first = await witness(mail('one.eml', anchor(2)))
  expect([first.code, first.err, held()]).toEqual([0, '', [writeAnchor(anchor(2))]])
  expect(first.out).toContain(`appended    entry 2  ${digests[1]}`)
  const again = await witness(at('one.eml'))
  expect([again.code, held().length]).toEqual([0, 1])
  expect(again.out).toContain('the same as before')
})

it('appends behind a line that does not end', async () => {
  writeFileSync(file, writeAnchor(anchor(2)))
  await witness(mail('three.eml', anchor(3)))
  expect(held()).toEqual([writeAnchor(anchor(2)), writeAnchor(anchor(3))])
})

it('appends what comes late, and says so', async () => {
  await witness(mail('late.eml', anchor(4)))
  const late = await witness(mail('early.eml', anchor(2)))
  expect([late.code, held()]).toEqual([0, [anchor(4), anchor(2)].map(writeAnchor)])
  expect(late.out).toContain('(older than the newest that you held)')
})

it('tells two histories loudly, and appends nothing at all', async () => {
  await witness(mail('one.eml', anchor(2)))
  const told = mail('two.eml', anchor(3), { ...anchor(2), sha256: sha256('another') })
  const failed = await witness(told, '--json')
  expect([failed.code, failureOf(failed).code, held()]).toEqual([1, 'ANCHOR_CONTRADICTED', [writeAnchor(anchor(2))]])
  expect(failureOf(failed).faults).toEqual([`entry 2: known as ${digests[1]}, and now told as ${sha256('another')}`])
})

it('reads the line from standard input', async () => {
  const piped = await run(['witness', '--anchors', file, '-'], {}, `${writeAnchor(anchor(5))}\n`)
  expect([piped.code, held()]).toEqual([0, [writeAnchor(anchor(5))]])
})

it('reads the head of a store by pins, when its chain leads back to the newest anchor', async () => {
  await witness(mail('one.eml', anchor(2)))
  const read = await witness(...store())
  expect([read.code, read.err, held()]).toEqual([0, '', [anchor(2), anchor(6)].map(writeAnchor)])
  expect(read.out).toContain('the head is entry 6, tick 2026-01-05T05:20:00Z; its chain leads back to entry 2')
})

it('tells two histories where the store leads back to another entry', async () => {
  writeFileSync(file, `${writeAnchor({ ...anchor(2), sha256: sha256('another') })}\n`)
  const failed = await witness(...store(), '--json')
  expect([failed.code, failureOf(failed).code, held().length]).toEqual([1, 'ANCHOR_CONTRADICTED', 1])
})

it.each<[string, number, string, () => string[]]>([
  ['nothing to witness', 2, 'USAGE', () => []],
  ['a message that is not there', 2, 'USAGE', () => [at('none')]],
  ['a store without pins', 2, 'PINS_MISSING', () => ['--store', at('store')]],
  ['a ledger that is none', 2, 'USAGE', () => ['--store', at('store'), '--ledger', 'x']],
  ['an authority that is no URL', 2, 'USAGE', () => [...store(), '--tsa', 'file:///etc/passwd']],
  ['an authority that is not there', 1, 'TIMESTAMP_REFUSED', () => [...store(), '--tsa', 'http://127.0.0.1:1/']],
])('refuses %s', async (_, code, expected, args) => {
  const failed = await witness(...args(), '--json')
  expect([failed.code, failureOf(failed).code]).toEqual([code, expected])
})

it('has the head stamped, and verify says by when it was there', async () => {
  const stamped = await witness(...store(), '--tsa', tsa.url, '--tsa-certificate', at('root.pem'))
  expect([stamped.code, stamped.err]).toEqual([0, ''])
  expect(stamped.out).toMatch(/^time-stamp {2}entry 6 was there by 20.*Z, says CN=stamps, O=Example: /m)
  const [token = ''] = readdirSync(`${file}.timestamps`)
  expect(token).toMatch(/^000000000006\.20\d{6}T\d{6}Z\.tsr$/)
  expect(authority.holds(readFileSync(join(`${file}.timestamps`, token)), String(digests[5]).slice(7))).toBe(true)
  const [, , ...pins] = store()
  const period = ['--period', '2026-01-05T00:00:00Z..2026-01-05T06:00:00Z', '--anchors', file, '--json']
  const verify = async (certificate: string) =>
    JSON.parse((await run(['verify', at('store'), ...pins, ...period, '--tsa-certificate', certificate])).out)
  expect((await verify(at('root.pem'))).stamped).toMatchObject({ sequence: 6, authority: 'CN=stamps, O=Example' })
  const other = await verify(at('another.pem'))
  expect([other.stamped, other.result]).toEqual([null, 'broken'])
}, 30_000)

it('keeps no token of an authority that is not the one that was named', async () => {
  const failed = await witness(...store(), '--tsa', tsa.url, '--tsa-certificate', at('another.pem'), '--json')
  expect([failed.code, failureOf(failed).code, existsSync(`${file}.timestamps`)]).toEqual([
    1,
    'TIMESTAMP_INVALID',
    false,
  ])
})

it('is relied on by verify, which takes a copy of the ledger in place of the file', async () => {
  const [, , ...pins] = store()
  const period = ['--period', '2026-01-05T00:00:00Z..2026-01-05T06:00:00Z', '--json']
  const verified = async (anchors: string) => {
    const { checks } = JSON.parse((await run(['verify', at('store'), ...pins, ...period, '--anchors', anchors])).out)
    return (checks as { name: string; state: string; looked: number }[]).find(({ name }) => name === 'anchor-match')
  }
  await putLedger(folderStore(at('same')), signer, 6)
  expect(await verified(at('same'))).toMatchObject({ state: 'pass', looked: 6 })
  await putLedger(folderStore(at('other')), signer, 6, (sequence) => (sequence === 4 ? { open: 7 } : {}))
  expect(await verified(at('other'))).toMatchObject({ state: 'fail' })
  expect((await run(['verify', at('store'), ...pins, ...period, '--anchors', place])).code).toBe(2)
}, 30_000)
