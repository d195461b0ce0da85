// The daily function day by day, as AWS calls it: what it sends, what it puts on record, and what goes wrong in between.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readToken } from '../../src/anchors/timestamp-token.ts'
import { type AttestedRecord, noticeKey } from '../../src/attested/record.ts'
import { seconds } from '../../src/clock.ts'
import { weekBefore } from '../../src/daily/daily.ts'
import { sha256 } from '../../src/digest.ts'
import { seal } from '../../src/ledger/dsse.ts'
import { writeStatement } from '../../src/ledger/statement.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { type Authority, makeAuthority, serveAuthority } from '../anchors/authority.ts'
import { makeSigner } from '../anchors/small-ledger.ts'
import { machineOf } from '../functions/run.ts'
import { startStack } from '../functions/stack.ts'
import { tick } from '../ledger/statements.ts'

let stack: Awaited<ReturnType<typeof startStack>>
let machine: ReturnType<typeof machineOf>
let authority: Authority
let tsa: Awaited<ReturnType<typeof serveAuthority>>
const told: Record<string, string> = {}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: seconds('2026-01-05T00:20:00Z') * 1_000 })
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  stack = await startStack()
  authority = makeAuthority()
  tsa = await serveAuthority(authority)
  machine = machineOf(stack, told)
  expect(await machine.tick('2026-01-05T00:20:00Z')).toBe('succeeded')
}, 200_000)
afterAll(async () => {
  await tsa.close()
  authority.remove()
  await stack.sandbox.close()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** Calls it anew, as a cold function: it reads its environment once. */
const report = async (at: string, given: Record<string, string> = {}) => {
  vi.resetModules()
  Object.assign(told, { TIMESTAMP_AUTHORITY: '' }, given)
  machine.at(at)
  return machine.invoke('report', {})
}
const sent = (end: string) => stack.topics.find(({ arn }) => arn.endsWith(end))?.messages ?? []
const recorded = (item: string, at: string): AttestedRecord | undefined => {
  const [version] = stack.documents.objects.get(noticeKey(item, at)) ?? []
  return version?.body ? (JSON.parse(Buffer.from(version.body).toString()) as AttestedRecord) : undefined
}
const head = () => stack.evidence.objects.get(ledgerKey(1))?.[0]?.body ?? new Uint8Array()

describe('once a day', () => {
  it('the head is mailed, and what SNS said of it is on record', async () => {
    expect(await report('2026-01-05T05:50:00Z')).toMatchObject({ head: 1, mail: 'sent', digest: 'no week' })
    const [message, ...more] = sent('-head')
    expect(more).toEqual([])
    const role = `arn:aws:sts::${stack.account}:assumed-role/eks-evidence-prod-eu-west-1-report/report`
    expect(recorded('ledger-head', '2026-01-05T05:50:00Z')).toEqual({
      schema: 'eks-evidence/record/v1',
      kind: 'delivery',
      item: 'ledger-head',
      performedAt: '2026-01-05T05:50:00Z',
      by: role,
      attestedBy: role,
      notes: message?.Subject,
      published: {
        topic: expect.stringMatching(/:eks-evidence-prod-head$/),
        messageId: message?.MessageId,
        sha256: sha256(message?.Message ?? ''),
        confirmed: 1,
        pending: 0,
        deleted: 0,
      },
    })
  })

  it('is not done twice, however often it runs', async () => {
    expect(await report('2026-01-05T09:00:00Z')).toMatchObject({ mail: 'known', copied: { copied: 0 } })
    expect(sent('-head')).toHaveLength(1)
  })

  it('is done again the next day', async () => {
    expect(await report('2026-01-06T05:50:00Z')).toMatchObject({ mail: 'sent' })
    expect(sent('-head')).toHaveLength(2)
  })

  it('the pages are made, over what was there', () => {
    expect(stack.work.objects.size).toBeGreaterThan(100)
    expect([...stack.work.objects.keys()].every((key) => key.startsWith('pages/'))).toBe(true)
  })

  it('the head is stamped, once for an entry, and the token holds', async () => {
    const given = { TIMESTAMP_AUTHORITY: tsa.url }
    expect(await report('2026-01-07T05:50:00Z', given)).toMatchObject({ stamped: 'stamped' })
    expect(await report('2026-01-07T06:50:00Z', given)).toMatchObject({ stamped: 'known' })
    expect(tsa.seen.requests).toBe(1)
    const [version] = stack.documents.objects.get('records/timestamps/000000000001.tsr') ?? []
    const payload = Buffer.from((JSON.parse(Buffer.from(head()).toString()) as { payload: string }).payload, 'base64')
    expect(readToken(version?.body ?? new Uint8Array(), [authority.pem('root')]).imprint).toBe(sha256(payload))
  })
})

describe('what goes wrong', () => {
  const put = { service: 's3', operation: 'PutObject', times: 1 }

  it('between sending and recording sends the mail again, and leaves one record', async () => {
    const before = sent('-head').length
    const Key = noticeKey('ledger-head', '2026-01-08T05:50:00Z')
    stack.sandbox.faults.add({ ...put, effect: { kind: 'denial' }, input: { Key } })
    await expect(report('2026-01-08T05:50:00Z')).rejects.toMatchObject({ name: 'STORE_REFUSED' })
    expect(recorded('ledger-head', '2026-01-08T05:50:00Z')).toBeUndefined()
    expect(await report('2026-01-08T05:52:00Z')).toMatchObject({ mail: 'sent' })
    expect(sent('-head')).toHaveLength(before + 2)
    expect(recorded('ledger-head', '2026-01-08T05:50:00Z')?.published?.messageId).toBe(sent('-head').at(-1)?.MessageId)
  })

  it('with the authority stops nothing else, and is counted as an error', async () => {
    const given = { TIMESTAMP_AUTHORITY: 'http://127.0.0.1:1/' }
    stack.documents.objects.delete('records/timestamps/000000000001.tsr')
    await expect(report('2026-01-09T05:50:00Z', given)).rejects.toMatchObject({ name: 'TIMESTAMP_REFUSED' })
    expect(recorded('ledger-head', '2026-01-09T05:50:00Z')).toBeDefined()
  })

  it('with the copy stops nothing else', async () => {
    await expect(report('2026-01-10T05:50:00Z', { LEDGER_COPY_OWNER: '999999999999' })).rejects.toMatchObject({
      name: 'STORE_UNREADABLE',
    })
    expect(recorded('ledger-head', '2026-01-10T05:50:00Z')).toBeDefined()
  })

  it('nobody subscribes: then nothing is sent, and nothing said to be', async () => {
    const topic = stack.topics.find(({ arn }) => arn.endsWith('-head'))
    const subscriptions = topic?.subscriptions.splice(0) ?? []
    expect(await report('2026-01-11T05:50:00Z', { LEDGER_COPY_OWNER: '444455556666' })).toMatchObject({
      mail: 'nobody',
    })
    expect(recorded('ledger-head', '2026-01-11T05:50:00Z')).toBeUndefined()
    topic?.subscriptions.push(...subscriptions)
  })
})

describe('once a week', () => {
  it('is told of the seven days to Monday', () => {
    expect(weekBefore('2026-01-12T00:00:00Z')).toEqual({ start: '2026-01-05T00:00:00Z', end: '2026-01-12T00:00:00Z' })
    expect(weekBefore('2026-01-18T23:59:59Z')).toEqual({ start: '2026-01-05T00:00:00Z', end: '2026-01-12T00:00:00Z' })
    expect(weekBefore('1970-01-01T00:00:00Z').end).toBe('1969-12-29T00:00:00Z')
  })

  it('the digest goes out on the first day that it can, and not again that week', async () => {
    expect(await report('2026-01-13T05:50:00Z')).toMatchObject({ digest: 'sent' })
    expect(await report('2026-01-13T06:50:00Z')).toMatchObject({ digest: 'known' })
    expect(await report('2026-01-18T05:50:00Z')).toMatchObject({ digest: 'known' })
    const [message, ...more] = sent('-digest')
    expect([message?.Message.split('\n')[0], more]).toEqual([
      `Amazon EKS and ECR in account ${stack.account}, 2026-01-05 to 2026-01-12 UTC, the last day not included.`,
      [],
    ])
    expect(message?.Message).toMatch(/^integrity {3}nothing broken in what this digest read/m)
    expect(message?.Message).toMatch(
      /^covered {5}the ledger runs from 2026-01-05T00:20:00Z to 2026-01-05T00:20:00Z alone$/m,
    )
    expect(recorded('security-metrics', '2026-01-13T05:50:00Z')?.published).toMatchObject({ confirmed: 1, pending: 1 })
  })
})

describe('two histories', () => {
  it('are told to both topics once a day, as an error each time, and nothing is replaced', async () => {
    const foreign = await seal(writeStatement(tick({ account: stack.account })), makeSigner())
    const [version] = stack.copy.objects.get(ledgerKey(1)) ?? []
    if (!version) throw new Error('there is no copy')
    version.body = foreign
    for (const at of ['2026-01-19T05:50:00Z', '2026-01-19T05:55:00Z'])
      await expect(report(at)).rejects.toMatchObject({ name: 'STORE_CONFLICT' })
    for (const end of ['-head', '-digest'])
      expect(sent(end).filter(({ Subject }) => Subject?.includes('TWO HISTORIES at entry 1'))).toHaveLength(1)
    expect(stack.copy.objects.get(ledgerKey(1))).toHaveLength(1)
    expect(recorded('ledger-head', '2026-01-19T05:50:00Z')).toBeDefined()
  })
})
