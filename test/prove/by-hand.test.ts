// docs/verify-by-hand.md: its own commands, run by bash on honest evidence and on evidence that was tampered with.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyId } from '../../src/ledger/dsse.ts'
import { writeStatement } from '../../src/ledger/statement.ts'
import type { Pins } from '../../src/prove/pins.ts'
import { ledgerKey } from '../../src/store/keys.ts'
import { fixture, honest, payloadOf } from './fixture.ts'
import { forge, keysOf, putEntry, statementAt } from './forge.ts'
import { type Foreign, handedOver } from './handed-over.ts'
import { downloaded, type Memory } from './memory-store.ts'

const missing = ['bash', 'openssl', 'jq', 'sha256sum', 'base64', 'gzip', 'awk'].filter((tool) => {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`])
    return false
  } catch {
    return true
  }
})

const page = readFileSync(join(import.meta.dirname, '../../docs/verify-by-hand.md'), 'utf8')
const blocks = [...page.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)

describe.skipIf(missing.length > 0)(
  `the page (skipped where tools are missing: ${missing.join(', ') || 'none'})`,
  () => {
    let folder = ''
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'by-hand-'))
      await fixture()
    })
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    let copies = 0
    const followed = async (tamper: (store: Memory, pins: Pins) => unknown = () => undefined) => {
      const { store, pins } = await honest(8)
      const copy = downloaded(store)
      await tamper(copy, pins)
      const root = join(folder, `${copies++}`)
      for (const [key, [held]] of copy.objects) {
        mkdirSync(dirname(join(root, key)), { recursive: true })
        writeFileSync(join(root, key), held?.body ?? '')
      }
      writeFileSync(`${root}.pem`, pins.publicKey)
      const env = { ...process.env, STORE: root, KEY: `${root}.pem`, ACCOUNT: pins.account, LEDGER: pins.ledger }
      const { status, stdout, stderr } = spawnSync('bash', ['-c', blocks.join('\n')], { env, encoding: 'utf8' })
      return {
        status,
        said: stderr.trim(),
        told: stdout,
        steps: stdout.split('\n').filter((line) => line.endsWith('holds')),
      }
    }

    const all = [
      'step 1 holds',
      'step 2 holds',
      'step 2, hours: holds',
      'step 3 holds',
      'step 4 holds',
      'step 5 holds',
      'step 6 holds',
      'step 6, verdicts: holds',
      'step 7 holds',
      'step 7, configuration: holds',
    ]

    it('holds for honest evidence, every step', async () => {
      const result = await followed()
      expect(result).toMatchObject({ status: 0, said: '', steps: all })
      expect(result.told).toMatch(/^\{"kind":"Event",.*"auditID":/m)
    })

    const flipped = (store: Memory, key: string): void => {
      const [held] = store.objects.get(key) ?? []
      const body = Buffer.from(held?.body ?? [])
      body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1
      if (held) store.objects.set(key, [{ ...held, body }])
    }
    const put = (store: Memory, key: string, body: string): void => {
      store.objects.set(key, [{ versionId: null, body: Buffer.from(body), at: null, custody: null }])
    }

    it.each<[string, number, string, (store: Memory, pins: Pins) => unknown]>([
      ['a byte of the first statement', 0, '', (store) => flipped(store, ledgerKey(1))],
      ['a byte of another statement', 1, '', (store) => flipped(store, ledgerKey(5))],
      ['the key', 0, 'the signature of entry 1', (_, pins) => Object.assign(pins, { publicKey: other })],
      [
        'the ledger pinned',
        1,
        'the ledger begins with',
        (_, pins) => Object.assign(pins, { ledger: `sha256:${'0'.repeat(64)}` }),
      ],
      [
        'the account pinned',
        1,
        'entry 1 does not follow',
        (_, pins) => Object.assign(pins, { account: '999999999999' }),
      ],
      ['an entry taken out', 1, 'stands where', (store) => store.objects.delete(ledgerKey(4))],
      [
        'an entry in the place of another',
        1,
        'does not follow',
        (store) => store.objects.set(ledgerKey(4), store.objects.get(ledgerKey(3)) ?? []),
      ],
      ['a name among the entries', 1, 'stands where', (store) => put(store, 'ledger/notes.txt', 'x')],
      [
        'a byte of an index',
        3,
        'the index of entry 3',
        (store) => flipped(store, 'ticks/2026/01/05/0220Z/index.ndjson'),
      ],
      ['a byte of a plan', 3, 'an object of entry 3', (store) => flipped(store, 'ticks/2026/01/05/0220Z/plan.json')],
      [
        'a byte of an observation',
        3,
        'an object of entry 1',
        (store) => flipped(store, keysOf(store, 'eks-versions')[0] ?? ''),
      ],
      [
        'an observation taken away',
        3,
        'an object of entry 1',
        (store) => store.objects.delete(keysOf(store, 'eks-versions')[0] ?? ''),
      ],
      [
        'something that no index lists',
        4,
        'listed by no index',
        (store) => put(store, 'ticks/2026/01/05/0220Z/x.json', '{}'),
      ],
    ])('stops at %s', async (_, steps, said, tamper) => {
      const result = await followed(tamper)
      expect(result.steps).toEqual(all.slice(0, steps))
      expect([result.status === 0, result.said]).toEqual([false, expect.stringContaining(said)])
    })

    it('follows a ledger that was handed over to another key, and says to which', async () => {
      const { signer } = await fixture()
      const made: { next?: Foreign } = {}
      const result = await followed(async (store, pins) => {
        made.next = await handedOver({ store, signer, ticks: 8 }, 5)
        pins.ledger = await payloadOf(store, 1)
      })
      expect(result).toMatchObject({ status: 0, said: '', steps: all })
      expect(result.told).toContain(`entry 5 hands over to the key ${keyId(made.next?.pem ?? '')}`)
    })

    it.each([
      ['the old key alone', 'old'],
      ['the new key alone', 'new'],
    ])('stops at an entry that hands over and is signed by %s', async (_, by) => {
      const { signer } = await fixture()
      const result = await followed(async (store, pins) => {
        const next = await handedOver({ store, signer, ticks: 8 }, 5)
        pins.ledger = await payloadOf(store, 1)
        await putEntry(store, 5, writeStatement(statementAt(store, 5)), by === 'old' ? signer : next)
      })
      expect([result.status === 0, result.said]).toEqual([false, expect.stringContaining('the signatures of entry 5')])
    })

    it('stops at hours without a tick that no statement names', async () => {
      const { signer } = await fixture()
      const result = await followed(async (store, pins) => {
        await forge(store, signer, {
          statement: (tick) =>
            void (tick.sequence > 4 && Object.assign(tick, { tick: tick.tick.replace('2026-01-05', '2026-01-06') })),
        })
        pins.ledger = await payloadOf(store, 1)
      })
      expect(result.said).toContain('hours without a tick')
    })
  },
)

const other =
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOtkRIWf2RY6Ze+CNecj96kQEnMyQ\n/sTBA2rujm/hHJ4hJKASfMspF6o2DoZeYYIXxWyAQeOtb6UqBq8pfLveag==\n-----END PUBLIC KEY-----\n'
