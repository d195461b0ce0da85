// What was told before and now: appended, known, or two histories; in lines, in mails, and in a store.
import { describe, expect, it } from 'vitest'
import { type Anchor, readAnchor, readAnchors, writeAnchor } from '../../src/anchors/anchor.ts'
import { anchorsOfCopy } from '../../src/anchors/copy.ts'
import { anchorsIn } from '../../src/anchors/message.ts'
import { type Believed, standing } from '../../src/anchors/standing.ts'
import { witness } from '../../src/anchors/witness.ts'
import { sha256 } from '../../src/digest.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { memoryStore } from '../prove/memory-store.ts'
import { makeSigner, putLedger } from './small-ledger.ts'

const of = (sequence: number, text = `entry ${sequence}`): Anchor => ({ sequence, sha256: sha256(text) })
const line = writeAnchor(of(5))
const thrown = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    const { code, detail } = error as { code: string; detail: { faults?: string[] } }
    return [code, ...(detail.faults ?? [])]
  }
  return undefined
}

describe('a line', () => {
  it('is read as it is written, and as verify prints its head', () => {
    expect(readAnchor(line)).toEqual(of(5))
    expect(readAnchor(`{"sequence":5,"tick":"2026-01-05T04:20:00Z","sha256":"${sha256('entry 5')}"}`)).toEqual(of(5))
    const ledger = sha256('first')
    expect(readAnchor(writeAnchor({ ...of(5), ledger }))).toEqual({ ...of(5), ledger })
  })

  it.each([
    ['another member', line.replace('{', '{"more":1,')],
    ['a member twice', line.replace('{', '{"sequence":4,')],
    ['no number', line.replace('5', '"5"')],
    ['the number nought', line.replace(':5,', ':0,')],
    ['a digest that is cut', line.replace(/.{3}$/, '"}')],
    ['text behind it', `${line} ok`],
  ])('is none with %s', (_, text) => {
    expect(readAnchor(text)).toBeUndefined()
    expect(readAnchors(`${line}\n\n${text}\n`)).toEqual({ anchors: [of(5)], wrong: [text] })
  })
})

describe('what is told', () => {
  it('is appended in its order where it is new, and once', () => {
    expect(witness([of(1)], [of(3), of(2), of(3), of(1)])).toEqual({
      append: [of(3), of(2)],
      known: [of(3), of(1)],
      older: [],
    })
  })

  it('says that it is older than what was known', () => {
    expect(witness([of(9)], [of(4), of(10)]).older).toEqual([of(4)])
  })

  it('is another history where it contradicts the file', () => {
    expect(thrown(() => witness([of(4)], [of(5), of(4, 'x')]))).toEqual([
      'ANCHOR_CONTRADICTED',
      `entry 4: known as ${sha256('entry 4')}, and now told as ${sha256('x')}`,
    ])
  })

  it('is another history where it contradicts itself, and so is a file', () => {
    expect(thrown(() => witness([], [of(4), of(4, 'x')]))).toEqual([
      'ANCHOR_CONTRADICTED',
      expect.stringContaining('entry 4'),
    ])
    expect(thrown(() => witness([of(4), of(4, 'x')], []))).toEqual([
      'ANCHOR_CONTRADICTED',
      expect.stringContaining('same file'),
    ])
  })

  it('is of one ledger', () => {
    const [one, other] = [sha256('a'), sha256('b')]
    expect(thrown(() => witness([{ ...of(1), ledger: one }], [{ ...of(2), ledger: other }]))).toEqual(['USAGE'])
  })
})

describe('a message', () => {
  const text = `The newest entry of the ledger\n\n  ${line}\n\nAppend it.\n`
  const headers = 'From: no-reply@sns.amazonaws.com\nSubject: head\nMIME-Version: 1.0\n'
  const quoted = `${headers}Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n${line.replace(/(.{60})/, '$1=\n').replaceAll('"', '=22')}\n`
  const base64 = `${headers}Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from(text).toString('base64')}\n`
  const parts = `${headers}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n${text}\n--b\nContent-Type: text/html\n\n<p>x</p>\n--b--\n`

  it.each([
    ['the line alone', line],
    ['the text of a mail', text],
    ['text that was forwarded', `> ${line}\r\n`],
    ['a mail', `${headers}\n${text}`],
    ['a mail in quoted-printable', quoted],
    ['a mail in base64', base64],
    ['a mail in parts', parts],
  ])('is %s', async (_, message) => {
    expect(await anchorsIn('m', Buffer.from(message))).toEqual([of(5)])
  })

  it('may hold several', async () => {
    expect(await anchorsIn('m', Buffer.from(`${line}\n${writeAnchor(of(6))}\n`))).toEqual([of(5), of(6)])
  })

  it.each([
    ['nothing of the kind', 'Dear auditor, all is well', 'there is no anchor in it'],
    ['a line that is altered', `{"sequence":5,"sha256":"sha256:00"}`, 'this is no anchor: {"sequence":5,'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0]), 'it is not text'],
    ['nothing', '', 'there is no anchor in it'],
  ])('is refused with %s', async (_, message, why) => {
    await expect(anchorsIn('m', Buffer.from(message as string))).rejects.toMatchObject({
      code: 'USAGE',
      detail: { message: 'm', why: expect.stringContaining(why) },
    })
  })
})

describe('the head that stands', () => {
  const signer = makeSigner()
  const opened = async (count = 6, ...more: Parameters<typeof putLedger>[3][]) => {
    const store = memoryStore('/ledger')
    const digests = await putLedger(store, signer, count, ...more)
    const believed: Believed = { keys: [signer.publicKey], account: '111122223333', ledger: digests[0] ?? 'sha256:' }
    return { store, digests, believed }
  }
  const anchor = (digests: readonly string[], sequence: number) =>
    ({ sequence, sha256: digests[sequence - 1] }) as Anchor

  it('is believed by its key, and by the chain that leads back to the newest anchor', async () => {
    const { store, digests, believed } = await opened()
    const head = { ledger: digests[0], sequence: 6, sha256: digests[5] }
    for (const known of [[], [anchor(digests, 2), anchor(digests, 4)], [anchor(digests, 6)]])
      expect(await standing(store, believed, known)).toEqual({ head, tick: '2026-01-05T05:20:00Z', foreignKey: null })
  })

  it.each([
    ['an entry in between', 3],
    ['the one before the head', 5],
    ['the head itself', 6],
  ])('contradicts an anchor of %s that is of another history', async (_, sequence) => {
    const { store, believed } = await opened()
    await expect(standing(store, believed, [of(sequence)])).rejects.toMatchObject({ code: 'ANCHOR_CONTRADICTED' })
  })

  it('contradicts an anchor of an entry that is not here any more', async () => {
    const { store, believed } = await opened()
    await expect(standing(store, believed, [of(7)])).rejects.toMatchObject({
      code: 'ANCHOR_CONTRADICTED',
      detail: { faults: [expect.stringContaining('the head is entry 6')] },
    })
  })

  it('is not believed where the chain does not lead back', async () => {
    const { store, digests, believed } = await opened()
    store.objects.delete(ledgerKey(4))
    await expect(standing(store, believed, [anchor(digests, 2)])).rejects.toMatchObject({ code: 'LEDGER_BROKEN' })
  })

  it('is not believed of another ledger, account or key', async () => {
    const { store, believed } = await opened()
    for (const wrong of [{ ledger: sha256('x') }, { account: '999999999999' }])
      await expect(standing(store, { ...believed, ...wrong }, [])).rejects.toMatchObject({ code: 'LEDGER_BROKEN' })
    await expect(standing(store, { ...believed, keys: [makeSigner().publicKey] }, [])).rejects.toMatchObject({
      code: 'LEDGER_BROKEN',
    })
  })

  it('stands in a copy by its digests alone', async () => {
    const { store, digests } = await opened()
    await store.putOnce('ledger/000000000007.dsse.json', Buffer.from('garbage'))
    await store.putOnce('ledger/readme', Buffer.from('garbage'))
    expect(await anchorsOfCopy(store)).toEqual(
      digests.map((sha, at) => ({ sequence: at + 1, sha256: sha, ledger: digests[0] })),
    )
  })
})
