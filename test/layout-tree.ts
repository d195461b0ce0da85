// The project's files as the layout's rules see them: who imports what, and what is only a type.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** `of` is a path from the root for a file of the project, else the module as it is written. */
export type Import = { of: string; type: boolean }
export type File = { path: string; text: string; lines: number; imports: Import[] }

export const text = (path: string): string => readFileSync(join(root, path), 'utf8')

export const list = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: (path) => path.includes('node_modules') }).sort()

const statement = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm

export const file = (path: string): File => {
  const body = text(path)
  const imports = [...body.matchAll(statement)].map(([, type, named, called]) => ({
    of: resolved(path, named ?? called ?? ''),
    type: type !== undefined,
  }))
  return { path, text: body, lines: body.split('\n').length - 1, imports }
}

const resolved = (from: string, of: string): string =>
  of.startsWith('.') ? relative(root, join(root, dirname(from), of)) : of

export const files = (...patterns: string[]): File[] => list(...patterns).map(file)

/** Everything that running a file runs: the file itself, and what it imports other than as a type. */
export const reached = (from: File, seen = new Map<string, string[]>(), way: string[] = []): Map<string, string[]> => {
  if (seen.has(from.path)) return seen
  seen.set(from.path, [...way, from.path])
  for (const { of, type } of from.imports) {
    if (type) continue
    if (of.endsWith('.ts')) reached(file(of), seen, [...way, from.path])
    else if (!seen.has(of)) seen.set(of, [...way, from.path, of])
  }
  return seen
}
