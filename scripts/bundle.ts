// Bundles into dist/ what runs without node_modules: the command, and the sandbox that its demo starts.
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const entries: Record<string, string> = {
  'eks-evidence': 'src/cli/main.ts',
  demo: 'sandbox/demo.ts',
  'sandbox-worker': 'sandbox/worker.ts',
}
const found = Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(join(root, path))))

rmSync(join(root, 'dist'), { recursive: true, force: true })
await build({
  absWorkingDir: root,
  entryPoints: found,
  outdir: 'dist',
  banner: { js: '#!/usr/bin/env node' },
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // Names stay as they are: a stack trace must be readable to whoever gets one.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
})
if (found['eks-evidence']) chmodSync(join(root, 'dist/eks-evidence.js'), 0o755)
