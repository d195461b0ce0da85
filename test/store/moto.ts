// moto's server, where python has it: another S3 for the conformance suite. https://docs.getmoto.org
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../free-port.ts'

const python = process.env.MOTO_PYTHON ?? 'python3'

/** Why the suite cannot run over moto here, or undefined where it can. */
export const motoMissing = (): string | undefined => {
  if (process.env.MOTO_ENDPOINT) return undefined
  const { status } = spawnSync(python, ['-c', 'import moto.server, flask'], { stdio: 'ignore' })
  return status === 0
    ? undefined
    : `${python} has no moto: pip install 'moto[server,s3]' and set MOTO_PYTHON, or set MOTO_ENDPOINT`
}

/** Its endpoint, and how to end it. */
export const startMoto = async (): Promise<{ endpoint: string; stop(): void }> => {
  if (process.env.MOTO_ENDPOINT) return { endpoint: process.env.MOTO_ENDPOINT, stop: () => undefined }
  const port = await freePort()
  const child: ChildProcess = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  })
  const endpoint = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries++) {
    if (await answers(endpoint)) return { endpoint, stop: () => child.kill() }
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}`)
    await wait(100)
  }
  child.kill()
  throw new Error('moto does not answer')
}

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    return (await fetch(`${endpoint}/moto-api/`)).ok
  } catch (cause) {
    if (cause instanceof TypeError) return false // nobody listens yet
    throw cause
  }
}
