// What an insider changed is told on the page of the object: nothing is shown as verified that is not.
import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeJson } from '../../../src/json.ts'
import { open, seal } from '../../../src/ledger/dsse.ts'
import type { Signer } from '../../../src/ledger/signer.ts'
import { page } from '../../../src/report/browse/page.ts'
import { indexKey, ledgerKey } from '../../../src/store/keys.ts'
import { makeSigner } from '../../pipeline/little.ts'
import { tickAt } from '../../prove/account.ts'
import { change, type Memory } from '../../prove/memory-store.ts'
import { bucketSite, evidence, folderSite, pinsFor, seen } from './sites.ts'

let key = ''
beforeAll(async () => {
  const { store } = await evidence()
  key = [...store.objects.keys()].find((one) => /0120Z\/evaluations\//.test(one)) ?? ''
})

/** The page of an object after something was done to the store; without pins where `pinned` is false. */
const shownAfter = async (
  what: (store: Memory, signer: Signer) => void | Promise<void>,
  { at = key, kind = 'bucket' as 'bucket' | 'folder', pinned = {} as object } = {},
): Promise<string> => {
  const { store, publicKey, signer } = await evidence()
  const pins = { ...(await pinsFor(store, publicKey)), ...pinned }
  await what(store, signer)
  const answer = await page(kind === 'bucket' ? bucketSite(store, pins) : folderSite(store, pins), `object/${at}`)
  return seen(answer)
}
const nothing = () => undefined
const bodyOf = (store: Memory, of: string): Uint8Array => store.objects.get(of)?.[0]?.body ?? new Uint8Array()
const oneByte = (body: Uint8Array): Uint8Array => {
  const next = Buffer.from(body)
  next[next.length - 20] = (next[next.length - 20] ?? 0) ^ 1
  return next
}
const broken = /Not what it should be/

describe.each(['bucket', 'folder'] as const)('in a %s', (kind) => {
  it('bytes that were changed', async () => {
    const shown = await shownAfter((store) => change(store, key, { body: oneByte(bodyOf(store, key)) }), { kind })
    expect(shown).toMatch(broken)
    expect(shown).toMatch(
      /digest bytes are those that were sealed .*sealed as sha256:[0-9a-f]{64}, is sha256:[0-9a-f]{64}/,
    )
    expect(shown).not.toContain('It is what was sealed')
  })

  it('an index that was changed', async () => {
    const index = indexKey(tickAt(1))
    const shown = await shownAfter((store) => change(store, index, { body: oneByte(bodyOf(store, index)) }), { kind })
    expect(shown).toMatch(broken)
    expect(shown).toMatch(new RegExp(`digest .*${index}: sealed as`))
  })

  it('a statement that was signed by another key', async () => {
    const shown = await shownAfter(
      async (store) => {
        const { payload } = open(bodyOf(store, ledgerKey(2)))
        change(store, ledgerKey(2), { body: await seal(payload, makeSigner()) })
      },
      { kind },
    )
    expect(shown).toMatch(broken)
    expect(shown).toMatch(/key-pinned .*is not pinned/)
  })

  it('a signature that is not of this payload', async () => {
    const shown = await shownAfter(
      (store) => {
        const [first, second] = [1, 2].map((one) => JSON.parse(Buffer.from(bodyOf(store, ledgerKey(one))).toString()))
        change(store, ledgerKey(2), { body: Buffer.from(writeJson({ ...second, signatures: first.signatures })) })
      },
      { kind },
    )
    expect(shown).toMatch(/signature .*the signature is not of this payload/)
    expect(shown).toMatch(broken)
  })

  it('an entry before it that was replaced', async () => {
    const shown = await shownAfter(
      async (store, signer) => {
        const { payload } = open(bodyOf(store, ledgerKey(1)))
        const other = Buffer.from(Buffer.from(payload).toString().replace('"open":0', '"open":1'))
        change(store, ledgerKey(1), { body: await seal(other, signer) })
      },
      { at: ledgerKey(2), kind },
    )
    expect(shown).toMatch(/chain-complete .*binds entry 1 as sha256:/)
    expect(shown).toMatch(broken)
  })

  it('an object that is listed and gone', async () => {
    const shown = await shownAfter((store) => void store.objects.delete(key), { kind })
    expect(shown).toMatch(broken)
    expect(shown).toMatch(/object-present .*it is not in this store/)
    expect(shown).toContain('There are no bytes to take along')
  })

  it('an object that no index lists', async () => {
    const at = key.replace(/evaluations\/.*/, 'evaluations/nobody-00000000000000000000.json')
    const shown = await shownAfter((store) => void store.objects.set(at, store.objects.get(key) ?? []), { at, kind })
    expect(shown).toMatch(/object-listed .*no index lists it/)
  })

  it('an entry that is gone from the middle', async () => {
    const shown = await shownAfter((store) => void store.objects.delete(ledgerKey(3)), { at: ledgerKey(2), kind })
    expect(shown).toMatch(/chain-complete .*entry 3 is not in this store/)
  })
})

describe('in a bucket', () => {
  it('a lock that is missing', async () => {
    const shown = await shownAfter((store) => change(store, key, { custody: { mode: 'none', until: null } }))
    expect(shown).toMatch(/lock-mode .*not locked/)
    expect(shown).toMatch(broken)
  })

  it('a lock of the newest entry that ends before it may, on the first page too', async () => {
    const { store, publicKey } = await evidence()
    change(store, ledgerKey(4), { custody: { until: '2026-06-01T00:00:00Z' } })
    const shown = seen(await page(bucketSite(store, await pinsFor(store, publicKey)), ''))
    expect(shown).toMatch(/lock-covers-period .*locked until 2026-06-01T00:00:00Z/)
    expect(shown).toMatch(broken)
  })

  it('a delete marker over it', async () => {
    const shown = await shownAfter((store) => {
      const held = store.objects.get(key) ?? []
      store.objects.set(key, [{ versionId: 'marker', body: null, at: '2026-01-06T00:00:00Z', custody: null }, ...held])
    })
    expect(shown).toMatch(/single-version .*1 versions, 1 delete markers/)
    expect(shown).toContain('a delete marker')
  })

  it('a time of S3 that does not fit', async () => {
    const shown = await shownAfter((store) => change(store, key, { custody: { at: '2026-03-01T00:00:00Z' } }))
    expect(shown).toMatch(/slot-time .*written at 2026-03-01T00:00:00Z/)
  })

  it('a second version, which is shown only where it is asked for', async () => {
    const { store, publicKey } = await evidence()
    const pins = await pinsFor(store, publicKey)
    const [held] = store.objects.get(key) ?? []
    if (!held) throw new Error('nothing there')
    store.objects.set(key, [{ ...held, versionId: 'later', body: Buffer.from('{}\n') }, held])
    const site = bucketSite(store, pins)
    expect(seen(await page(site, `object/${key}`))).toMatch(/single-version .*2 versions/)
    expect((await page(site, `raw/version-later/${key}`)).body).toEqual(Buffer.from('{}\n'))
    expect(seen(await page(site, `object/version-later/${key}`))).toMatch(/the version .* was sealed, this is later/)
  })
})

describe('without pins', () => {
  it.each(['publicKey', 'account', 'ledger'])('of which %s is missing, nothing is verified', async (pin) => {
    const shown = await shownAfter(nothing, { pinned: { [pin]: undefined } })
    expect(shown).toContain('Not verified')
    expect(shown).not.toContain('It is what was sealed')
  })

  it('says loudly on every page that no key is pinned, and what is not known', async () => {
    const { store } = await evidence()
    for (const path of ['', 'controls', 'day/2026-01-05', `object/${key}`]) {
      const shown = seen(await page(bucketSite(store, { sandbox: true }), path))
      expect(shown).toContain('No key is pinned: nothing here is verified')
      expect(shown).toContain('whose signatures these are')
    }
  })

  it('says of a signature of the key that the ledger names that this shows nothing', async () => {
    const shown = await shownAfter(nothing, { pinned: { publicKey: undefined } })
    expect(shown).toContain('whoever could change the evidence could have named it')
  })

  it('says of a key that signed nothing here that it is not the one', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const other = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    expect(await shownAfter(nothing, { pinned: { publicKey: other } })).toMatch(broken)
  })

  it('says of another ledger, and of another account, that it is that', async () => {
    expect(await shownAfter(nothing, { pinned: { account: '444455556666' } })).toMatch(
      /account .*is of the account 111122223333/,
    )
    expect(await shownAfter(nothing, { pinned: { ledger: `sha256:${'0'.repeat(64)}` } })).toMatch(
      /ledger-id .*belongs to the ledger/,
    )
  })

  it('holds an entry against the anchor that somebody was told', async () => {
    const anchors = [{ sequence: 2, sha256: `sha256:${'0'.repeat(64)}` }]
    expect(await shownAfter(nothing, { at: ledgerKey(2), pinned: { anchors } })).toMatch(
      /anchor-match .*the anchor says/,
    )
  })
})

it('finds its way through a ledger into which a stranger put entries', async () => {
  const { store, publicKey } = await evidence()
  const pins = await pinsFor(store, publicKey)
  store.objects.set('ledger/999999999999.dsse.json', [
    { versionId: 'x', body: Buffer.from('rubbish'), at: null, custody: null },
  ])
  const { payload } = open(bodyOf(store, ledgerKey(4)))
  const copied = await seal(payload, makeSigner())
  store.objects.set(ledgerKey(5), [{ versionId: 'y', body: copied, at: null, custody: null }])
  expect(seen(await page(bucketSite(store, pins), ''))).toMatch(/entry number 4 tick 2026-01-05 05:20/)
})
