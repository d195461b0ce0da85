// Runs the command from its sources, as a process of its own.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { access } from '../../sandbox/demo/place.ts'
import { startInWorker, type WorkerSandbox } from '../../sandbox/in-worker.ts'
import { systemClock } from '../../src/clock.ts'

export type Ran = { code: number; out: string; err: string }

const bin = join(import.meta.dirname, '../../src/cli/bin.ts')

/** With no credentials and no region but what `env` gives. `input` is what it reads from standard input. */
export const run = (args: string[], env: Record<string, string> = {}, input?: string | Uint8Array): Promise<Ran> =>
  new Promise((resolve) => {
    const { PATH = '', HOME = '' } = process.env
    const options = { env: { PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true', ...env }, maxBuffer: 64 * 1024 * 1024 }
    const child = execFile(
      process.execPath,
      ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', bin, ...args],
      options,
      (_, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    )
    if (input !== undefined) child.stdin?.end(input)
  })

/** An error as --json tells it. */
export const failureOf = ({ err }: Ran): { code: string; message: string; faults: string[]; hint: string } =>
  (JSON.parse(err) as { error: { code: string; message: string; faults: string[]; hint: string } }).error

/** The demo's account as it is now, and the environment by which a command finds it. */
export const startAccount = async (
  region: string,
): Promise<{ sandbox: WorkerSandbox; env: Record<string, string> }> => {
  const setup = new URL('../../sandbox/demo/account.ts', import.meta.url)
  const sandbox = await startInWorker(setup, { days: 1 }, systemClock.now())
  const env = {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: access.accessKeyId,
    AWS_SECRET_ACCESS_KEY: access.secretAccessKey,
    AWS_REGION: region,
  }
  return { sandbox, env }
}
