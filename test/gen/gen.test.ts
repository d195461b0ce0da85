// npm run gen: what it makes, and that --check says when it is not what lies there.
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root } from '../layout-tree.ts'

const run = promisify(execFile)
let copy: string

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'eks-evidence-gen-'))
  for (const name of ['src', 'scripts', 'gen', 'docs', 'package.json'])
    cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterEach(() => rmSync(copy, { recursive: true, force: true }))

const gen = async (...args: string[]): Promise<{ code: number; said: string }> => {
  const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', 'scripts/gen.ts', ...args]
  return run(process.execPath, flags, { cwd: copy, env: { ...process.env, NODE_OPTIONS: '' } }).then(
    ({ stderr }) => ({ code: 0, said: stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }),
  )
}

describe('gen', () => {
  it('makes everything anew where gen/ is missing', async () => {
    rmSync(join(copy, 'gen'), { recursive: true })
    expect(await gen()).toEqual({ code: 0, said: '' })
    expect(await gen('--check')).toEqual({ code: 0, said: '' })
    for (const name of ['registry.ts', 'query.ts', 'iam.json', 'commands/eks.ts'])
      expect(readFileSync(join(copy, 'gen', name), 'utf8')).toBe(readFileSync(join(root, 'gen', name), 'utf8'))
  })

  it('says in --check what differs, and changes nothing', async () => {
    writeFileSync(join(copy, 'gen/iam.yml'), 'collect: []\n')
    const { code, said } = await gen('--check')
    expect(code).toBe(1)
    expect(said).toContain('gen/iam.yml')
    expect(readFileSync(join(copy, 'gen/iam.yml'), 'utf8')).toBe('collect: []\n')
  })

  it('says in --check that the query is missing', async () => {
    rmSync(join(copy, 'gen/query.ts'))
    expect(await gen('--check')).toMatchObject({ code: 1, said: expect.stringContaining('gen/query.ts') })
  })

  it('finds a file that nothing makes any more', async () => {
    writeFileSync(join(copy, 'gen/commands/iam.ts'), '')
    expect(await gen('--check')).toMatchObject({ code: 1, said: expect.stringContaining('gen/commands/iam.ts') })
  })

  it('takes up a control by its file alone', async () => {
    const from = join(copy, 'src/controls/api-endpoint-not-public.ts')
    cpSync(from, join(copy, 'src/controls/another.ts'))
    await gen()
    expect(readFileSync(join(copy, 'gen/registry.ts'), 'utf8')).toContain("from '../src/controls/another.ts'")
  })
})
