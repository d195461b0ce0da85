// The client factory: what comes over the wire is kept as it came, or was not read.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eks } from '../gen/commands/eks.ts'
import { s3 } from '../gen/commands/s3.ts'
import { makeAws } from '../src/aws.ts'
import { settableClock } from '../src/clock.ts'
import type { Action } from '../src/model.ts'
import type { Wire } from '../src/wire.ts'

let server: Server
let body: Buffer
let status = 200
beforeEach(async () => {
  status = 200
  server = createServer((_, answer) => {
    answer.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': 'r-1' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

const asked = async (sent: Buffer, action: Action = 'eks:ListClusters', input = {}): Promise<Wire> => {
  body = sent
  const { port } = server.address() as AddressInfo
  const account = {
    home: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  }
  const aws = makeAws(account, [eks, s3], settableClock('2026-01-05T00:20:00Z'))
  try {
    return await aws.send(action, input, 'eu-west-1')
  } finally {
    aws.close()
  }
}

it('keeps the text of an answer to the byte', async () => {
  const text = '{ "clusters" : ["prod"],"unknown":1.50 }'
  expect(await asked(Buffer.from(text))).toMatchObject({ ok: true, text, requestId: 'r-1' })
})

it('makes no object of an answer without a body', async () => {
  expect(await asked(Buffer.alloc(0))).toMatchObject({ ok: true, text: '' })
})

it('calls an answer malformed whose bytes are no UTF-8', async () => {
  const said = await asked(Buffer.concat([Buffer.from('{"clusters":["'), Buffer.of(0xff), Buffer.from('"]}')]))
  expect(said).toMatchObject({ ok: false, code: 'MalformedResponse', requestId: 'r-1' })
})

it.each([
  [403, 'Forbidden'],
  [503, 'ServiceUnavailable'],
])('names a refusal without a body by its status (%i)', async (given, code) => {
  status = given
  const said = await asked(Buffer.alloc(0), 's3:HeadObject', { Bucket: 'b', Key: 'k' })
  expect(said).toMatchObject({ ok: false, code, message: `status ${given}, and no code` })
})
