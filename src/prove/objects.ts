// Reading sealed objects for verification: there, unchanged, in custody. Each object is fetched once per entry.
import { EvidenceError } from '../errors.ts'
import type { Ref } from '../model.ts'
import type { Store } from '../store/store.ts'
import { makeAhead } from './ahead.ts'
import type { Findings } from './checks.ts'
import type { Custodian, Placed } from './custody.ts'

export type Objects = {
  /** What will be obtained next, in this order. */
  expect(refs: Ref[]): void
  /** One version as it is. An object in an archive class exists and cannot be read: that is a finding, and no failure of the store. */
  read(at: Pick<Ref, 'key' | 'versionId'>): Promise<Awaited<ReturnType<Store['get']>> | 'archived'>
  /** The bytes as sealed, or undefined where a finding says why not. */
  obtain(ref: Ref, placed: Placed): Promise<Uint8Array | undefined>
  /** The bytes of an object sealed earlier, held against their digest again. Throws EvidenceError where they differ: nothing may rest on them. */
  again(ref: Ref): Promise<Uint8Array>
}

/** So much of what was just read is kept: a reading is used again by every evaluation that rests on it. */
const keptBytes = 64 * 1024 * 1024

export const makeObjects = (store: Store, findings: Findings, custodian: Custodian): Objects => {
  const kept = new Map<string, Uint8Array>()
  let bytes = 0
  const keep = (key: string, body: Uint8Array): Uint8Array => {
    if (kept.has(key)) return body
    kept.set(key, body)
    bytes += body.length
    for (const [oldest, old] of kept) {
      if (bytes <= keptBytes) break
      kept.delete(oldest)
      bytes -= old.length
    }
    return body
  }

  const ahead = makeAhead((ref) => store.get(ref))
  const read = async (at: Pick<Ref, 'key' | 'versionId'>, asked = store.get(at)): ReturnType<Objects['read']> => {
    try {
      return await asked
    } catch (error) {
      const custody = await store.custody(at)
      if (custody !== 'cannot-tell' && custody.storageClass !== 'STANDARD') return 'archived'
      throw error
    }
  }

  return {
    expect: ahead.expect,
    read: (at) => read(at),
    async obtain(ref, placed) {
      const found = await read(ref, ahead.take(ref))
      if (!findings.hold('object-present', found !== undefined, ref.key, 'listed, and not there') || !found)
        return undefined
      await custodian.hold(ref, placed, found === 'archived' ? undefined : found.custody)
      if (found === 'archived') return undefined
      const same = found.ref.sha256 === ref.sha256 && found.ref.bytes === ref.bytes
      return findings.hold('digest', same, ref.key, `sealed as ${ref.sha256}, is ${found.ref.sha256}`)
        ? keep(`${ref.key} ${ref.sha256}`, found.body)
        : undefined
    },
    async again(ref) {
      const known = kept.get(`${ref.key} ${ref.sha256}`)
      if (known) return known
      const found = await read(ref)
      if (found && found !== 'archived' && found.ref.sha256 === ref.sha256)
        return keep(`${ref.key} ${ref.sha256}`, found.body)
      throw new EvidenceError(
        'LEDGER_BROKEN',
        { key: ref.key, why: 'it is not what was sealed' },
        { hint: 'object-present and digest say what is there instead' },
      )
    },
  }
}
