// npm run bench: runs every bench, or those that are named, and prints one JSON document. Only what was counted can make it fail.
import { execFileSync, spawn } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './bundle.ts'
import { quiet } from './child.ts'
import type { Bench } from './figure.ts'

const all = [
  'ticks',
  'calls',
  'scans',
  'evaluate',
  'verify',
  'classify',
  'detections',
  'findings',
  'year',
  'report',
  'memory',
  'stream',
  'bundles',
]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, seed: { type: 'string' } },
})
const strange = positionals.filter((name) => !all.includes(name))
if (strange.length > 0) {
  process.stderr.write(`bench: no ${strange.join(', ')}; there are ${all.join(', ')}\n`)
  process.exit(2)
}

const one = (name: string): Promise<Bench> => {
  const given = [...(values.quick ? ['--quick'] : []), ...(values.seed === undefined ? [] : ['--seed', values.seed])]
  // The sandbox of a large account lives in the process of its bench; threads, which others start, take no such flag.
  const flags = [quiet, ...(name === 'memory' ? ['--max-old-space-size=8192'] : [])]
  const child = spawn(process.execPath, [...flags, join(import.meta.dirname, `${name}.ts`), ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
  })
  const said: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(figuresIn(Buffer.concat(said).toString()) ?? ended(name, code)))
  })
}

const figuresIn = (text: string): Bench | undefined => {
  try {
    return JSON.parse(text) as Bench
  } catch {
    return undefined // it said why on stderr
  }
}

// The figures of the others are told all the same.
const ended = (bench: string, code: number | null): Bench => ({
  bench,
  quick: values.quick,
  conditions: '',
  figures: [],
  faults: [`ended with ${code} and without figures`],
})

// Null in a copy without its history.
const git = (...args: string[]): string | null => {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}
/** Processes that waited for a core over the last minute: others' work, and that of the bench before. */
const load = (): number => Number((loadavg()[0] ?? Number.NaN).toFixed(2))
const document = {
  schema: 'eks-evidence/bench/v1',
  at: new Date().toISOString(),
  commit: git('rev-parse', 'HEAD'),
  /** Whether the checkout was that commit and nothing else. */
  clean: git('status', '--porcelain') === '',
  machine: {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMB: Math.round(totalmem() / 1e6),
    node: process.version,
    load: load(),
  },
  quick: values.quick,
  benches: [] as (Bench & { load: number })[],
}
for (const name of positionals.length > 0 ? positionals : all) {
  process.stderr.write(`${name}\n`)
  document.benches.push({ load: load(), ...(await one(name)) })
}
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
const faults = document.benches.flatMap(({ bench, faults }) => faults.map((fault) => `${bench}: ${fault}`))
for (const fault of faults) process.stderr.write(`${fault}\n`)
if (faults.length > 0) process.exitCode = 1
