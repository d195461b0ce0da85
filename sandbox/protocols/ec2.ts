// Amazon EC2's own variant of AWS query: flat lists in, `<item>` lists out, no Result element, errors in a Response.
// https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
import { AwsFault } from '../service.ts'
import { type Protocol, text, uuid } from './protocol.ts'
import { document, type Xml } from './xml.ts'

/** What members are called on the wire where that does not follow from their name; `Parent.Member` goes before `Member`. */
export type Elements = Readonly<Record<string, string>>

export const ec2 = (namespace: string, elements: Elements): Protocol => ({
  read: ({ body, query: inUrl }) => {
    const form = new URLSearchParams(new TextDecoder().decode(body))
    const { Action: operation, Version: _, ...input } = nested([...inUrl, ...form])
    if (typeof operation !== 'string' || operation === '')
      throw new AwsFault('MissingAction', 400, 'The request is missing an action.')
    return { operation, input }
  },
  answer: (operation, output, requestId) => ({
    status: 200,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body: text(document(`${operation}Response`, { requestId, ...members(output, '', elements) }, namespace)),
  }),
  refuse: ({ code, status, message }, requestId) => ({
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body: text(document('Response', { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId })),
  }),
  requestId: uuid,
})

type Tree = { [name: string]: Tree | string }

// `Filter.1.Name=a&Filter.1.Value.1=b` is {Filter: [{Name: 'a', Value: ['b']}]}.
const nested = (pairs: [string, string][]): Record<string, unknown> => {
  const tree: Tree = {}
  for (const [path, value] of pairs) {
    const names = path.split('.')
    const last = names.pop() ?? ''
    let at = tree
    for (const name of names) {
      const next = at[name] ?? {}
      if (typeof next === 'string') throw malformed(path)
      at[name] = next
      at = next
    }
    if (at[last] !== undefined) throw malformed(path)
    at[last] = value
  }
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, listed(value)]))
}

const listed = (tree: Tree | string): unknown => {
  if (typeof tree === 'string') return tree
  const entries = Object.entries(tree)
  if (entries.every(([name]) => /^[1-9]\d{0,4}$/.test(name)))
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => listed(value))
  return Object.fromEntries(entries.map(([name, value]) => [name, listed(value)]))
}

const malformed = (path: string): AwsFault =>
  new AwsFault('MalformedQueryString', 400, `The query string is malformed at ${path}`)

const members = (output: unknown, parent: string, elements: Elements): Record<string, Xml> =>
  Object.fromEntries(
    Object.entries(output ?? {}).map(([name, value]) => [
      elements[`${parent}.${name}`] ?? elements[name] ?? elementOf(name, value),
      content(value, name, elements),
    ]),
  )

const content = (value: unknown, name: string, elements: Elements): Xml => {
  if (Array.isArray(value)) return { item: value.map((one) => content(one, name, elements)) }
  if (typeof value === 'object' && value !== null) return members(value, name, elements)
  return value as Xml
}

// VpcId -> vpcId; Tags, a list -> tagSet; CidrBlockAssociationSet -> cidrBlockAssociationSet
const elementOf = (name: string, value: unknown): string => {
  const lower = name.charAt(0).toLowerCase() + name.slice(1)
  return Array.isArray(value) && !lower.endsWith('Set') ? `${lower.replace(/s$/, '')}Set` : lower
}
