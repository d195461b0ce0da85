// Facts and controls are judged offline: nothing that they import, or import through others, is an AWS client.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** What a file imports at runtime: types are erased. */
const imports = (path: string): string[] => {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(/^(?:import|export) (?!type )[^'"]*?from ['"]([^'"]+)['"]|^import ['"]([^'"]+)['"]/gms)]
    .map(([, from, bare]) => from ?? bare ?? '')
    .filter(Boolean)
}

const reach = (path: string, seen = new Set<string>()): Set<string> => {
  for (const name of imports(path)) {
    const next = name.startsWith('.') ? join(dirname(path), name) : name
    if (seen.has(next)) continue
    seen.add(next)
    if (name.startsWith('.')) reach(next, seen)
  }
  return seen
}

const files = globSync('src/{facts,controls}/*.ts', { cwd: root }).sort()

it.each(files)('%s reaches no AWS client', (file) => {
  const reached = [...reach(join(root, file))].map((one) => (one.startsWith(root) ? relative(root, one) : one))
  expect(reached.filter((one) => /^(@aws-sdk|@smithy)\//.test(one) || one === 'src/aws.ts')).toEqual([])
})

it('finds an import through others', () => {
  expect([...reach(join(root, 'src/sources/inventory.ts'))]).toContain('p-map')
})
