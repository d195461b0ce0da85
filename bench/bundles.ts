// The packaged functions: their sizes, and the time from the start of a process to a handler that can be called.
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { packaged, sizeOf } from '../test/stack/packaged.ts'
import { bundled } from './bundle.ts'
import { asked, type Figure, median, rounded, tell } from './figure.ts'

const { quick } = asked()
const times = quick ? 3 : 21

// performance.now() counts from the start of the process.
const starting = 'require(process.argv[1]).handler; process.stdout.write(String(performance.now()))'
const run = promisify(execFile)
const start = async (file: string): Promise<number> => {
  const taken: number[] = []
  for (let nth = 0; nth < times; nth++) taken.push(Number((await run(process.execPath, ['-e', starting, file])).stdout))
  return median(taken)
}

const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-bundles-'))
try {
  writeFileSync(join(folder, 'nothing.js'), 'exports.handler = async () => undefined\n')
  const figures: Figure[] = []
  const how = `median of ${times} processes`
  const note = (name: string, value: number, unit: string, by: string): void => {
    figures.push({ name, value: rounded(value), unit, how: by })
  }
  const nothing = await start(join(folder, 'nothing.js'))
  const empty = await start(await bundled('bench/empty-handler.ts', folder))
  note('empty handler: start', nothing, 'ms', `a function without anything; ${how}`)
  note('empty middy handler: start', empty, 'ms', `bundled like the others; ${how}`)
  const { folder: made, remove } = await packaged()
  try {
    for (const zip of readdirSync(made).filter((name) => name.endsWith('.zip'))) {
      const name = basename(zip, '.zip')
      const to = join(folder, name)
      mkdirSync(to)
      execFileSync('unzip', ['-q', join(made, zip), '-d', to])
      const [file] = readdirSync(to, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.js'))
      if (file === undefined) throw new Error(`no JavaScript in ${zip}`)
      const taken = await start(join(to, file))
      note(`${name}: zip`, statSync(join(made, zip)).size / 1_000, 'kB', 'serverless package')
      note(`${name}: unzipped`, sizeOf(join(made, zip)) / 1_000, 'kB', 'serverless package')
      note(`${name}: start`, taken, 'ms', how)
      note(`${name}: start beyond an empty middy handler`, taken - empty, 'ms', 'the difference of the two medians')
    }
  } finally {
    remove()
  }
  tell({
    bench: 'bundles',
    quick,
    conditions: `minified, without source maps; a start is a new process of this machine's Node.js from its beginning until the bundle is loaded and its handler made, without a Lambda's own start`,
    figures,
    faults: [],
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
