// Bundles into dist/ what runs without node_modules: the command, and the demo with the local account in a thread of its own.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build, type Plugin } from 'esbuild'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const entries = {
  'eks-evidence': 'src/cli/bin.ts',
  demo: 'sandbox/demo.ts',
  'demo-account': 'sandbox/demo/account.ts',
  'sandbox-worker': 'sandbox/worker.ts',
}

// A module that is started rather than imported is an entry of its own: its URL must name the bundle.
const startedModules: Plugin = {
  name: 'started-modules',
  setup({ onLoad }) {
    onLoad({ filter: /\/sandbox\/.*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8').replace(
        /new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g,
        (_, of: string) => `new URL('./${bundleOf(relative(root, join(path, '..', of)))}', import.meta.url)`,
      )
      return { contents: text, loader: 'ts' }
    })
  },
}

const bundleOf = (path: string): string => {
  const [name] = Object.entries(entries).find(([, entry]) => entry === path) ?? []
  if (name) return `${name}.js`
  throw new Error(`${path} is started by its URL: make it an entry in scripts/bundle.ts`)
}

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: entries,
  outdir: 'dist',
  // Written below: a build that fails leaves the bundle that was there.
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  // What the thread and its setup share must be one module, or errors are not instances of their own class.
  splitting: true,
  mainFields: ['module', 'main'],
  // What CommonJS packages in the bundle expect to find.
  banner: {
    js: [
      '#!/usr/bin/env node',
      "import { createRequire as __createRequire } from 'node:module'",
      'const require = __createRequire(import.meta.url)',
      'const __dirname = import.meta.dirname',
    ].join('\n'),
  },
  // Not minified: a stack trace must be readable to whoever gets one.
  legalComments: 'none',
  plugins: [startedModules],
  logLevel: 'warning',
})
rmSync(dist, { recursive: true, force: true })
mkdirSync(dist, { recursive: true })
for (const { path, contents } of outputFiles) writeFileSync(path, contents)
writeFileSync(join(dist, 'package.json'), '{ "type": "module" }\n')
chmodSync(join(dist, 'eks-evidence.js'), 0o755)
