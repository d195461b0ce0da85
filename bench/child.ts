// A work in a process of its own: what it answers, and the most memory that the process ever held.
import { execFile } from 'node:child_process'
import { basename } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
// Without "type" in package.json Node says at every start that it had to look whether this is a module.
export const quiet = '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'

export type Done<T> = { value: T; seconds: number; peakMB: number }

/** Runs a module that calls `serve`. `flags`: for node. */
export const inChild = async <T>(module: URL, argument: unknown, flags: string[] = []): Promise<Done<T>> => {
  const args = [quiet, ...flags, module.pathname, JSON.stringify(argument)]
  const ended = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }).catch((cause: unknown) => {
    const { stderr = '' } = cause as { stderr?: string }
    const why = /^(FATAL ERROR|\w*Error): .*$/m.exec(stderr)?.[0] ?? 'without a word'
    throw new Error(`${basename(module.pathname)} ended: ${why}`, { cause })
  })
  return JSON.parse(ended.stdout) as Done<T>
}

/** The child's side: the work is timed, and so is no loading of modules before it. What it throws ends the process. */
export const serve = <A, T>(work: (argument: A) => Promise<T>): void => {
  const begun = performance.now()
  work(JSON.parse(process.argv[2] ?? 'null') as A).then((value) => {
    const seconds = (performance.now() - begun) / 1_000
    const done: Done<T> = { value, seconds, peakMB: Math.round((process.resourceUsage().maxRSS * 1_024) / 1e6) }
    process.stdout.write(`${JSON.stringify(done)}\n`)
  })
}
