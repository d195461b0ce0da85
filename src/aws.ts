// The only client factory: AWS's SDK unmodified, with the bytes of every answer kept as they came over the wire.

import { STATUS_CODES } from 'node:http'
import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import { ConfiguredRetryStrategy } from '@smithy/core/retry'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { type Clock, readTime } from './clock.ts'
import { sha256 } from './digest.ts'
import { EvidenceError } from './errors.ts'
import { isRecord, utf8 } from './json.ts'
import type { Instant } from './model.ts'
import { s3ClientOptions } from './store/s3.ts'
import type { Send, Wire } from './wire.ts'

/** A service as gen/commands/ has it: the SDK's client and the commands that somebody declares to send. */
export type Service = {
  name: string
  client: new (config: ClientConfig) => Client
  commands: Record<string, new (input: never) => unknown>
}
type Client = { send(command: never, options: object): Promise<object>; destroy(): void }

/** What every client is made with; the S3 store's client too. */
export type ClientConfig = ReturnType<typeof clientConfig>

export type Account = {
  /** Where region '' goes: the region that holds the store and the key. */
  home: string
  /** Only for an endpoint other than AWS's: the sandbox. */
  endpoint?: string
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  maxAttempts?: number
  /** Milliseconds before each retry, instead of the SDK's adaptive waiting: for the sandbox, whose time stands still. */
  retryAfter?: number
}

const attempts = 6

export const clientConfig = (account: Account, region: string) => ({
  region: region || account.home,
  maxAttempts: account.maxAttempts ?? attempts,
  ...(account.retryAfter === undefined
    ? { retryMode: 'adaptive' }
    : {
        retryStrategy: new ConfiguredRetryStrategy(account.maxAttempts ?? attempts, () => account.retryAfter ?? 0),
        // Else the SDK takes every "there is none" for a matter of its clock, and asks again.
        disableClockSkewCorrection: true,
      }),
  requestHandler: keepingBytes(new NodeHttpHandler({ connectionTimeout: 5_000, requestTimeout: 60_000 })),
  ...(account.endpoint && { endpoint: account.endpoint }),
  ...(account.credentials && { credentials: account.credentials }),
})

/** S3's client, for the store and the configuration. `endpoint`: where requests go if that is not AWS, however the SDK was told. */
export const makeS3 = (account: Account, endpoint = account.endpoint): S3Client =>
  new S3Client({ ...clientConfig(account, ''), ...s3ClientOptions(endpoint) })

export const makeAws = (account: Account, services: Service[], clock: Clock): { send: Send; close(): void } => {
  const clients = new Map<string, Client>()
  const clientOf = (service: Service, region: string): Client => {
    const name = `${service.name} ${region}`
    const client = clients.get(name) ?? new service.client(clientConfig(account, region))
    clients.set(name, client)
    return client
  }
  return {
    async send(action, input, region) {
      const [name, operation = ''] = action.split(':')
      const service = services.find((one) => one.name === name)
      const Command = service?.commands[operation]
      if (!service || !Command) {
        throw new EvidenceError(
          'UNKNOWN_ID',
          { action },
          { hint: 'declare the operation where it is used, then run npm run gen' },
        )
      }
      const kept: Kept = { streams: streamed.has(action) }
      try {
        const output = await clientOf(service, region).send(new Command(input as never) as never, { kept })
        return { ...envelope(kept, clock), ok: true, ...answer(kept, output) }
      } catch (error) {
        return { ...envelope(kept, clock), ok: false, ...failure(error) }
      }
    },
    close() {
      for (const client of clients.values()) client.destroy()
    },
  }
}

// Of these the SDK hands on a stream and reads no body: what is asked for so is text, whatever it is said to be.
const streamed = new Set(['s3:GetObject'])

/** The last response to one call, put here by the request handler. */
type Kept = {
  streams: boolean
  host?: string
  method?: string
  headers?: Record<string, string>
  bytes?: Uint8Array
}

type Handled = Parameters<NodeHttpHandler['handle']>

// `client.send(command, options)` hands its options to the request handler: that is how a call finds its own bytes.
const keepingBytes = (inner: NodeHttpHandler) => ({
  metadata: inner.metadata,
  async handle(request: Handled[0], options: (Handled[1] & { kept?: Kept }) | undefined) {
    const kept = options?.kept
    const { hostname: host, method } = request
    if (kept) Object.assign(kept, { host, method, headers: undefined, bytes: undefined })
    const { response } = await inner.handle(request, options)
    if (kept) {
      const bytes = await collect(response.body)
      Object.assign(kept, { headers: response.headers, bytes })
      response.body = kept.streams ? Readable.from([bytes]) : bytes
    }
    return { response }
  },
  destroy: () => inner.destroy(),
  updateHttpClientConfig: (...change: Parameters<NodeHttpHandler['updateHttpClientConfig']>) =>
    inner.updateHttpClientConfig(...change),
  httpHandlerConfigs: () => inner.httpHandlerConfigs(),
})

const collect = async (stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const envelope = ({ host, headers }: Kept, clock: Clock): Pick<Wire, 'host' | 'date' | 'requestId' | 'at'> => {
  const header = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  const date: Instant | undefined = readTime(header.date)
  return {
    host: host ?? null,
    date: date ?? null,
    requestId: header['x-amzn-requestid'] ?? header['x-amz-request-id'] ?? null,
    at: clock.now(),
  }
}

// JSON is kept verbatim. Of XML and CBOR the parsed answer is kept, with the digest of what was parsed; so is an answer that
// is all headers.
const answer = ({ streams, method, headers, bytes }: Kept, output: object) => {
  const sent = bytes ?? new Uint8Array()
  const type = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  // An answer without a body says nothing, and a byte that is no UTF-8 would be stored as another: neither was read.
  if (method !== 'HEAD' && (streams || type.includes('json') || sent.length === 0)) return { text: utf8(sent) }
  const { $metadata: _, ...body } = output as { $metadata?: unknown }
  return { body: plain(body), raw: sha256(sent) }
}

// The SDK parses times of XML and CBOR into dates; members that were not sent it may name all the same.
const plain = (value: unknown): unknown => {
  if (value instanceof Date) return readTime(value) ?? null
  if (Array.isArray(value)) return value.map(plain)
  if (!isRecord(value) || ArrayBuffer.isView(value)) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]))
}

const failure = (error: unknown): { code: string; message: string } => {
  if (!(error instanceof Error)) return { code: 'UnknownError', message: String(error) }
  if (error instanceof SyntaxError || error instanceof EvidenceError)
    return { code: 'MalformedResponse', message: 'the answer is not the JSON it should be' }
  const bare = error.name === 'Unknown' ? bareStatus(error) : undefined
  if (bare !== undefined) return bare
  const code =
    error.name !== 'Error'
      ? error.name
      : 'code' in error && typeof error.code === 'string'
        ? error.code
        : 'UnknownError'
  return { code, message: error.message.slice(0, 1_000) }
}

// S3 answers HEAD without a body, and so without a code: "a generic 400 Bad Request, 403 Forbidden or 404 Not Found code".
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
const bareStatus = (error: Error): { code: string; message: string } | undefined => {
  const { httpStatusCode: status } = ('$metadata' in error && isRecord(error.$metadata) && error.$metadata) || {}
  const name = STATUS_CODES[Number(status)]
  return name === undefined ? undefined : { code: name.replaceAll(' ', ''), message: `status ${status}, and no code` }
}
