// What a service of the sandbox is: plain functions over plain state. The server does wire protocols, signatures, faults and permissions.
import type { Instant } from '../src/model.ts'

export type Call = {
  /** The signing name: `eks`, `ecr`, `logs`, `kms`, `sts`, `securityhub`, `account`. */
  service: string
  operation: string
  region: string
  account: string
  /** Members by their model names, from path, query and body together. */
  input: Record<string, unknown>
  /** The sandbox's clock. */
  now: Instant
}

/** An error as AWS sends it. */
export class AwsFault extends Error {
  readonly code: string
  readonly status: number
  constructor(code: string, status: number, message: string) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** Returns the output's members as JSON on the wire: times as the protocol has them. */
export type Handler = (call: Call) => unknown

export type Service = {
  name: string
  operations: Record<string, Handler>
} & (
  | { protocol: 'rest-json'; /** `GET /clusters/{name}` -> operation; query members keep their model names */ routes: Record<string, string> }
  | { protocol: 'json-1.1'; /** before the dot in X-Amz-Target */ target: string }
  | { protocol: 'query'; /** the answer's XML namespace */ namespace: string }
)
