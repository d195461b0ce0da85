// Two emulators of AWS, each a process of its own: ministack is the account, moto its Security Hub. They, the functions and
// the command go by one clock, which the test sets.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import { freePort } from '../free-port.ts'
import { root } from '../layout-tree.ts'

export const account = '111122223333'
export const home = 'eu-west-1'

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
/** The account's root, who deploys: ministack knows it by these. */
const owner: Credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

export type Emulators = {
  endpoint: string
  /** Everything that is written goes below it; it is gone afterwards. */
  folder: string
  /** What a program is given so that it asks the emulators, trusts them and goes by their clock. */
  environment: Record<string, string>
  /** What a client of the test is made with. It goes by this process's clock, and the SDK corrects it. */
  client(region?: string, credentials?: Credentials): ReturnType<typeof clientOf>
  /** The same for Security Hub. */
  hub(region?: string): ReturnType<typeof clientOf>
  setClock(at: Instant): Promise<void>
  /** What ministack said: at its start what it was amended by. */
  log(): string
  stop(): Promise<void>
}

/** Throws with what the emulator said where it does not come up. */
export const startEmulators = async (python: string, at: Instant): Promise<Emulators> => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-deployed-'))
  const children: ChildProcess[] = []
  const stop = async () => {
    await Promise.all(children.map(end))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const [port, hubPort] = [await freePort(), await freePort()]
    const [endpoint, hub] = [`https://127.0.0.1:${port}`, `http://127.0.0.1:${hubPort}`]
    const environment = environmentOf(folder, { endpoint, hub })
    // Put in the old one's place: a function may look at any time.
    const keep = (instant: Instant) => {
      writeFileSync(`${environment.CLOCK}.new`, `${seconds(instant) * 1_000} ${Date.now()}`)
      renameSync(`${environment.CLOCK}.new`, environment.CLOCK)
    }
    keep(at)
    const start = (which: string, on: number, env: Record<string, string>) => {
      const file = join(folder, `${which}.log`)
      const args = [join(import.meta.dirname, 'emulator.py'), which, String(on), at]
      const child = spawn(python, args, { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
      const log = createWriteStream(file)
      child.stdout.pipe(log, { end: false })
      child.stderr.pipe(log, { end: false })
      children.push(child)
      const lines = createInterface(child.stdout)
      const setClock = (instant: Instant): Promise<void> =>
        new Promise((resolve, reject) => {
          const ended = () => reject(new Error(`${which} has ended`))
          const heard = (line: string) => {
            if (line !== `clock ${instant}`) return
            lines.off('line', heard)
            child.off('exit', ended)
            resolve()
          }
          lines.on('line', heard)
          child.once('exit', ended)
          child.stdin.write(`${instant}\n`)
        })
      return { child, setClock, log: () => readFileSync(file, 'utf8') }
    }
    const ministack = start('ministack', port, ministackOf(environment, port))
    const moto = start('moto', hubPort, environment)
    await listening(port, ministack)
    await listening(hubPort, moto)
    const agent = new Agent({ ca: readFileSync(environment.NODE_EXTRA_CA_CERTS) })
    return {
      ...{ endpoint, folder, environment, stop },
      client: (region = home, credentials = owner) => clientOf(region, credentials, endpoint, agent),
      hub: (region = home) => clientOf(region, owner, hub, agent),
      log: ministack.log,
      async setClock(instant) {
        keep(instant)
        await Promise.all([ministack.setClock(instant), moto.setClock(instant)])
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const clientOf = (region: string, credentials: Credentials, endpoint: string, httpsAgent: Agent) => ({
  region,
  endpoint,
  credentials,
  requestHandler: new NodeHttpHandler({ httpsAgent }),
})

const environmentOf = (folder: string, { endpoint, hub }: { endpoint: string; hub: string }) => {
  const environment = {
    PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter), // Node 24 comes first
    HOME: folder,
    TMPDIR: join(folder, 'tmp'),
    TZ: 'UTC',
    AWS_ACCESS_KEY_ID: owner.accessKeyId,
    AWS_SECRET_ACCESS_KEY: owner.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_SECURITYHUB: hub,
    AWS_REGION: home,
    CLOCK: join(folder, 'clock'),
    NODE_EXTRA_CA_CERTS: join(folder, 'tls.crt'),
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'clock.cjs')}`,
  }
  mkdirSync(environment.TMPDIR)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'tls.key')]
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...key, ...names, '-out', environment.NODE_EXTRA_CA_CERTS], {
    stdio: 'ignore',
  })
  return environment
}

const ministackOf = (environment: ReturnType<typeof environmentOf>, port: number) => ({
  ...environment,
  AUTH: 'true', // signatures are checked; policies of identities, buckets and keys are evaluated
  BIND_HOST: '127.0.0.1',
  GATEWAY_PORT: String(port),
  IOT_MTLS_ENABLED: '0',
  MINISTACK_ACCOUNT_ID: account,
  MINISTACK_REGION: home,
  MINISTACK_SSL_CERT: environment.NODE_EXTRA_CA_CERTS,
  MINISTACK_SSL_KEY: environment.NODE_EXTRA_CA_CERTS.replace(/crt$/, 'key'),
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONUNBUFFERED: '1',
  SFN_WAIT_SCALE: '0', // Wait and Retry wait for nothing
  USE_SSL: '1',
})

// The workers that run the functions are the emulator's children: its whole group ends.
const end = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await gone
}

const listening = async (port: number, { child, log }: { child: ChildProcess; log(): string }): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the emulator ended with ${child.exitCode}:\n${log()}`)
    if (await answers(port)) return
    await wait(100)
  }
  throw new Error(`the emulator does not listen:\n${log()}`)
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).once('error', () => resolve(false))
  })
