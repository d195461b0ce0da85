// Reading sealed objects for verification: there, unchanged, in custody. Each object is fetched once per entry.
import type { Ref } from '../model.ts'
import type { Store } from '../store/store.ts'
import type { Findings } from './checks.ts'
import type { Custodian, Placed } from './custody.ts'

export type Objects = {
  /** The bytes as sealed, or undefined where a finding says why not. */
  obtain(ref: Ref, placed: Placed): Promise<Uint8Array | undefined>
  /** The bytes of an object sealed earlier, held against their digest again. Throws where they differ: nothing may rest on them. */
  again(ref: Ref): Promise<Uint8Array>
}

/** So much of what was just read is kept: a reading is used again by every evaluation that rests on it. */
const keptBytes = 64 * 1024 * 1024

export const makeObjects = (store: Store, findings: Findings, custodian: Custodian): Objects => {
  const kept = new Map<string, Uint8Array>()
  let bytes = 0
  const keep = (key: string, body: Uint8Array): Uint8Array => {
    kept.set(key, body)
    bytes += body.length
    for (const [oldest, old] of kept) {
      if (bytes <= keptBytes) break
      kept.delete(oldest)
      bytes -= old.length
    }
    return body
  }
  return {
    async obtain(ref, placed) {
      const found = await store.get(ref)
      if (!findings.hold('object-present', found !== undefined, ref.key, 'listed, and not there') || !found) return undefined
      await custodian.hold(ref, placed)
      const same = found.ref.sha256 === ref.sha256 && found.ref.bytes === ref.bytes
      return findings.hold('digest', same, ref.key, `sealed as ${ref.sha256}, is ${found.ref.sha256}`) ? keep(`${ref.key} ${ref.sha256}`, found.body) : undefined
    },
    async again(ref) {
      const known = kept.get(`${ref.key} ${ref.sha256}`)
      if (known) return known
      const found = await store.get(ref)
      if (found?.ref.sha256 !== ref.sha256) throw new Error(`${ref.key} is not what was sealed`)
      return keep(`${ref.key} ${ref.sha256}`, found.body)
    },
  }
}
