// The local HTTP server of serve: to this machine alone, reading alone, and nothing that it sends runs anything.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EvidenceError } from '../../errors.ts'
import type { Answer } from '../../report/browse/page.ts'

export type Serving = { address: string; close(): Promise<void> }

/** `port` 0: any that is free. Throws USAGE where it is taken. */
export const startServer = async (page: (path: string) => Promise<Answer>, port: number): Promise<Serving> => {
  let own = 0
  const answer: RequestListener = (request, response) => void answered(page, own, request, response)
  const server = createServer({ maxHeaderSize: 16_384 }, answer)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(taken(port, cause)))
    server.listen(port, '127.0.0.1', resolve)
  })
  own = (server.address() as AddressInfo).port
  return {
    address: `http://127.0.0.1:${own}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const taken = (port: number, cause: Error): EvidenceError =>
  new EvidenceError('USAGE', { '--port': port, why: cause.message }, { hint: 'name another port, or none', cause })

const longest = 4_096

// A page of another site may make a browser ask here under a name of its own (DNS rebinding): only our own names are answered.
const answered = async (
  page: (path: string) => Promise<Answer>,
  port: number,
  { method = '', url = '', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const isOwn = [`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? '')
  if (!isOwn) return refuse(response, 421, 'This answers to 127.0.0.1 alone.')
  if (headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate')
    return refuse(response, 403, 'This answers to its own pages alone.')
  if (method !== 'GET' && method !== 'HEAD')
    return refuse(response, 405, 'This only reads: GET or HEAD.', { Allow: 'GET, HEAD' })
  if (url.length > longest) return refuse(response, 414, 'The address is too long.')
  if (!url.startsWith('/')) return refuse(response, 400, 'The address is none.')
  try {
    send(response, method, await page(url.slice(1)))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    refuse(response, 500, `This should not happen: ${why}`)
  }
}

const always = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}
const locked = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const send = (response: ServerResponse, method: string, answer: Answer): void => {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body
  const kind = answer.kind === 'page' ? shownAs(answer.body) : savedAs(answer.name)
  response.writeHead(answer.status, { ...always, ...kind, 'Content-Length': body.length })
  response.end(method === 'HEAD' ? undefined : body)
}

// A page names the digests of its own style and script; what else it held could not run.
const shownAs = (page: string | Uint8Array): Record<string, string> => {
  const [, policy = locked] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(String(page)) ?? []
  return { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': `${policy}; frame-ancestors 'none'` }
}

// Names are of keys, whose characters mean nothing in a header.
const savedAs = (name: string): Record<string, string> => ({
  'Content-Type': 'application/octet-stream',
  'Content-Disposition': `attachment; filename="${name.replace(/[^A-Za-z0-9._-]/g, '_')}"`,
  'Content-Security-Policy': `${locked}; sandbox`,
})

const refuse = (response: ServerResponse, status: number, why: string, more: Record<string, string> = {}): void => {
  const body = Buffer.from(`${why}\n`)
  const kind = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Security-Policy': locked }
  response.writeHead(status, { ...always, ...kind, ...more, 'Content-Length': body.length, Connection: 'close' })
  response.end(body)
}
