// What a wire protocol does: an HTTP request into operation and input, an output or error into an HTTP answer.
import { createHash } from 'node:crypto'
import type { AwsFault } from '../service.ts'

export type Request = {
  method: string
  /** As sent: still percent-encoded, without the query. */
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: Uint8Array
}

export type Answer = { status: number; headers: Record<string, string>; body: Uint8Array }
export type Asked = { operation: string; input: Record<string, unknown> }

export type Protocol = {
  /** Throws AwsFault for what is no operation of the service. */
  read(request: Request): Asked
  answer(operation: string, output: unknown, requestId: string): Answer
  refuse(fault: AwsFault, requestId: string): Answer
  /** 64 hex digits into the shape of this protocol's request ids. */
  requestId(digest: string): string
}

export const text = (body: string): Uint8Array => new TextEncoder().encode(body)

export const uuid = (digest: string): string => digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

export const hex = (of: string): string => createHash('sha256').update(of).digest('hex')
