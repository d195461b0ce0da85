// reperform over the wire: the same answers are the same, what was changed in AWS shows by field, what is denied is never the same.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { services } from '../../gen/commands/command-line.ts'
import * as registry from '../../gen/registry.ts'
import { makeAws } from '../../src/aws.ts'
import { foundText } from '../../src/cli/reperform/found-text.ts'
import { type Found, type Observed, type Reperformed, reperform } from '../../src/cli/reperform/reperform.ts'
import { plus, settableClock } from '../../src/clock.ts'
import { open } from '../../src/ledger/dsse.ts'
import { payloadDigest } from '../../src/ledger/statement.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { account, base, home, signer, tickAt } from '../pipeline/little.ts'
import { openWire, type Wire } from '../pipeline/over-the-wire.ts'

let at: Wire
beforeEach(async () => {
  at = await openWire()
  await at.tick(0)
}, 60_000)
afterEach(() => at.close())

const later = plus(tickAt(0), 1_200)

const again = async (choice: Parameters<typeof reperform>[0]['choice'] = {}) => {
  const clock = settableClock(later)
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }
  const aws = makeAws(
    { home, endpoint: at.sandbox.endpoint, credentials, maxAttempts: 1, retryAfter: 1 },
    services,
    clock,
  )
  const first = await at.store.get({ key: ledgerKey(1) })
  const pins = {
    publicKey: (await signer.describe()).publicKey,
    account,
    ledger: payloadDigest(open(first?.body ?? new Uint8Array()).payload),
    period: { start: base, end: plus(base, 3_600) },
    sandbox: true,
  }
  const before = at.store.objects.size
  try {
    const all = reperform({
      ...{ store: at.store, pins, catalog: registry, send: aws.send, clock, choice, pause: async () => undefined },
      collector: { version: '2', commit: 'x', caller: `arn:aws:sts::${account}:assumed-role/auditor/a` },
    })
    const found: Found[] = []
    for (;;) {
      const { value, done } = await all.next()
      if (done) {
        expect(at.store.objects.size).toBe(before)
        return { found, done: value as Reperformed }
      }
      found.push(value)
    }
  } finally {
    aws.close()
  }
}

const observations = (found: Found[]): Observed[] => found.filter((one) => one.kind === 'observation')
const changes = (found: Found[]) =>
  observations(found).flatMap((one) =>
    'compared' in one ? one.compared.changed.map((field) => ({ ...field, of: one.subject.name })) : [],
  )
const text = (found: Found[]): string => found.map(foundText).join('\n')

describe('an account in which nothing was changed', () => {
  it('answers every question as it did', async () => {
    const { found, done } = await again()
    expect(text(found).trim()).toBe('')
    expect(done).toMatchObject({ result: 'same', changed: 0, notCompared: 0, denied: 0 })
    expect(done.same).toBe(done.questions)
    expect(done.questions).toBeGreaterThan(100)
    expect(done.outcomes.same).toBe(done.outcomes.judged)
    expect(done.outcomes.judged).toBeGreaterThan(50)
  })

  it('is asked no more than was asked for', async () => {
    const { done, found } = await again({ sources: ['eks-cluster'], subjects: ['arn:*:cluster/beta'] })
    expect(done).toMatchObject({ result: 'same', population: 1, chosen: 1 })
    expect(observations(found)).toMatchObject([
      { source: 'eks-cluster', subject: { name: 'beta' }, storedAt: tickAt(0), liveAt: later },
    ])
  })

  it('is sampled by the nonce: the same one chooses the same', async () => {
    const names = async (nonce: string) => {
      const { found, done } = await again({ sources: ['eks-cluster', 'ecr-repository'], sample: { size: 2, nonce } })
      expect(done).toMatchObject({ population: 5, chosen: 2 })
      return observations(found).map(({ subject }) => subject.name)
    }
    expect(await names('1f3870be274f6c49')).toEqual(await names('1f3870be274f6c49'))
    await expect(again({ sample: { size: 2, nonce: 'a' } })).rejects.toMatchObject({ code: 'USAGE' })
  })
})

describe('a cluster that was changed since', () => {
  const alpha = () => {
    const found = at.world.clusters.find(({ cluster }) => cluster.name === 'alpha')
    if (!found) throw new Error('no alpha')
    return found
  }
  const only = { sources: ['eks-cluster'] }

  it('shows by field, with the stored value, when that was read, and the live one', async () => {
    const { cluster } = alpha()
    cluster.resourcesVpcConfig = {
      ...cluster.resourcesVpcConfig,
      endpointPublicAccess: true,
      publicAccessCidrs: ['0.0.0.0/0'],
    }
    const { found, done } = await again(only)
    expect(done.result).toBe('differs')
    expect(changes(found)).toContainEqual(
      expect.objectContaining({
        of: 'alpha',
        action: 'eks:DescribeCluster',
        input: { name: 'alpha' },
        path: '$.cluster.resourcesVpcConfig.publicAccessCidrs[*]',
        live: '"0.0.0.0/0"',
        storedAt: tickAt(0),
        liveAt: later,
      }),
    )
    expect(new Set(changes(found).map(({ of }) => of))).toEqual(new Set(['alpha']))
  })

  it('shows the outcome of each control on both, by the same program, settings and time', async () => {
    const { cluster } = alpha()
    cluster.resourcesVpcConfig = {
      ...cluster.resourcesVpcConfig,
      endpointPublicAccess: true,
      publicAccessCidrs: ['0.0.0.0/0'],
    }
    const { found } = await again(only)
    expect(found.filter((one) => one.kind === 'outcome' && one.control === 'NET-01')).toMatchObject([
      { subject: { name: 'alpha' }, stored: { outcome: 'pass' }, live: { outcome: 'fail' }, same: false },
    ])
  })

  it('is asked for what is no longer listed, too', async () => {
    const gone = alpha().nodegroups.shift()?.nodegroupName
    expect(gone).toBeDefined()
    const { found } = await again(only)
    const fields = changes(found).filter(({ of }) => of === 'alpha')
    expect(fields).toContainEqual(
      expect.objectContaining({
        action: 'eks:ListNodegroups',
        path: '$.nodegroups[*]',
        stored: `"${gone}"`,
        live: null,
      }),
    )
    expect(fields).toContainEqual(
      expect.objectContaining({
        action: 'eks:DescribeNodegroup',
        path: '$',
        live: '"there is none (ResourceNotFoundException)"',
      }),
    )
  })

  it('shows hostile names by their codes, and on no more lines than they have', async () => {
    alpha().cluster.tags = { 'x\u001b[2J\u202e': '\n\rrm -rf /\u0007'.padEnd(5_000, 'y') }
    const { found } = await again(only)
    expect(text(found)).toContain('x\\u001b[2J\\u{202E}')
    expect([...text(found)].filter((char) => (char < ' ' && char !== '\n') || char === '\u202e')).toEqual([])
    expect(text(found).length).toBeLessThan(8_000)
  })
})

describe('what the auditor may not read', () => {
  it('is not compared, and never the same', async () => {
    at.sandbox.faults.add({ effect: { kind: 'denial' }, operation: 'DescribeNodegroup' })
    const { found, done } = await again({ sources: ['eks-cluster'] })
    expect(done.result).toBe('differs')
    expect(done.changed).toBe(0)
    expect(done.denied).toBeGreaterThan(0)
    expect(text(found)).toMatch(/not compared +eks:DescribeNodegroup .*denied now: AccessDenied/)
    const unread = found.filter((one) => one.kind === 'outcome')
    expect(unread.length).toBeGreaterThan(0)
    expect(unread.filter(({ live }) => live.outcome !== 'unknown')).toEqual([])
  })

  it('says so where it is all', async () => {
    at.sandbox.faults.add({ effect: { kind: 'denial' } })
    const { done } = await again({ sources: ['eks-cluster'] })
    expect(done).toMatchObject({ result: 'unasked', same: 0, changed: 0 })
  })
})

describe('a ledger that does not hold', () => {
  it('is not asked about', async () => {
    const [held] = at.store.objects.get(ledgerKey(1)) ?? []
    if (!held?.body) throw new Error('no entry')
    const body = Buffer.from(
      Buffer.from(held.body)
        .toString()
        .replace(/"sig":"..../, '"sig":"AAAA'),
    )
    at.store.objects.set(ledgerKey(1), [{ ...held, body }])
    const calls = at.sandbox.calls().length
    const { done } = await again().catch((error: { code?: string }) => ({ done: { result: error.code } }))
    expect(['broken', 'ENVELOPE_INVALID']).toContain(done.result)
    expect(at.sandbox.calls().length).toBe(calls)
  })
})
