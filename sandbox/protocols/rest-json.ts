// AWS restJson1: method and path choose the operation; labels, query and body are its input.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
import { AwsFault } from '../service.ts'
import { members } from './json.ts'
import { type Protocol, type Request, text, uuid } from './protocol.ts'

type Route = { method: string; pattern: RegExp; labels: string[]; literals: number; operation: string }

export const restJson = (routes: Record<string, string>): Protocol => {
  // `/clusters/a/addons/supported-versions` must meet its literal before `/clusters/{name}/addons/{addonName}` does.
  const table = Object.entries(routes)
    .map(([line, operation]) => route(line, operation))
    .sort((a, b) => b.literals - a.literals)
  return {
    read: (request) => {
      for (const { method, pattern, labels, operation } of table) {
        const found = request.method === method ? pattern.exec(request.path) : null
        if (!found) continue
        const fromPath = labels.map((label, at) => [label, decode(found[at + 1] ?? '')])
        return {
          operation,
          input: { ...fromQuery(request), ...members(request.body), ...Object.fromEntries(fromPath) },
        }
      }
      throw new AwsFault('UnknownOperationException', 404, `no operation at ${request.method} ${request.path}`)
    },
    answer: (_, output, requestId) => ({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
      body: text(JSON.stringify(output ?? {})),
    }),
    refuse: ({ code, status, message, more, headers }, requestId) => ({
      status,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': `${code}:`,
      },
      body: text(JSON.stringify({ message, ...more })),
    }),
    requestId: uuid,
  }
}

const route = (line: string, operation: string): Route => {
  const [method = '', path = ''] = line.split(' ')
  const labels = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, label]) => label ?? '')
  const parts = path.split(/(\{\w+\+?\})/).map((part) => {
    if (!part.startsWith('{')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return part.endsWith('+}') ? '(.+)' : '([^/]+)'
  })
  const literals = path.replace(/\{\w+\+?\}/g, '').length
  return { method, pattern: new RegExp(`^${parts.join('')}/?$`), labels, literals, operation }
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    throw new AwsFault('SerializationException', 400, `path: ${cause instanceof Error ? cause.message : cause}`)
  }
}

const fromQuery = ({ query }: Request): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name)
      return [name, values.length > 1 ? values : values[0]]
    }),
  )
