// attest against the local account: what it puts, what it refuses before it asks, and what a second call makes of the first.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { name as stack } from '../../sandbox/scenario/deployment-names.ts'
import { plant, plantMarker } from '../../sandbox/services/s3/back-door.ts'
import { sha256 } from '../../src/digest.ts'
import { attested } from '../../src/facts/attested.ts'
import { caller, openAccount, region } from '../governance/account.ts'
import { failureOf, run } from './run.ts'

let place = ''
let at: Awaited<ReturnType<typeof openAccount>>
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'eks-evidence-attest-'))
  at = await openAccount()
})
afterEach(async () => {
  await at.close()
  rmSync(place, { recursive: true })
})

const file = (text: string, name = 'record.yml'): string => {
  writeFileSync(join(place, name), text)
  return join(place, name)
}
const drill = 'item: incident-response\nperformedAt: 2026-01-04T09:00:00Z\nby: Olu Ops\npeople: [Olu Ops, Sam Shift]\n'
const attest = (kind: string, text: string, ...more: string[]) =>
  run(['attest', kind, '--file', file(text), '--json', ...more], {
    AWS_ENDPOINT_URL: at.sandbox.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIASANDBOX',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_REGION: region,
  })
const told = ({ out }: { out: string }) => JSON.parse(out) as Record<string, unknown> & { key: string }
const keys = (): string[] => [...at.documents.objects.keys()]

describe('attest', () => {
  it('puts a record that the collector reads, with who put it', async () => {
    const ran = await attest('drill', drill)
    expect([ran.code, ran.err]).toEqual([0, ''])
    const { key } = told(ran)
    expect(told(ran)).toMatchObject({ bucket: 'documents', put: 'now', record: { kind: 'drill', attestedBy: caller } })
    expect(key).toMatch(/^records\/drill\/2026-01-04\.[0-9a-f]{20}\.json$/)
    expect((await at.observed()).read(attested('drill'))).toMatchObject([{ key, record: { by: 'Olu Ops' } }])
  })

  it('finds the bucket by the stack, or takes the one that is named', async () => {
    expect((await attest('drill', drill, '--bucket', 'documents')).code).toBe(0)
    expect((await attest('drill', drill, '--stack', stack)).code).toBe(0)
    expect(failureOf(await attest('drill', drill, '--stack', 'other'))).toMatchObject({ code: 'AWS_REFUSED' })
  })

  it('adopts what an earlier call put', async () => {
    const first = told(await attest('drill', drill))
    const second = told(await attest('drill', drill))
    expect([second.key, second.put]).toEqual([first.key, 'earlier'])
    expect(at.documents.objects.get(first.key)).toHaveLength(1)
  })

  it('adopts its own put where the reply was lost', async () => {
    at.sandbox.faults.add({
      service: 's3',
      operation: 'PutObject',
      effect: { kind: 'reset', when: 'after' },
      times: 1,
    })
    const ran = told(await attest('drill', drill))
    expect(at.documents.objects.get(ran.key)).toHaveLength(1)
  })

  it('puts anew what somebody deleted', async () => {
    const { key } = told(await attest('drill', drill))
    plantMarker(at.documents, key, '2026-01-05T00:10:00Z')
    expect(told(await attest('drill', drill))).toMatchObject({ key, put: 'now' })
  })

  it('writes nothing in a dry run, and says what it would put', async () => {
    const ran = told(await attest('drill', drill, '--dry-run'))
    expect(ran).toMatchObject({ put: 'nothing', record: { attestedBy: caller } })
    expect(keys()).toEqual([])
  })

  it('tells every fault of the file at once, and asks AWS nothing', async () => {
    const text = 'performedAt: yesterday\nreviewedBy: ""\nattestedBy: me\nperson: Olu\n'
    const before = at.sandbox.calls.length
    const ran = await attest('review', text)
    expect(ran.code).toBe(2)
    expect(failureOf(ran)).toMatchObject({
      code: 'USAGE',
      faults: [
        'attestedBy: is written by the command, leave it out',
        expect.stringContaining('performedAt: expected a time'),
        expect.stringContaining('by: '),
        'reviewedBy: is empty',
        'person: no such member',
        expect.stringContaining('item: a review needs it: security-owner, '),
      ],
    })
    expect(at.sandbox.calls.length).toBe(before)
  })

  it.each([
    [
      'was reviewed by its own author',
      'item: x\nperformedAt: 2026-01-04T09:00:00Z\nby: Ada\nreviewedBy: " ada"\n',
      'reviewedBy',
    ],
    ['is still to be done', 'item: x\nperformedAt: 2999-01-04T09:00:00Z\nby: Ada\nreviewedBy: Ravi\n', 'performedAt'],
    ['says a member twice', 'by: Ada\nby: Ada\n', 'unique'],
    ['is no record at all', '- one\n', 'as members and their values'],
  ])('refuses what %s', async (_, text, named) => {
    expect(failureOf(await attest('review', text)).faults).toContainEqual(expect.stringContaining(named))
    expect(keys()).toEqual([])
  })

  it('refuses a kind that there is not, and names those that there are', async () => {
    const { code, message } = failureOf(await attest('party', drill))
    expect([code, message]).toEqual(['USAGE', expect.stringContaining('access-review')])
  })

  it('says what S3 refused, and puts nothing', async () => {
    at.sandbox.faults.add({ service: 's3', operation: 'PutObject', effect: { kind: 'denial' } })
    const ran = await attest('drill', drill)
    expect([ran.code, failureOf(ran)]).toMatchObject([1, { code: 'STORE_REFUSED' }])
    expect(keys()).toEqual([])
  })
})

describe('the document of a record', () => {
  const review = 'item: security-policies\nperformedAt: 2026-01-04T09:00:00Z\nby: Ada\nreviewedBy: Ravi\n'
  const bytes = '# Policies\n'
  const state = async () => {
    const [one] = (await at.observed()).read(attested('review')) as { document: unknown }[]
    return one?.document
  }

  it('is put beside it by its digest', async () => {
    const ran = told(await attest('review', review, '--document', file(bytes, 'Our policies (final).md')))
    expect(ran.record).toMatchObject({
      document: { name: 'Our-policies-final-.md', sha256: sha256(bytes), bytes: bytes.length },
    })
    expect(keys()).toHaveLength(2)
    expect(await state()).toMatchObject({ state: 'as-attested' })
  })

  it('is put where it is wanted, over the version before it', async () => {
    plant(at.documents, 'documents/policies.md', Buffer.from('# Older\n'), '2025-01-05T00:00:00Z')
    const of = ['--document', file(bytes, 'policies.md'), '--key', 'documents/policies.md']
    expect((await attest('review', review, ...of)).code).toBe(0)
    expect(at.documents.objects.get('documents/policies.md')).toHaveLength(2)
    expect(await state()).toMatchObject({ state: 'as-attested' })
  })

  it('is named as it lies there already', async () => {
    plant(at.documents, 'documents/policies.md', Buffer.from(bytes), '2025-01-05T00:00:00Z')
    const ran = told(await attest('review', review, '--key', 'documents/policies.md'))
    expect(ran.record).toMatchObject({ document: { key: 'documents/policies.md', sha256: sha256(bytes) } })
    expect(await state()).toMatchObject({ state: 'as-attested' })
  })

  it.each([
    ['documents/none.md', 'nothing lies there'],
    ['config/eks-evidence.yml', 'documents/'],
    ['documents/../config/x', 'documents/'],
  ])('is refused at %s', async (key, why) => {
    const { code, message, hint } = failureOf(await attest('review', review, '--key', key))
    expect([code, message + hint]).toEqual(['USAGE', expect.stringContaining(why)])
    expect(keys()).toEqual([])
  })
})
