// A store in memory for tests: quick to copy, easy to tamper with, and as telling about versions and custody as a bucket.
import { sha256 } from '../../src/digest.ts'
import type { Instant } from '../../src/model.ts'
import { byBytes } from '../../src/store/order.ts'
import type { Custody, Listed, Store } from '../../src/store/store.ts'

/** One version; `body` null is a delete marker. `custody` null: of a folder, which cannot tell. */
export type Held = { versionId: string | null; body: Uint8Array | null; at: Instant | null; custody: Custody | null }

export type Memory = Store & {
  /** Newest first; lists are replaced and never changed, so that copies share them. */
  objects: Map<string, Held[]>
}

/** `put` says what a new object looks like; a store without it is only read. */
export const memoryStore = (
  where: string,
  objects: Map<string, Held[]> = new Map(),
  put: (key: string, body: Uint8Array) => Held = (_, body) => ({ versionId: null, body, at: null, custody: null }),
): Memory => {
  const of = ({ key, versionId }: { key: string; versionId?: string | null }): Held | undefined => {
    const versions = objects.get(key) ?? []
    return versionId && versions.some((one) => one.versionId !== null)
      ? versions.find((one) => one.versionId === versionId)
      : versions[0]
  }
  return {
    where,
    objects,
    async putOnce(key, body) {
      const [top] = objects.get(key) ?? []
      const won = !top?.body
      const held = won ? put(key, body) : top
      if (won) objects.set(key, [held, ...(objects.get(key) ?? [])])
      const bytes = held.body ?? new Uint8Array()
      return { won, ref: { key, versionId: held.versionId, sha256: sha256(bytes), bytes: bytes.length } }
    },
    async get(at) {
      const held = of(at)
      if (!held?.body) return undefined
      const { body, versionId, custody } = held
      const ref = { key: at.key, versionId, sha256: sha256(body), bytes: body.length }
      return { ref, body, ...(custody && { custody }) }
    },
    async *list(prefix, after = ''): AsyncGenerator<Listed> {
      for (const key of [...objects.keys()].sort(byBytes)) {
        if (!key.startsWith(prefix) || byBytes(key, after) <= 0) continue
        for (const { versionId, body, at } of objects.get(key) ?? [])
          yield { key, versionId, bytes: body?.length ?? 0, at, deleteMarker: body === null }
      }
    },
    async custody(ref) {
      const held = of(ref)
      if (!held) throw new Error(`no custody of ${ref.key}`)
      return held.custody ?? 'cannot-tell'
    },
  }
}

/** A copy that shares the versions and none of the lists. */
export const copyOf = ({ where, objects }: Memory): Memory => memoryStore(where, new Map(objects))

/** All that a store holds, with what it says of each version. */
export const memorised = async (store: Store): Promise<Memory> => {
  const objects = new Map<string, Held[]>()
  for await (const { key, versionId, at, deleteMarker } of store.list('')) {
    const found = deleteMarker ? undefined : await store.get({ key, versionId })
    const told = deleteMarker ? 'cannot-tell' : await store.custody({ key, versionId })
    const held = { versionId, body: found?.body ?? null, at, custody: told === 'cannot-tell' ? null : told }
    objects.set(key, [...(objects.get(key) ?? []), held])
  }
  return memoryStore(store.where, objects)
}

/** What a downloaded bucket is: the newest version of everything, without what the bucket knew of it. */
export const downloaded = ({ objects }: Memory, where = 'folder'): Memory =>
  memoryStore(
    where,
    new Map(
      [...objects].flatMap(([key, [held]]) =>
        held?.body ? [[key, [{ versionId: null, body: held.body, at: null, custody: null }]] as const] : [],
      ),
    ),
  )

/** Changes the newest version where it lies. */
export const change = (
  { objects }: Memory,
  key: string,
  changes: Partial<Omit<Held, 'custody'>> & { custody?: Partial<Custody> },
): void => {
  const [top, ...older] = objects.get(key) ?? []
  if (!top) throw new Error(`nothing lies under ${key}`)
  const custody = top.custody && { ...top.custody, ...changes.custody }
  objects.set(key, [{ ...top, ...changes, custody }, ...older])
}
