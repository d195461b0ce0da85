// The folder store: it conforms, and it stays inside of its folder.
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderStore } from '../../src/store/folder.ts'
import { conformsAsStore, listed } from './conformance.ts'

const body = new TextEncoder().encode('x')
let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'store-'))
})
afterEach(() => rm(root, { recursive: true }))

describe('a folder', () => {
  conformsAsStore(async () => ({ store: folderStore(join(root, 'new')), again: folderStore(join(root, 'new')) }))

  it('gives its one version whatever version is asked for, as a downloaded bucket must', async () => {
    const store = folderStore(root)
    const { ref } = await store.putOnce('a', body)
    expect((await store.get({ key: 'a', versionId: 'of-the-bucket' }))?.ref).toEqual(ref)
  })

  it('cannot tell who kept it', async () => {
    expect(await folderStore(root).custody({ key: 'a', versionId: null })).toBe('cannot-tell')
  })

  it('leaves nothing behind but the object, which nobody may write', async () => {
    const store = folderStore(root)
    await store.putOnce('a', body)
    await store.putOnce('a', body)
    expect(await readdir(join(root, '.parts'))).toEqual([])
    expect((await stat(join(root, 'a'))).mode & 0o777).toBe(0o444)
  })

  it('takes no notice of parts that a crash left', async () => {
    const store = folderStore(root)
    await mkdir(join(root, '.parts'))
    for (let at = 0; at < 200; at++) await writeFile(join(root, '.parts', `${process.pid}-${at}`), 'half')
    expect((await store.putOnce('a', body)).won).toBe(true)
    expect((await listed(store)).map(({ key }) => key)).toEqual(['a'])
  })

  it('follows no symbolic link to a file', async () => {
    await writeFile(join(root, 'outside'), 'secret')
    const inner = join(root, 'store')
    await mkdir(inner)
    await symlink(join(root, 'outside'), join(inner, 'a'))
    const store = folderStore(inner)
    expect(await store.get({ key: 'a' })).toBeUndefined()
    expect(await listed(store)).toEqual([])
    await expect(store.putOnce('a', body)).rejects.toMatchObject({ code: 'STORE_REFUSED' })
  })

  it('follows no symbolic link to a folder', async () => {
    await mkdir(join(root, 'outside'))
    await writeFile(join(root, 'outside', 'a'), 'secret')
    const inner = join(root, 'store')
    await mkdir(inner)
    await symlink(join(root, 'outside'), join(inner, 'ticks'))
    const store = folderStore(inner)
    expect(await store.get({ key: 'ticks/a' })).toBeUndefined()
    expect(await listed(store)).toEqual([])
    await expect(store.putOnce('ticks/b', body)).rejects.toMatchObject({ code: 'STORE_REFUSED' })
    expect(await readdir(join(root, 'outside'))).toEqual(['a'])
  })

  it('may itself be reached by a link', async () => {
    await mkdir(join(root, 'real'))
    await symlink(join(root, 'real'), join(root, 'alias'))
    const store = folderStore(join(root, 'alias'))
    const { ref } = await store.putOnce('ticks/a', body)
    expect((await store.get(ref))?.ref).toEqual(ref)
  })

  it('says which folder cannot be read', async () => {
    await writeFile(join(root, 'file'), 'x')
    const store = folderStore(join(root, 'file'))
    await expect(listed(store)).rejects.toMatchObject({
      code: 'STORE_UNREADABLE',
      detail: { folder: join(root, 'file') },
    })
  })
})
