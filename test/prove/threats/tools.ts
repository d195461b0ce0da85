// What the scenarios have in common: copies, changes, and what is expected of them.
import { expect } from 'vitest'
import { sha256 } from '../../../src/digest.ts'
import type { Check } from '../../../src/prove/checks.ts'
import type { Pins } from '../../../src/prove/pins.ts'
import type { Verified, Verifying } from '../../../src/prove/verify.ts'
import { ledgerKey } from '../../../src/store/keys.ts'
import type { Store } from '../../../src/store/store.ts'
import { check, deviating, failing, honest, payloadOf, said } from '../fixture.ts'
import { type Edits, forge } from '../forge.ts'
import type { Held, Memory } from '../memory-store.ts'

export type Case = Awaited<ReturnType<typeof honest>>

/** Ticks enough for most attacks. */
const few = 8

/** The honest bucket, changed; `pins` is what the auditor brings, `seen` how the store looks to them. */
export const attacked = async (
  change: (at: Case) => unknown,
  ticks = few,
  seen: (store: Store) => Store = (store) => store,
): Promise<Verified> => {
  const at = await honest(ticks)
  await change(at)
  return check(seen(at.store), at.pins)
}

/** The honest bucket, changed and sealed again by who has the key; the auditor's ledger id is the forged one's. */
export const forged = async (
  edits: Edits | ((at: Case) => Edits),
  pins: Partial<Pins> = {},
  ticks = few,
  more: Partial<Verifying> = {},
): Promise<Verified> => {
  const at = await honest(ticks)
  const made = typeof edits === 'function' ? edits(at) : edits
  await forge(at.store, at.signer, made)
  return check(at.store, { ...at.pins, ledger: await payloadOf(at.store, 1), ...pins }, more)
}

/** Exactly these checks fail: the one that answers, and those that cannot but fail with it. */
export const fails = (verified: Verified, ...names: Check[]): void => {
  expect(failing(verified), said(verified).slice(0, 12).join('\n')).toEqual([...names].sort())
  expect(verified.result).toBe(names.length > 0 ? 'broken' : deviating(verified).length > 0 ? 'deviations' : 'intact')
}

export const whatOf = ({ checks }: Verified, name: Check): string =>
  checks
    .find((one) => one.name === name)
    ?.findings.map(({ what }) => what)
    .join('\n') ?? ''

/** Takes entries away, as only S3's own root or a broken lock could. */
export const without = ({ objects }: Memory, ...sequences: number[]): void => {
  for (const sequence of sequences) objects.delete(ledgerKey(sequence))
}

/** What an object looks like that the collector put at this time. */
export const planted = ({ objects }: Memory, like: string, body: Uint8Array, at?: string): Held => {
  const [model] = objects.get(like) ?? []
  if (!model?.custody) throw new Error(`no ${like}`)
  const time = at ?? model.custody.at
  return {
    versionId: `planted-${sha256(body).slice(7, 23)}`,
    body,
    at: time,
    custody: { ...model.custody, at: time, sha256: sha256(body) },
  }
}
