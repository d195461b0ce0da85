// AWS query: a form with Action, answered in XML. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
import { AwsFault } from '../service.ts'
import { type Protocol, text, uuid } from './protocol.ts'
import { document, type Xml } from './xml.ts'

export const query = (namespace: string): Protocol => ({
  read: ({ body, query: inUrl }) => {
    const form = new URLSearchParams(new TextDecoder().decode(body))
    const { Action: operation, Version: _, ...input } = { ...Object.fromEntries(inUrl), ...Object.fromEntries(form) }
    if (!operation) throw new AwsFault('MissingAction', 400, 'Could not find operation in request body')
    return { operation, input }
  },
  answer: (operation, output, requestId) => ({
    status: 200,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: text(
      document(
        `${operation}Response`,
        { [`${operation}Result`]: output as Xml, ResponseMetadata: { RequestId: requestId } },
        namespace,
      ),
    ),
  }),
  refuse: ({ code, status, message }, requestId) => ({
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: text(
      document(
        'ErrorResponse',
        {
          Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
          RequestId: requestId,
        },
        namespace,
      ),
    ),
  }),
  requestId: uuid,
})
