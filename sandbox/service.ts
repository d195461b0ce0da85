// What a service of the sandbox is: plain functions over plain state. The server does wire protocols, signatures, faults and permissions.
import type { Instant } from '../src/model.ts'
import type { Need } from './permissions.ts'
import type { Elements } from './protocols/ec2.ts'

export type Call = {
  /** The service's name: `eks`, `ecr`, `logs`, `kms`, `sts`, `securityhub`, `account`, `s3`. */
  service: string
  operation: string
  region: string
  account: string
  /** Members by their model names, from path, query and body together; query members are strings, repeated ones lists. */
  input: Record<string, unknown>
  /** The sandbox's clock. */
  now: Instant
  /** The ARN behind the access key. The server always gives it. */
  caller?: string
  /** An injected upper bound for pages; `page` obeys it. */
  pageLimit?: number
  /** False: as if it came over plain HTTP. The sandbox's own endpoint stands for one with TLS. */
  tls?: boolean
  /** Whether the caller's permissions allow an action; absent: they do. */
  may?: (action: string, resource: string) => boolean
}

/** An error as AWS sends it. `more` are further members of its body, `headers` further headers. */
export class AwsFault extends Error {
  readonly code: string
  readonly status: number
  readonly more: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  constructor(
    code: string,
    status: number,
    message: string,
    more: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(message)
    this.code = code
    this.status = status
    this.more = more
    this.headers = headers
  }
}

/** Returns the output's members as JSON on the wire: times as the protocol has them, undefined members left out. */
export type Handler = (call: Call) => unknown

export type Service = {
  name: string
  operations: Record<string, Handler>
  /** The signing name, where it is not `name`. */
  signedAs?: string
  /** The IAM actions that a call needs; `name:Operation` where this is left out. */
  actions?: (call: Call) => string[]
  /** The ARN that a call is about, `*` where this is left out. */
  resource?: (call: Call) => string
  /** Whether a policy of the resource itself denies a call what it needs, whatever the caller may. */
  guard?: (call: Call, need: Need) => boolean
} & (
  | {
      protocol: 'rest-json'
      /** `GET /clusters/{name}` -> operation; `{arn+}` takes the slashes too; query members keep their wire names */
      routes: Record<string, string>
    }
  | {
      protocol: 'json-1.1'
      /** before the dot in X-Amz-Target */
      target: string
    }
  | {
      protocol: 'query'
      /** the answer's XML namespace */
      namespace: string
      /** what tells services of one signing name from one another */
      version?: string
    }
  | {
      protocol: 'ec2'
      namespace: string
      /** names on the wire that do not follow from the member's */
      elements: Elements
    }
  | { protocol: 's3' /* handlers return an S3Answer */ }
)
