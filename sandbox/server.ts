// The local AWS account: one HTTP server on loopback for every service, as the unmodified SDK and the AWS CLI expect it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type FrontDoor, type FrontDoorOptions, makeFrontDoor } from './front-door.ts'
import type { Answer, Request } from './protocols/protocol.ts'

export type SandboxOptions = FrontDoorOptions & { /** 0 or absent: any free port */ port?: number }

export type Sandbox = Omit<FrontDoor, 'ask'> & {
  /** `http://127.0.0.1:PORT`: for AWS_ENDPOINT_URL and the SDK's `endpoint`. */
  endpoint: string
  close(): Promise<void>
}

export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { ask, ...account } = makeFrontDoor(options)
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    // The only failure left here is a client that went away while it was asking: nobody waits for an answer.
    serve(ask, incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`no port: ${address}`)
  return {
    ...account,
    endpoint: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

const serve = async (ask: FrontDoor['ask'], incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const { answer, lost, delay } = ask(await requestOf(incoming))
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
  if (lost === 'reply') incoming.socket.destroy()
  else send(incoming, outgoing, answer, lost === 'half')
}

const requestOf = async (incoming: IncomingMessage): Promise<Request> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const [path = '/', search = ''] = (incoming.url ?? '/').split(/\?(.*)/s)
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  }
}

const send = (incoming: IncomingMessage, outgoing: ServerResponse, answer: Answer, half: boolean): void => {
  const { status, headers, body } = answer
  outgoing.sendDate = false
  outgoing.writeHead(status, status === 204 ? headers : { 'content-length': String(body.length), ...headers })
  if (incoming.method === 'HEAD') outgoing.end()
  else if (half) outgoing.write(body.subarray(0, body.length >> 1), () => incoming.socket.destroy())
  else outgoing.end(body)
}
