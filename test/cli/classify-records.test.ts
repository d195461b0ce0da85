// What classify takes for an entry of the log, in all that CloudWatch Logs and its subscriptions wrap entries in.
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { example } from '../../src/audit-log/example.ts'
import { pieces } from '../../src/cli/classify/pieces.ts'
import { type Item, itemsIn } from '../../src/cli/classify/records.ts'

const entry = JSON.stringify(example({ verb: 'get', resource: 'pods', namespace: 'shop', name: 'cart' }))
const other = JSON.stringify(example({ verb: 'delete', resource: 'pods', namespace: 'shop', name: 'cart' }))
const at = '2026-01-05T00:07:11.482Z'
const ms = 1_767_571_631_482
const audit = 'kube-apiserver-audit-0a1b2c3d4e5f60718293a4b5c6d7e8f9'
const plain = (message: string): Item => ({ message, at: null, stream: '' })
const sent = (message: string, stream = audit): Item => ({ message, at, stream })

const items = (text: string): Item[] => {
  const { push, end } = pieces()
  return [...push(text), ...end()].flatMap((one) => itemsIn(one))
}
const json = (value: unknown): Item[] => {
  const narrow = items(JSON.stringify(value))
  expect(items(JSON.stringify(value, null, 2)).map((one) => ('message' in one ? parsedOr(one) : one))).toEqual(
    narrow.map((one) => ('message' in one ? parsedOr(one) : one)),
  )
  return narrow
}
// An entry that is printed wide is the same entry.
const parsedOr = (one: Extract<Item, { message: string }>) => {
  try {
    return { ...one, message: JSON.parse(one.message) as unknown }
  } catch {
    return one
  }
}
const batch = (messageType: string, logStream: string, ...messages: string[]) => ({
  messageType,
  owner: '111122223333',
  logGroup: '/aws/eks/prod/cluster',
  logStream,
  subscriptionFilters: ['eks-evidence-stream'],
  logEvents: messages.map((message, nth) => ({ id: `3${nth}`, timestamp: ms, message })),
})
const packed = (...texts: string[]): string => Buffer.concat(texts.map((text) => gzipSync(text))).toString('base64')
const data = JSON.stringify(batch('DATA_MESSAGE', audit, entry, other))

describe('an entry', () => {
  it('stands by itself, in a list, or in an EventList of either version', () => {
    expect(json(JSON.parse(entry))).toEqual([plain(entry)])
    expect(items(`[${entry},\n${other}]`)).toEqual([plain(entry), plain(other)])
    for (const version of ['v1', 'v1beta1'])
      expect(items(`{"kind":"EventList","apiVersion":"audit.k8s.io/${version}","items":[${entry},${other}]}`)).toEqual([
        plain(entry),
        plain(other),
      ])
  })

  it('is taken as it is written, twice-said members and all', () => {
    const twice = entry.replace('"verb"', '"verb":"list","verb"')
    expect(items(`{"kind":"EventList","items":[${twice}]}`)).toEqual([plain(twice)])
  })

  it('that lacks what the API server writes of each is completed, and says what it lacked', () => {
    const { auditID: _, stage: __, ...rest } = example({ verb: 'get', resource: 'pods' })
    expect(items(JSON.stringify(rest))).toEqual([
      {
        message: expect.stringContaining('"stage":"ResponseComplete"'),
        at: null,
        stream: '',
        lacks: ['auditID', 'stage'],
      },
    ])
  })

  it('that has a member of another type is not completed', () => {
    const odd = JSON.stringify({ ...example({ verb: 'get' }), user: 'alice', stage: null })
    expect(items(odd)).toEqual([plain(odd)])
  })
})

describe('CloudWatch Logs', () => {
  it('filter-log-events gives messages with their time and stream', () => {
    const events = [entry, other].map((message) => ({ logStreamName: audit, timestamp: ms, message, eventId: '1' }))
    expect(json({ events, searchedLogStreams: [] })).toEqual([sent(entry), sent(other)])
    expect(items(events.map((one) => JSON.stringify(one)).join('\n'))).toEqual([sent(entry), sent(other)])
  })

  it('get-log-events names no stream', () => {
    expect(json({ events: [{ timestamp: ms, message: entry, ingestionTime: ms }], nextForwardToken: 'f/1' })).toEqual([
      sent(entry, ''),
    ])
  })

  it('an export to S3 has the time before the entry, and tail the stream, too', () => {
    expect(items(`${at} ${entry}\n2026-01-05T00:07:11.482000+00:00 ${audit} ${other}\n`)).toEqual([
      sent(entry, ''),
      sent(other),
    ])
  })

  it('tail says no zone in its short format, and prints entries over many lines in its format for JSON', () => {
    expect(items(`2026-01-05T00:07:11 ${entry}\n`)).toEqual([{ ...sent(entry, ''), at: '2026-01-05T00:07:11Z' }])
    const wide = [entry, other].map((one) => JSON.stringify(JSON.parse(one), null, 4))
    expect(items(wide.map((one) => `2026-01-05T00:07:11.482000+00:00 ${audit} ${one}\n`).join(''))).toEqual(
      wide.map(plain),
    )
  })

  it('its consoles save tables, whose first line names the columns', () => {
    const quoted = `"${entry.replaceAll('"', '""')}"`
    const header = { passedOver: 'the names of the columns' }
    expect(items(`@timestamp,@message,@logStream\r\n2026-01-05 00:07:11.482,${quoted},${audit}\r\n`)).toEqual([
      header,
      sent(entry),
    ])
    expect(items(`timestamp,message\n${ms},${quoted}\n`)).toEqual([header, sent(entry, '')])
    expect(items(`@message\n${quoted}\n`).at(-1)).toEqual(plain(entry))
    expect(items(`${quoted},kube-apiserver-0a1b`)).toEqual([{ passedOver: "of another of the control plane's logs" }])
  })

  it('Insights gives rows of fields, or of members from the console', () => {
    const fields = { '@timestamp': '2026-01-05 00:07:11.482', '@logStream': audit, '@message': entry, '@ptr': 'x' }
    const row = Object.entries(fields).map(([field, value]) => ({ field, value }))
    expect(json({ results: [row], status: 'Complete' })).toEqual([sent(entry)])
    expect(json([fields])).toEqual([sent(entry)])
    expect(json([{ ...fields, '@message': JSON.parse(entry) }])).toEqual([sent(entry)])
  })

  it("entries of the control plane's other logs are passed over, and told", () => {
    const passedOver = "of another of the control plane's logs"
    for (const stream of ['kube-apiserver-0a1b', 'authenticator-0a1b', 'kube-scheduler-0a1b'])
      expect(json({ events: [{ logStreamName: stream, timestamp: ms, message: 'I0105 x' }] })).toEqual([{ passedOver }])
  })
})

describe('a subscription', () => {
  it('sends Lambda what is packed by gzip in base64', () => {
    expect(json({ awslogs: { data: packed(data) } })).toEqual([sent(entry), sent(other)])
    expect(json(JSON.parse(data))).toEqual([sent(entry), sent(other)])
  })

  it('sends Kinesis and Firehose the same in records', () => {
    const hits = [sent(entry), sent(other)]
    expect(
      json({ Records: [{ eventSource: 'aws:kinesis', eventName: 'x', kinesis: { data: packed(data) } }] }),
    ).toEqual(hits)
    expect(json({ Records: [{ Data: packed(data), SequenceNumber: '1' }] })).toEqual(hits)
    expect(json({ records: [{ recordId: '1', data: packed(data, data) }] })).toEqual([...hits, ...hits])
    expect(json({ records: [{ data: Buffer.from(data).toString('base64') }] })).toEqual(hits)
  })

  it('sends control messages, which are passed over and told', () => {
    expect(json(batch('CONTROL_MESSAGE', '', 'CWL CONTROL MESSAGE'))).toEqual([
      { passedOver: 'a control message of a subscription' },
    ])
  })
})

describe('a document on one line that was cut', () => {
  const whole = {
    'a list': [JSON.parse(entry), JSON.parse(other)],
    'an EventList': { kind: 'EventList', metadata: {}, items: [JSON.parse(entry), JSON.parse(other)] },
    'filter-log-events': { events: [entry, other].map((message) => ({ timestamp: ms, message })) },
    'a batch of a subscription': JSON.parse(data),
  }
  it.each(Object.entries(whole))('%s is judged as far as it is whole, and the rest is told', (_, value) => {
    const text = JSON.stringify(value)
    const [first] = items(text)
    for (const at of [text.length - 1, text.length - 3, text.length - 40, text.length - 400]) {
      const found = items(text.slice(0, at))
      expect(found[0]).toEqual(first)
      expect(found.at(-1)).toMatchObject({
        at: null,
        stream: '',
        message: expect.not.stringMatching(/^\{"kind":"Event"/),
      })
    }
    expect(items(text.slice(0, text.indexOf('auditID') + 4))).toHaveLength(1)
  })

  it('is read however many entries it holds', () => {
    const text = `{"items":[${Array(200_000).fill('{"auditID":"a"}').join(',')}`
    expect(items(`${text}]}`)).toHaveLength(200_000)
    expect(items(text)).toHaveLength(200_001)
  })

  it('an entry is never closed into one that is whole', () => {
    const cut = entry.slice(0, -1)
    expect(items(cut)).toEqual([plain(cut)])
    const listed = `{"kind":"Event","auditID":"a","items":[${entry},`
    expect(items(listed)).toEqual([plain(listed)])
  })

  it('ends where an element is no JSON, and what is behind it is told', () => {
    expect(items(`[${entry},{"a":nul},${other}]`)).toEqual([plain(entry), plain(`,{"a":nul},${other}]`)])
  })
})

describe('whatever else it is', () => {
  it.each([
    ['a line of text', 'level=info msg="hello"'],
    ['an object of something else', '{"level":"info"}'],
    ['a payload that is no gzip', JSON.stringify({ awslogs: { data: 'H4sIAAAA' } })],
    ['a payload within payloads without end', nested(9)],
    ['an event without a message', JSON.stringify({ logEvents: [{ id: '1' }] })],
    ['a row without a message', JSON.stringify({ results: [[{ field: '@ptr', value: 'x' }]] })],
    ['a number in a list', JSON.stringify({ events: [7] })],
  ])('%s stays an entry, to be told as one that cannot be read', (_, text) => {
    expect(items(text)).toEqual([{ message: expect.stringMatching(/./), at: null, stream: '' }])
  })
})

function nested(depth: number): string {
  return depth === 0 ? data : JSON.stringify({ awslogs: { data: packed(nested(depth - 1)) } })
}
