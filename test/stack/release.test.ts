// npm run release: the same files give the same bytes, whatever the folder, the umask, the zone and the files' times.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repacked } from '../../scripts/reproducible-zips.mts'
import { list, root, text } from '../layout-tree.ts'

const run = promisify(execFile)
const work = mkdtempSync(join(tmpdir(), 'eks-evidence-release-test-'))
const parts = [
  ...['functions', 'gen', 'infra', 'sandbox', 'scripts', 'src'],
  ...['package.json', 'package-lock.json', 'serverless.yml', 'serverless-stream.yml', 'tsconfig.json'],
]

const checkout = (name: string): string => {
  const folder = join(work, name)
  mkdirSync(folder)
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}
const release = async (folder: string, umask: string, zone: string): Promise<void> => {
  const command = `umask ${umask}; exec "$0" --disable-warning=MODULE_TYPELESS_PACKAGE_JSON scripts/release.ts`
  await run('sh', ['-c', command, process.execPath], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', TZ: zone },
  })
}

let one: string
let other: string
beforeAll(async () => {
  one = checkout('one')
  other = checkout('another-one')
  for (const path of list('functions/*.ts')) utimesSync(join(other, path), 981_173_106, 981_173_106)
  await release(one, '022', 'UTC')
  await release(other, '077', 'Pacific/Kiritimati')
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const sums = (folder: string): string => readFileSync(join(folder, 'release/SHA256SUMS'), 'utf8')
const lines = (folder: string): [digest: string, path: string][] =>
  sums(folder)
    .trimEnd()
    .split('\n')
    .map((line) => [line.slice(0, 64), line.slice(66)])

describe('a release', () => {
  it('is the same from two checkouts', () => {
    expect(sums(other)).toBe(sums(one))
  })

  it('names the zip of every function, and the command', () => {
    const zips = list('functions/*.ts').map((path) => `${basename(path, '.ts')}.zip`)
    const paths = lines(one).map(([, path]) => path)
    expect(paths.filter((path) => path.endsWith('.zip'))).toEqual(zips.sort())
    expect(paths).toContain('dist/eks-evidence.js')
  })

  it('names each file by its own digest, in the form of sha256sum', () => {
    expect(sums(one)).toMatch(/^([0-9a-f]{64} {2}\S+\n)+$/)
    for (const [digest, path] of lines(one))
      expect(
        createHash('sha256')
          .update(readFileSync(join(one, 'release', path)))
          .digest('hex'),
      ).toBe(digest)
  })
})

describe('a zip written anew', () => {
  const file = (mtime: string, mode: number) => ({ mtime, os: 3, attrs: mode << 16 })
  const a = strToU8('a'.repeat(1_000))
  const b = strToU8('b')

  it('is the same for the same files, whatever their order, time, mode and compression', () => {
    const first = zipSync({ 'a.js': [a, file('2026-01-05T00:00:00', 0o100600)], 'b.js': b }, { level: 0 })
    const second = zipSync({ 'b.js': b, 'a.js': [a, file('1999-01-01T00:00:00', 0o100755)] }, { level: 6 })
    expect(Buffer.compare(repacked(first), repacked(second))).toBe(0)
  })

  it('is another one for another byte', () => {
    expect(Buffer.compare(repacked(zipSync({ 'a.js': a })), repacked(zipSync({ 'a.js': b })))).not.toBe(0)
  })
})

describe('every stack', () => {
  it.each(['serverless.yml', 'serverless-stream.yml'])('is packaged so: %s', (config) => {
    expect(text(config)).toMatch(/plugins:\n( {2}- .*\n)*? {2}- \.\/scripts\/reproducible-zips\.mts\n/)
  })
})
