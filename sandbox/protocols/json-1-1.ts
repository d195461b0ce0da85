// AWS awsJson1_1: X-Amz-Target chooses the operation, the body is its input.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
import { AwsFault } from '../service.ts'
import { members } from './json.ts'
import { type Protocol, text, uuid } from './protocol.ts'

export const json11 = (target: string): Protocol => ({
  read: ({ headers, body }) => {
    const [prefix, operation] = (headers['x-amz-target'] ?? '').split('.')
    if (prefix !== target || !operation) {
      throw new AwsFault('UnknownOperationException', 400, `no operation ${headers['x-amz-target']}`)
    }
    return { operation, input: members(body) }
  },
  answer: (_, output, requestId) => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: text(output === undefined ? '' : JSON.stringify(output)),
  }),
  refuse: ({ code, status, message, more, headers }, requestId) => ({
    status,
    headers: { ...headers, 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: text(JSON.stringify({ __type: code, message, ...more })),
  }),
  requestId: uuid,
})
