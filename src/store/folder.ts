// A folder as a store: the bucket's layout, each key once. What a downloaded bucket looks like.
import { constants } from 'node:fs'
import { link, mkdir, open, readdir, readFile, realpath, stat, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import type { Ref } from '../model.ts'
import { byBytes } from './order.ts'
import { isPlainKey, refuseStrangeKey } from './plain-key.ts'
import type { Listed, Store } from './store.ts'

/** `root` is made with the first put. Asked for any version, it gives the one that it keeps. */
export const folderStore = (at: string): Store => {
  const root = resolve(at)
  const store: Store = {
    where: at,
    async putOnce(key, body) {
      refuseStrangeKey(key)
      const ref = refOf(key, body)
      if (await placed(root, key, body)) return { won: true, ref }
      const winner = await store.get({ key })
      if (!winner) throw refused(root, key, 'something that is no file lies there')
      return { won: false, ref: winner.ref }
    },
    async get({ key }) {
      if (!isPlainKey(key)) return undefined
      const body = await contents(root, key)
      return body && { ref: refOf(key, body), body }
    },
    list: (prefix, after = '') => walk(root, '', prefix, after),
    custody: async () => 'cannot-tell',
  }
  return store
}

const refOf = (key: string, body: Uint8Array): Ref => ({
  key,
  versionId: null,
  sha256: sha256(body),
  bytes: body.length,
})

// Written whole beside the layout, then linked into place: a link never replaces, however many race.
// A crash before the link leaves a part that no list shows; after it, the object is complete and the part only clutter.
const placed = async (root: string, key: string, body: Uint8Array): Promise<boolean> => {
  const path = join(root, key)
  try {
    const made = await mkdir(dirname(path), { recursive: true })
    if (!(await isInside(root, key))) throw new Error('a symbolic link leads elsewhere')
    const part = await written(join(root, '.parts'), body)
    try {
      await link(part, path)
    } catch (cause) {
      if (codeOf(cause) === 'EEXIST') return false
      throw cause
    } finally {
      await unlink(part)
    }
    await synced(dirname(path), made)
    return true
  } catch (cause) {
    throw refused(root, key, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

let parts = 0

const written = async (folder: string, body: Uint8Array): Promise<string> => {
  await mkdir(folder, { recursive: true })
  for (;;) {
    const path = join(folder, `${process.pid}-${parts++}`)
    const file = await open(path, 'wx', 0o444).catch((cause: unknown) => {
      if (codeOf(cause) === 'EEXIST') return undefined // left by a crash of an earlier process of this number
      throw cause
    })
    if (!file) continue
    try {
      await file.writeFile(body)
      await file.sync()
    } finally {
      await file.close()
    }
    return path
  }
}

// The name of the object must last like its bytes, and so must the names of the folders that were made for it.
const synced = async (folder: string, made: string | undefined): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (made !== undefined && folder.length >= made.length) await synced(dirname(folder), made)
}

const contents = async (root: string, key: string): Promise<Uint8Array | undefined> => {
  try {
    if (!(await isInside(root, key))) return undefined
    const file = await open(join(root, key), constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      return (await file.stat()).isFile() ? await readFile(file) : undefined
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(cause))) return undefined
    throw unreadable(root, key, cause)
  }
}

// No folder on the way may be a link: the key would name bytes outside of the store.
const isInside = async (root: string, key: string): Promise<boolean> =>
  (await realpath(dirname(join(root, key)))) === dirname(join(await realpath(root), key))

async function* walk(root: string, folder: string, prefix: string, after: string): AsyncGenerator<Listed> {
  for (const { name, isFolder } of await entries(root, folder)) {
    const key = folder + name
    if (isFolder) {
      const leads = key.startsWith(prefix) || prefix.startsWith(key)
      if (leads && (byBytes(key, after) > 0 || after.startsWith(key))) yield* walk(root, key, prefix, after)
    } else if (key.startsWith(prefix) && byBytes(key, after) > 0) {
      yield { key, versionId: null, bytes: await sizeOf(root, key), at: null, deleteMarker: false }
    }
  }
}

// In the order of whole keys: `a-b` comes before `a/c`, so folders are sorted with their slash.
const entries = async (root: string, folder: string): Promise<{ name: string; isFolder: boolean }[]> => {
  try {
    const found = await readdir(join(root, folder), { withFileTypes: true })
    return found
      .filter((entry) => !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory()))
      .map((entry) => ({ name: entry.isFile() ? entry.name : `${entry.name}/`, isFolder: entry.isDirectory() }))
      .sort((a, b) => byBytes(a.name, b.name))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return []
    throw unreadable(root, folder, cause)
  }
}

const sizeOf = async (root: string, key: string): Promise<number> => {
  try {
    return (await stat(join(root, key))).size
  } catch (cause) {
    throw unreadable(root, key, cause)
  }
}

const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : '')

const refused = (root: string, key: string, why: string, cause?: unknown): EvidenceError =>
  new EvidenceError(
    'STORE_REFUSED',
    { folder: root, key, why },
    { hint: 'the folder must be writable and allow hard links', cause },
  )

const unreadable = (root: string, key: string, cause: unknown): EvidenceError =>
  new EvidenceError(
    'STORE_UNREADABLE',
    { folder: root, key, why: cause instanceof Error ? cause.message : String(cause) },
    { hint: 'give this user the right to read the folder', cause },
  )
