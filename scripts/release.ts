// npm run release [FOLDER]: what is deployed and what verifies it, with SHA256SUMS. The same commit gives the same bytes anywhere.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = resolve(process.argv[2] ?? join(root, 'release'))
const stacks = ['serverless.yml', 'serverless-stream.yml']

const run = (...args: string[]): void => {
  execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
}
const take = (from: string, to: string): void => {
  mkdirSync(dirname(join(folder, to)), { recursive: true })
  copyFileSync(from, join(folder, to))
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const config of stacks) {
  const made = mkdtempSync(join(tmpdir(), 'eks-evidence-release-'))
  run('node_modules/serverless/bin/serverless.js', 'package', '--config', config, '--package', made)
  for (const zip of globSync('*.zip', { cwd: made })) take(join(made, zip), basename(zip))
  rmSync(made, { recursive: true })
}
run('--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', 'scripts/bundle.ts')
for (const file of globSync('dist/*', { cwd: root })) take(join(root, file), file)

const sha256 = (path: string): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, path)))
    .digest('hex')
const paths = globSync(['*.zip', 'dist/*'], { cwd: folder }).sort()
writeFileSync(join(folder, 'SHA256SUMS'), paths.map((path) => `${sha256(path)}  ${path}\n`).join(''))
process.stdout.write(`${paths.length} files in ${folder}; check them with sha256sum --check SHA256SUMS\n`)
