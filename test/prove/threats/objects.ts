// Bytes, versions, locks, keys, and what S3 says of each object.
import { expect, it } from 'vitest'
import { plus } from '../../../src/clock.ts'
import { sha256 } from '../../../src/digest.ts'
import type { Check } from '../../../src/prove/checks.ts'
import { configKey, evaluationKey, indexKey, ledgerKey, observationKey, planKey } from '../../../src/store/keys.ts'
import type { Store } from '../../../src/store/store.ts'
import { base, tickAt } from '../account.ts'
import { check, failing, honest, payloadOf } from '../fixture.ts'
import { forge, keysOf, linesOf } from '../forge.ts'
import { change, downloaded, type Memory } from '../memory-store.ts'
import { attacked, type Case, fails, forged, planted, whatOf } from './tools.ts'

const inventory = (store: Memory, at = 2): string => keysOf(store, 'inventory')[at] ?? ''
const subjectOf = (key: string): string => /\/([^/.]+)\.[^/]*$/.exec(key)?.[1] ?? ''

const flip = (store: Memory, key: string): void => {
  const body = Buffer.from(store.objects.get(key)?.[0]?.body ?? [])
  body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1
  change(store, key, { body, custody: { sha256: sha256(body) } })
}

export const objects = (): void => {
  it.each<[string, (store: Memory) => string, Check[]]>([
    ['an index', () => indexKey(tickAt(4)), ['digest', 'object-listed', 'plan-derives', 'put-kind', 'slot-accounted']],
    ['a plan', () => planKey(tickAt(4)), ['digest', 'plan-derives', 'put-kind', 'slot-accounted']],
    ['a configuration', () => configKey(tickAt(4)), ['digest', 'plan-derives', 'put-kind', 'slot-accounted']],
    ['an observation', (store) => inventory(store, 8), ['digest', 'put-kind']],
    [
      'an evaluation',
      (store) => evaluationKey(tickAt(4), subjectOf(inventory(store))),
      ['digest', 'put-kind', 'verdict-inputs'],
    ],
  ])('shows a byte changed in %s', async (_, key, names) => {
    const verified = await attacked(({ store }) => flip(store, key(store)))
    // Those that answer; what rests on the object fails with it.
    expect(failing(verified)).toEqual(expect.arrayContaining(names))
    expect(verified.result).toBe('broken')
  })

  it('shows a byte changed in a statement', async () => {
    const verified = await attacked(({ store }) => flip(store, ledgerKey(5)))
    expect(verified.result).toBe('broken')
    expect(verified.checks.find(({ name }) => name === 'chain-complete')?.state).toBe('fail')
  })

  it('shows what is listed and is not there', async () => {
    const verified = await attacked(({ store }) => store.objects.delete(keysOf(store, 'eks-versions')[0] ?? ''))
    expect(whatOf(verified, 'object-present')).toBe('listed, and not there')
    expect(verified.result).toBe('broken')
  })

  it('shows what lies there and is listed by none', async () => {
    const verified = await attacked(({ store }) => {
      const key = observationKey(tickAt(1), 'inventory', 'eu-west-1-00000000000000000000', base, 1, false)
      store.objects.set(key, [planted(store, inventory(store), Buffer.from('x'))])
    })
    fails(verified, 'object-listed')
  })

  it('shows a second version', async () => {
    const verified = await attacked(({ store }) => {
      const key = inventory(store)
      store.objects.set(key, [planted(store, key, Buffer.from('another')), ...(store.objects.get(key) ?? [])])
    })
    fails(verified, 'single-version')
  })

  it('shows a delete marker over evidence', async () => {
    fails(await attacked(({ store }) => marked(store, inventory(store))), 'single-version')
  })

  it('shows a put over a delete marker, which S3 lets succeed', async () => {
    const verified = await attacked(({ store }) => {
      const key = inventory(store)
      const second = planted(store, key, Buffer.from('another'))
      marked(store, key)
      store.objects.set(key, [second, ...(store.objects.get(key) ?? [])])
    })
    fails(verified, 'single-version')
  })

  it('shows a delete marker over an entry, and reads the entry under it', async () => {
    const verified = await attacked(({ store }) => marked(store, ledgerKey(4)))
    fails(verified, 'single-version')
    expect(verified.entries).toBe(8)
  })

  it('shows a re-put entry, and reads the first', () => entryPutAgain())

  it.each<[string, Parameters<typeof change>[2], Check[]]>([
    ['a GOVERNANCE lock', { custody: { mode: 'GOVERNANCE' } }, ['lock-mode']],
    ['no lock', { custody: { mode: 'none', until: null } }, ['lock-covers-period', 'lock-mode']],
    ['a lock of thirty days', { custody: { until: plus(base, 30 * 86_400) } }, ['lock-covers-period']],
    ['an ETag of parts alone', { custody: { etag: '0123456789abcdef-2' } }, ['put-kind']],
    ['a replica', { custody: { replication: 'REPLICA' } }, ['put-kind']],
    ['a replicated original', { custody: { replication: 'COMPLETED' } }, ['put-kind']],
    ["a customer's key", { custody: { encryption: 'aws:kms' } }, ['put-kind']],
    ['another storage class', { custody: { storageClass: 'STANDARD_IA' } }, ['put-kind']],
    ['a checksum that S3 never made', { custody: { sha256: null } }, ['put-kind']],
    ['a time before its slot', { custody: { at: plus(base, -3_600) } }, ['slot-time']],
    ['a time after its slot', { custody: { at: plus(base, 30 * 3_600) } }, ['slot-time']],
  ])('shows an observation with %s', async (_, changes, names) => {
    fails(await attacked(({ store }) => change(store, inventory(store), changes)), ...names)
  })

  it('shows an observation with a completed multipart upload', () => putInParts())

  it.each(['GOVERNANCE', 'none'] as const)('shows an entry locked as %s', async (mode) => {
    fails(await attacked(({ store }) => change(store, ledgerKey(3), { custody: { mode } })), 'lock-mode')
  })

  it("judges locks by the auditor's period and not by the configuration", async () => {
    const verified = await attacked(({ pins }) =>
      Object.assign(pins, { period: { ...pins.period, end: '2027-06-01T00:00:00Z' } }),
    )
    fails(verified, 'lock-covers-period', 'period-covered')
  })

  it('shows what was moved to an archive class: it exists, and cannot be read', async () => {
    const { store, pins } = await honest(8)
    const key = keysOf(store, 'eks-versions')[0] ?? ''
    change(store, key, { custody: { storageClass: 'DEEP_ARCHIVE' } })
    const archived: Store = {
      ...store,
      get: async (at) => (at.key === key ? Promise.reject(new Error('InvalidObjectState')) : store.get(at)),
    }
    const verified = await check(archived, pins)
    expect(whatOf(verified, 'put-kind')).toBe('storage class DEEP_ARCHIVE')
    expect(verified.result).toBe('broken')
  })

  it('does not take a store that cannot be read for broken evidence', async () => {
    const { store, pins } = await honest(8)
    const failing: Store = { ...store, get: async () => Promise.reject(new Error('no network')) }
    await expect(check(failing, pins)).rejects.toThrow('no network')
  })

  it('shows an object under the key of another subject', async () => {
    const { verified } = await moved((key) => key.replace(/(\/inventory\/)[^.]+/, '$1eu-west-1-00000000000000000000'))
    expect(verified.result).toBe('broken')
    expect(whatOf(verified, 'key-derives')).toContain('belongs under')
  })

  it('shows an object under the key of another tick', async () => {
    const { verified } = await moved((key) => key.replace('/0120Z/', '/0220Z/'))
    expect(whatOf(verified, 'key-derives')).toContain('belongs under')
  })

  it.each([
    'ticks/2026/01/05/0120Z/Inventory/x.ndjson',
    'ticks/2026/01/05/0120Z/inventöry/x.ndjson',
    'ticks/2026/01/05/0120Z/PLAN.json',
    'notes.txt',
    'ticks/2026/02/30/0000Z/plan.json',
  ])('shows the strange key %s', async (key) => {
    fails(
      await attacked(({ store }) => store.objects.set(key, [planted(store, inventory(store), Buffer.from('x'))])),
      'key-derives',
      'object-listed',
    )
  })

  it('shows an observation whose header is of another subject', async () => {
    const verified = await forged(({ store }) => {
      const [one = '', other = ''] = keysOf(store, 'ecr-registry')
      const [head = ''] = linesOf(other, store.objects.get(other)?.[0]?.body ?? new Uint8Array())
      return { observation: (lines, key) => (key === one ? [head, ...lines.slice(1)] : lines) }
    })
    expect(whatOf(verified, 'key-derives')).toContain('is of ecr-registry at us-east-1')
  })

  it('does not let an evaluation hide among the strays', async () => {
    const verified = await forged({
      index: (lines) =>
        lines.map((line) =>
          'role' in line && line.role === 'evaluation' && line.object.key.includes('/0320Z/')
            ? { ...line, role: 'stray' as const }
            : line,
        ),
    })
    expect(whatOf(verified, 'key-derives')).toContain('is no stray of the tick')
  })

  it.each([
    'evidence-s3alias',
    'evidence--ol-s3',
    'mfzwi23gnjvgw.mrap',
    'arn:aws:s3:eu-west-1:111122223333:accesspoint/evidence',
  ])('does not take %s for the bucket', async (name) => {
    const { store, pins } = await honest(8)
    const verified = await check({ ...store, where: `s3://${name}` }, pins)
    expect(whatOf(verified, 'store-is-bucket')).toContain('is an access point')
  })

  it('does not take another bucket for the one that was sealed', async () => {
    const { store, pins } = await honest(8)
    fails(await check({ ...store, where: 's3://evidence-copy' }, pins), 'store-is-bucket')
  })

  it('does not take the sandbox for AWS', async () => {
    fails(await attacked(({ pins }) => Object.assign(pins, { sandbox: false })), 'endpoint-genuine', 'store-endpoint')
  })

  it.each([
    ['evidence.s3.eu-west-1.amazonaws.com', 'pass'],
    ['s3.eu-west-1.amazonaws.com', 'pass'],
    ['evidence.s3.dualstack.eu-west-1.amazonaws.com', 'pass'],
    ['evidence.s3.cn-north-1.amazonaws.com.cn', 'pass'],
    ['evidence.s3.eu-west-1.amazonaws.com.example.org', 'fail'],
    ['s3-1a2b.elb.eu-west-1.amazonaws.com', 'fail'],
    ['x.execute-api.eu-west-1.amazonaws.com', 'fail'],
    ['127.0.0.1', 'fail'],
  ])('asks a bucket at %s: %s', async (endpoint, state) => {
    const { store, pins } = await honest(2)
    const verified = await check(store, { ...pins, sandbox: false }, { endpoint })
    expect(verified.checks.find(({ name }) => name === 'store-endpoint')?.state).toBe(state)
  })

  it('says that a folder shows content alone', async () => {
    const { store, pins } = await honest(8)
    const verified = await check(downloaded(store), pins)
    expect([verified.result, verified.assurance]).toEqual(['intact', 'content'])
    expect(verified.checks.filter(({ state }) => state === 'idle').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['lock-mode', 'lock-covers-period', 'put-kind', 'slot-time', 'seal-clock']),
    )
  })

  it('holds a copy that was changed and sealed again with the same key for content alone: an anchor tells', async () => {
    const { store, pins, signer } = await honest(8)
    const told = { sequence: 6, sha256: await payloadOf(store, 6) }
    expect((await check(downloaded(store), { ...pins, anchors: [told] })).assurance).toBe('anchored')
    await forge(store, signer, {
      // From the fifth entry on another history: every byte of it fits, and it is signed by the right key.
      statement: (tick) => {
        if (tick.sequence >= 5) tick.sealedAt = plus(tick.sealedAt, 60)
      },
    })
    expect(await payloadOf(store, 6)).not.toBe(told.sha256)
    const copy = downloaded(store)
    const verified = await check(copy, pins)
    expect([verified.result, verified.assurance]).toEqual(['intact', 'content'])
    fails(await check(copy, { ...pins, anchors: [told] }), 'anchor-match')
  })
}

type Seen = (store: Store) => Store

export const entryPutAgain = async (seen?: Seen): Promise<void> => {
  const again = ({ store }: Case) => {
    const versions = store.objects.get(ledgerKey(4)) ?? []
    store.objects.set(ledgerKey(4), [planted(store, ledgerKey(4), Buffer.from('{}')), ...versions])
  }
  const verified = await attacked(again, undefined, seen)
  fails(verified, 'single-version')
  expect(verified.entries).toBe(8)
}

export const putInParts = async (seen?: Seen): Promise<void> => {
  const custody = { etag: '0123456789abcdef-1', sha256: null, checksumType: 'COMPOSITE' }
  fails(await attacked(({ store }) => change(store, inventory(store), { custody }), undefined, seen), 'put-kind')
}

const marked = (store: Memory, key: string): void => {
  const versions = store.objects.get(key) ?? []
  store.objects.set(key, [{ versionId: 'marker', body: null, at: plus(base, 86_400), custody: null }, ...versions])
}

/** An observation of the second tick under another key, and everything sealed again. */
const moved = async (to: (key: string) => string) => {
  const verified = await forged(({ store }) => {
    const from = keysOf(store, 'inventory').find((key) => key.includes('/0120Z/')) ?? ''
    const versions = store.objects.get(from) ?? []
    store.objects.set(to(from), versions)
    return {
      index: (lines) =>
        lines.map((line) =>
          'parts' in line
            ? { ...line, parts: line.parts.map((ref) => (ref.key === from ? { ...ref, key: to(from) } : ref)) }
            : line,
        ),
    }
  })
  return { verified }
}
