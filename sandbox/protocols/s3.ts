// S3's REST with XML: bucket and key from path or host, the operation from method and subresource, members from headers and query.
import { AwsFault } from '../service.ts'
import { unchunked } from './aws-chunked.ts'
import { type Asked, type Protocol, type Request, text } from './protocol.ts'
import { members, operationOf } from './s3-members.ts'
import { document, type Xml } from './xml.ts'

/** What a handler of S3 returns. Headers with undefined are left out. */
export type S3Answer = {
  status?: number
  headers?: Record<string, string | undefined>
  body?: Uint8Array | { root: string; content: Xml }
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'

export const s3: Protocol = {
  read: (sent) => {
    const request = unchunked(sent)
    const { bucket, key } = place(request)
    const operation = operationOf(request, bucket, key)
    const named = { ...(bucket === '' ? {} : { Bucket: bucket }), ...(key === '' ? {} : { Key: key }) }
    return { operation, input: { ...members(request), ...named, ...payload(request) } } satisfies Asked
  },
  answer: (_, output, requestId) => {
    const { status = 200, headers = {}, body = new Uint8Array() } = output as S3Answer
    const sent = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
    const xml = body instanceof Uint8Array ? undefined : text(document(body.root, body.content, namespace))
    const type = xml && { 'content-type': 'application/xml' }
    const all = { ...identified(requestId), ...type, ...Object.fromEntries(sent) }
    return { status, headers: all, body: xml ?? (body as Uint8Array) }
  },
  refuse: ({ code, status, message, more, headers }, requestId) => ({
    status,
    headers: { ...identified(requestId), 'content-type': 'application/xml', ...headers },
    body: text(
      document('Error', {
        Code: code,
        Message: message,
        ...(more as object),
        RequestId: requestId,
        HostId: hostId(requestId),
      }),
    ),
  }),
  requestId: (digest) => digest.slice(0, 16).toUpperCase(),
}

const identified = (requestId: string) => ({
  'x-amz-request-id': requestId,
  'x-amz-id-2': hostId(requestId),
  server: 'AmazonS3',
})
const hostId = (requestId: string): string => Buffer.from(`sandbox/${requestId}`).toString('base64')

// Path style, or virtual-host style: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
const place = ({ path, headers }: Request): { bucket: string; key: string } => {
  const inHost = /^([a-z0-9][a-z0-9.-]+)\.(?:s3[.-][a-z0-9.-]*amazonaws\.com|localhost)(?::\d+)?$/.exec(
    headers.host ?? '',
  )
  if (inHost?.[1]) return { bucket: inHost[1], key: decoded(path.slice(1)) }
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? []
  return { bucket: decoded(bucket), key: decoded(key) }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new AwsFault('InvalidURI', 400, "Couldn't parse the specified URI.")
  }
}

const payload = ({ method, body }: Request): Record<string, unknown> => (method === 'PUT' ? { Body: body } : {})
