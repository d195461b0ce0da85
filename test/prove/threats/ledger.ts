// Entries deleted, moved, spliced, put among them, dated back.
import { expect, it } from 'vitest'
import { plus } from '../../../src/clock.ts'
import { sha256 } from '../../../src/digest.ts'
import { writeStatement } from '../../../src/ledger/statement.ts'
import { ledgerKey } from '../../../src/store/keys.ts'
import { base, tickAt } from '../account.ts'
import { check, honest } from '../fixture.ts'
import { digestAt, forge, putEntry, statementAt } from '../forge.ts'
import { change } from '../memory-store.ts'
import { attacked, fails, forged, planted, whatOf, without } from './tools.ts'

export const ledger = (): void => {
  it('is broken without an entry in the middle', async () => {
    fails(
      await attacked(({ store }) => without(store, 4)),
      'chain-complete',
      'object-listed',
      'plan-derives',
      'slot-accounted',
      'tick-gap',
    )
  })

  it('is broken without three in a row', async () => {
    fails(
      await attacked(({ store }) => without(store, 3, 4, 5)),
      'chain-complete',
      'plan-derives',
      'slot-accounted',
      'tick-gap',
    )
  })

  it('is broken without its first', async () => {
    fails(
      await attacked(({ store }) => without(store, 1)),
      'chain-complete',
      'object-listed',
      'period-covered',
      'plan-derives',
    )
  })

  it('is broken without its last two: they belong to the period', async () => {
    fails(await attacked(({ store, ticks }) => without(store, ticks, ticks - 1)), 'period-covered')
  })

  it('is broken without the entry that an anchor names', async () => {
    fails(
      await attacked(({ store, pins, ticks }) => {
        pins.anchors.push({ sequence: ticks, sha256: digestAt(store, ticks) })
        without(store, ticks)
      }),
      'anchor-match',
    )
  })

  it('is broken without any', async () => {
    fails(
      await attacked(({ store, ticks }) => without(store, ...Array.from({ length: ticks }, (_, at) => at + 1))),
      'object-listed',
      'period-covered',
    )
  })

  it('is anchored where every anchor is met', async () => {
    const { store, pins } = await honest(8)
    const verified = await check(store, { ...pins, anchors: [{ sequence: 5, sha256: digestAt(store, 5) }] })
    expect([verified.result, verified.assurance]).toEqual(['intact', 'anchored'])
  })

  it('is not anchored where another entry stands in the place of the anchored one', async () => {
    const verified = await attacked(({ store, pins }) => pins.anchors.push({ sequence: 5, sha256: digestAt(store, 4) }))
    fails(verified, 'anchor-match')
    expect(verified.assurance).toBe('content+s3-time')
  })

  it('shows a whole history that was put again: S3 knows when', async () => {
    const now = '2026-02-01T00:00:00Z'
    const verified = await attacked(({ store }) => {
      for (const key of store.objects.keys()) change(store, key, { at: now, custody: { at: now } })
    })
    fails(verified, 'seal-clock', 'slot-time')
  })

  it('shows a history put again that says of itself when it was sealed: states were over by then', async () => {
    const now = '2026-02-01T00:00:00Z'
    const verified = await forged(({ store }) => {
      for (const key of store.objects.keys()) change(store, key, { at: now, custody: { at: now } })
      return { statement: (tick) => Object.assign(tick, { sealedAt: now }) }
    })
    fails(verified, 'slot-time')
  })

  it('shows a parallel ledger of the same key by its id', async () => {
    const { store, pins, signer } = await honest(8)
    await forge(store, signer, {
      statement: (tick) => Object.assign(tick, { store: 's3://elsewhere', home: tick.home }),
    })
    const verified = await check(store, pins)
    fails(verified, 'ledger-id', 'object-listed', 'period-covered')
  })

  it('shows a parallel ledger by an anchor, where the id was learned from it', async () => {
    const { store } = await honest(8)
    const anchors = [{ sequence: 3, sha256: digestAt(store, 3) }]
    fails(
      await forged(
        { statement: (tick) => Object.assign(tick, { retainUntil: plus(tick.retainUntil ?? base, 1) }) },
        { anchors },
      ),
      'anchor-match',
    )
  })

  it('shows a statement that was dated back by the time that S3 gave it', async () => {
    const verified = await forged({
      statement: (tick) => void (tick.sequence === 6 && Object.assign(tick, { sealedAt: plus(tick.sealedAt, -1_200) })),
    })
    fails(verified, 'request-replay', 'seal-clock', 'slot-time')
  })

  it('shows entries that were put out of order', async () => {
    const verified = await attacked(({ store }) => {
      const at = plus(tickAt(4), -60)
      change(store, ledgerKey(6), { at, custody: { at } })
    })
    fails(verified, 'seal-clock', 'seal-order')
  })

  it('shows sealing clocks that run backwards', async () => {
    const verified = await forged({
      statement: (tick) => void (tick.sequence === 6 && Object.assign(tick, { sealedAt: plus(tickAt(4), -60) })),
    })
    expect(whatOf(verified, 'seal-order')).toContain('sealed at')
  })

  it('passes over an entry of the highest number, and names it', async () => {
    const verified = await attacked(({ store }) => {
      const body = Buffer.from('garbage')
      store.objects.set(ledgerKey(999_999_999_999), [planted(store, ledgerKey(1), body)])
    })
    fails(verified, 'foreign-entry')
    expect(verified.entries).toBe(8)
  })

  it('passes over an entry that stands under another number than its own', async () => {
    const verified = await attacked(({ store }) => {
      const [own] = store.objects.get(ledgerKey(4)) ?? []
      if (own) store.objects.set(ledgerKey(999_999_999_999), [own])
    })
    fails(verified, 'foreign-entry')
  })

  it.each([
    'ledger/1.dsse.json',
    'ledger/1',
    'ledger/0000000000001.dsse.json',
    'ledger/000000000001.DSSE.json',
    'ledger/notes.txt',
  ])('names %s among the entries', async (key) => {
    fails(
      await attacked(({ store }) => store.objects.set(key, [planted(store, ledgerKey(1), Buffer.from('x'))])),
      'sequence-canonical',
    )
  })

  it('passes over garbage at the next number', async () => {
    fails(
      await attacked(({ store, ticks }) =>
        store.objects.set(ledgerKey(ticks + 1), [planted(store, ledgerKey(1), Buffer.from('{}'))]),
      ),
      'foreign-entry',
    )
  })

  it('passes over an entry spliced in from another ledger of the same key', async () => {
    const verified = await attacked(async ({ store, signer, ticks }) => {
      const other = sha256('another ledger')
      const own = statementAt(store, ticks)
      const body = store.objects.get(ledgerKey(ticks))?.[0]
      if (body) store.objects.set(ledgerKey(ticks + 1), [body])
      await putEntry(store, ticks + 1, writeStatement({ ...own, sequence: ticks + 1, ledger: other }), signer)
    })
    fails(verified, 'ledger-id')
    expect(verified.entries).toBe(8)
  })

  it('does not cover a period that begins before it', async () => {
    fails(
      await attacked(({ pins }) => Object.assign(pins, { period: { ...pins.period, start: plus(base, -86_400) } })),
      'period-covered',
    )
  })

  it('does not cover a period that ends after it', async () => {
    fails(
      await attacked(({ pins }) => Object.assign(pins, { period: { ...pins.period, end: plus(base, 40 * 3_600) } })),
      'period-covered',
    )
  })

  it('is of the pinned account', async () => {
    fails(await attacked(({ pins }) => Object.assign(pins, { account: '999999999999' })), 'account')
  })

  it('names hours without a tick that a statement leaves out', async () => {
    const verified = await forged({
      statement: (tick) =>
        void (tick.sequence === 6 && Object.assign(tick, { outage: { from: tickAt(4), to: tickAt(4), ticks: 1 } })),
    })
    fails(verified, 'tick-gap')
  })
}
