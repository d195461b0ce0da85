// A module as one file of plain JavaScript, with the options of serverless.yml: what Lambda runs, and no compiler in memory beside it.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { parse } from 'yaml'

export const root = join(import.meta.dirname, '..')

type Stack = { custom: { esbuild: BuildOptions & { exclude: string[] } } }

/** `entry` is a path from the root. Returns the path of the bundle. */
export const bundled = async (entry: string, folder: string): Promise<string> => {
  const stack = parse(readFileSync(join(root, 'serverless.yml'), 'utf8')) as Stack
  const { exclude, ...options } = stack.custom.esbuild
  const outfile = join(folder, `${basename(entry, '.ts')}.js`)
  await build({ ...options, absWorkingDir: root, entryPoints: [entry], outfile, external: exclude, logLevel: 'error' })
  return outfile
}
