// The server of serve: to this machine alone, reading alone; and the command around it.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Serving, startServer } from '../../src/cli/serve/server.ts'
import type { Answer } from '../../src/report/browse/page.ts'
import { makeLittle, signer } from '../pipeline/little.ts'
import { run } from './run.ts'

type Got = { status: number; headers: Record<string, string | string[] | undefined>; body: string }
const ask = (at: string, path: string, { method = 'GET', headers = {} as Record<string, string> } = {}): Promise<Got> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(at)
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    asked.on('error', reject)
    asked.end()
  })

describe('the server', () => {
  const paths: string[] = []
  let serving: Serving
  beforeAll(async () => {
    const page = async (path: string): Promise<Answer> => {
      paths.push(path)
      if (path === 'bytes')
        return { status: 200, kind: 'bytes', body: Buffer.from('<script>'), name: 'a"b\r\nX: y.json' }
      if (path === 'fault') throw new Error('out of order')
      return {
        status: 200,
        kind: 'page',
        body: '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">page',
      }
    }
    serving = await startServer(page, 0)
  })
  afterAll(() => serving.close())

  it('listens on this machine alone', () => {
    expect(serving.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  })

  it('sends each page with what keeps it from being stored, framed, sniffed or extended', async () => {
    const { status, headers, body } = await ask(serving.address, '/')
    expect({ status, body }).toMatchObject({ status: 200, body: expect.stringContaining('page') })
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  })

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1', '127.0.0.1:1', '[::1]:80'])(
    'answers no name but its own: %s',
    async (host) => {
      const before = paths.length
      const { status } = await ask(serving.address, '/', { headers: { host } })
      expect([400, 421]).toContain(status)
      expect(paths).toHaveLength(before)
    },
  )

  it('answers to localhost as well', async () => {
    const { port } = new URL(serving.address)
    expect((await ask(serving.address, '/', { headers: { host: `localhost:${port}` } })).status).toBe(200)
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])('refuses %s', async (method) => {
    const { status, headers } = await ask(serving.address, '/', { method })
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' })
  })

  it('answers HEAD as GET, without a body', async () => {
    const { status, headers, body } = await ask(serving.address, '/', { method: 'HEAD' })
    expect({ status, body }).toEqual({ status: 200, body: '' })
    expect(Number(headers['content-length'])).toBeGreaterThan(0)
  })

  it('lets no other site load its answers', async () => {
    const cross = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
    expect((await ask(serving.address, '/bytes', { headers: cross })).status).toBe(403)
  })

  it('refuses an address that is too long, before anything looks at it', async () => {
    const before = paths.length
    expect((await ask(serving.address, `/${'a'.repeat(5_000)}`)).status).toBe(414)
    expect(paths).toHaveLength(before)
  })

  /** What comes back over a bare connection. */
  const raw = (text: string): Promise<string> =>
    new Promise((resolve) => {
      let said = ''
      const socket = connect(Number(new URL(serving.address).port), '127.0.0.1', () => socket.write(text))
      socket.on('data', (chunk) => {
        said += chunk.toString()
      })
      for (const end of ['close', 'error']) socket.on(end, () => resolve(said))
    })

  it('answers nobody who names no host', async () => {
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /)
  })

  it('survives what is no HTTP, and headers without an end', async () => {
    expect(await raw('\u0000\u0001 rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect(await raw(`GET / HTTP/1.1\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
    expect((await ask(serving.address, '/')).status).toBe(200)
  })

  it('gives bytes to be saved under a plain name, and never to be shown', async () => {
    const { headers, body } = await ask(serving.address, '/bytes')
    expect(body).toBe('<script>')
    expect(headers).toMatchObject({
      'content-disposition': 'attachment; filename="a_b__X__y.json"',
      'content-security-policy': expect.stringContaining('sandbox'),
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    })
  })

  it('tells a fault of its own and goes on', async () => {
    expect(await ask(serving.address, '/fault')).toMatchObject({
      status: 500,
      body: expect.stringContaining('out of order'),
    })
    expect((await ask(serving.address, '/')).status).toBe(200)
  })
})

describe('eks-evidence serve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-serve-'))
  const store = join(folder, 'store')
  beforeAll(async () => {
    const little = makeLittle()
    for (const hour of [0, 1]) await little.tick(hour)
    for (const [key, [held]] of little.memory.objects) {
      mkdirSync(dirname(join(store, key)), { recursive: true })
      writeFileSync(join(store, key), held?.body ?? '')
    }
    writeFileSync(join(folder, 'key.pem'), signer.publicKey)
    writeFileSync(join(folder, 'secret'), 'not for anybody')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** The command until it is told to end, and how it ended. */
  const serving = async (args: string[], during: (at: string) => Promise<void>): Promise<number | null> => {
    const bin = join(import.meta.dirname, '../../src/cli/bin.ts')
    const child = spawn(process.execPath, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', bin, 'serve', ...args])
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    let said = ''
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)
        if (found) resolve(found[0])
      })
      child.once('exit', () => reject(new Error(said)))
    })
    try {
      await during(address)
    } finally {
      child.kill('SIGINT')
    }
    return ended
  }

  it('prints where it is, answers with pages, and ends cleanly by Ctrl-C', { timeout: 60_000 }, async () => {
    const code = await serving([store, '--key', join(folder, 'key.pem')], async (at) => {
      const home = await ask(at, '/')
      expect(home.status).toBe(200)
      expect(home.body).toContain('Where to begin')
      expect(home.body).toContain('Not everything is pinned')
    })
    expect(code).toBe(0)
  })

  it('leads nowhere outside of the store', { timeout: 60_000 }, async () => {
    await serving([store], async (at) => {
      for (const path of [
        ...['/raw/../secret', '/raw/..%2Fsecret', '/raw/ticks/../../secret', '/raw/%2e%2e/secret', '/raw//etc/passwd'],
        ...[
          '/raw/version-x/../secret',
          '/object/../../secret',
          '/raw/.parts/1',
          '//evil.example/',
          '/\\evil',
          '/raw/ticks%00',
        ],
      ]) {
        const { status, body } = await ask(at, path)
        expect({ path, status }).toEqual({ path, status: 404 })
        expect(body).not.toContain('not for anybody')
      }
    })
  })

  it.each([
    ['a folder that is not there', ['/nowhere/at/all'], 4, 'no such folder'],
    ['a folder that holds no evidence', ['.'], 4, 'neither ledger/ nor ticks/'],
    ['a bucket without the account that owns it', ['s3://bucket', '--region', 'eu-west-1'], 2, 'the account'],
    ['a pin that cannot be one', ['.', '--account', '12'], 2, 'the account, 12 digits'],
    ['a port that is none', ['.', '--port', 'many'], 2, 'expected a port'],
  ])('refuses %s', async (_, args, code, said) => {
    const ran = await run(['serve', ...args])
    expect({ code: ran.code, said: ran.err }).toEqual({ code, said: expect.stringContaining(said) })
  })
})
