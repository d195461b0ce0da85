// Going on from an earlier run: what was verified is held against that run and not examined again, and what came since is.
import { describe, expect, it } from 'vitest'
import type { Anchor } from '../../src/prove/pins.ts'
import type { Verified } from '../../src/prove/verify.ts'
import { configKey, indexKey, planKey } from '../../src/store/keys.ts'
import { tickAt } from './account.ts'
import { check, honest } from './fixture.ts'
import type { Memory } from './memory-store.ts'
import { fails, whatOf } from './threats/tools.ts'

const early = 5
const late = 9

const earlier = async (): Promise<Anchor> => {
  const { store, pins } = await honest(early)
  const { head } = await check(store, pins)
  if (!head) throw new Error('nothing was sealed')
  return head as Anchor
}

const afterwards = async (change: (store: Memory) => void = () => undefined): Promise<Verified> => {
  const { store, pins } = await honest(late)
  change(store)
  return check(store, pins, { since: await earlier() })
}

const looked = ({ checks }: Verified, name: string): number => checks.find((one) => one.name === name)?.looked ?? 0

const observationIn = (store: Memory, hour: number): string => {
  const folder = planKey(tickAt(hour)).replace('plan.json', '')
  const key = [...store.objects.keys()].find((one) => one.startsWith(`${folder}inventory/`))
  if (!key) throw new Error(`nothing below ${folder}`)
  return key
}

const overwrite = (store: Memory, key: string): void => {
  const [held, ...older] = store.objects.get(key) ?? []
  if (!held?.body) throw new Error(`no ${key}`)
  const body = Buffer.from(held.body)
  body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1
  store.objects.set(key, [{ ...held, body }, ...older])
}

describe('verify, going on from an earlier run', () => {
  it('comes to the same as the whole, and reads less', async () => {
    const { store, pins } = await honest(late)
    const whole = await check(store, pins)
    const more = await afterwards()
    expect([more.result, more.head, more.entries]).toEqual([whole.result, whole.head, whole.entries])
    expect(more.since).toBe(early)
    expect(more.assurance).toBe('anchored')
    expect(looked(more, 'parts-complete')).toBeLessThan(looked(whole, 'parts-complete') / 2)
    expect(looked(more, 'slot-accounted')).toBe(looked(whole, 'slot-accounted'))
  })

  it('refuses a ledger whose earlier entries are not those that it knew', async () => {
    const { store, pins } = await honest(late)
    const since = { ...(await earlier()), sha256: `sha256:${'0'.repeat(64)}` as const }
    fails(await check(store, pins, { since }), 'anchor-match')
  })

  it('refuses a ledger that ends before the entry that it knew', async () => {
    const { store, pins } = await honest(early - 1)
    fails(await check(store, pins, { since: await earlier() }), 'anchor-match')
  })

  it.each([
    ['index', indexKey(tickAt(1))],
    ['plan', planKey(tickAt(1))],
    ['configuration', configKey(tickAt(1))],
  ])('notices a changed %s of an entry that was verified before', async (_, key) => {
    const result = await afterwards((store) => overwrite(store, key))
    expect(result.result).toBe('broken')
    expect(whatOf(result, 'digest')).toContain('was verified before')
  })

  it('notices that an observation which was verified before is gone', async () => {
    const result = await afterwards((store) => void store.objects.delete(observationIn(store, 1)))
    expect(whatOf(result, 'object-present')).toContain('was verified before, and is not there')
  })

  it('does not read an observation again that was verified before: that is what the lock is for', async () => {
    expect((await afterwards((store) => overwrite(store, observationIn(store, 1)))).result).toBe('intact')
  })

  it('notices a byte changed in what came since', async () => {
    const result = await afterwards((store) => overwrite(store, observationIn(store, late - 2)))
    expect(whatOf(result, 'digest')).toContain('sealed as')
  })
})
