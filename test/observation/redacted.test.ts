// A redacted line: what is left of the answer, what was withheld, and the digest of what AWS sent.
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/digest.ts'
import { readExchange } from '../../src/observation/format.ts'
import { withholding } from '../../src/redaction/redaction.ts'
import { asking, defineSource, once } from '../../src/source.ts'
import { operation } from '../../src/wire.ts'
import { observed } from './observing.ts'

const describeThing = operation<object, { code?: string }>('eks:DescribeThing')
let seen: unknown
const source = defineSource({
  id: 'things',
  kind: 'state',
  of: 'cluster',
  every: 86_400,
  redacts: [withholding('eks:DescribeThing', ['code']), withholding('eks:DescribeThing', ['all', '[]', 'pin'])],
  ...asking(once(describeThing, () => ({}))),
  async observe({ ask }) {
    seen = await ask(describeThing, {})
  },
})
const told = async (answer: string) => observed(source, () => answer)

describe('an answer that holds a secret', () => {
  it('is kept without it, in canonical form, with the names and the digest of what was sent', async () => {
    const answer = '{"z":1.0, "code":"hunter2","all":[{"pin":"hunter2"},{}]}'
    const { text, lines } = await told(answer)
    expect(text.split('\n')[1]).toContain('"body":{"all":[{"pin":"[redacted]"},{}],"code":"[redacted]","z":1}')
    expect(lines[0]).toMatchObject({ raw: sha256(answer), redacted: ['all[].pin', 'code'] })
    expect(text).not.toContain('hunter2')
  })

  it('is kept without it where it came in several lines', async () => {
    const { text } = await told('{\n "code": "hunter2"\n}')
    expect(text).not.toContain('hunter2')
  })

  it('is not shown to the source either', async () => {
    await told('{"code":"hunter2"}')
    expect(seen).toEqual({ code: '[redacted]' })
  })

  it.each([
    '{"code":"hunter2"',
    '{"code":"hunter2","code":"hunter2"}',
    '{"code":"hunter2","n":9007199254740993}',
    '["hunter2"]',
    '"hunter2"',
  ])('is not in the line of a failure: %s', async (answer) => {
    const { text, lines } = await told(answer)
    expect(lines[0]).toMatchObject({ got: 'failed', code: 'MalformedResponse' })
    expect(text).not.toContain('hunter2')
  })
})

describe('an answer that holds none', () => {
  it('stands in its line byte for byte', async () => {
    const answer = '{"z":1.0, "a":"\\u0061"}'
    const { text, lines } = await told(answer)
    expect(text).toContain(`"body":${answer}}`)
    expect(lines[0]).not.toHaveProperty('redacted')
  })
})

describe('a line', () => {
  const line = (more: object) =>
    JSON.stringify({
      ...{
        action: 'eks:DescribeThing',
        input: {},
        at: '2026-01-05T00:20:00Z',
        host: null,
        date: null,
        requestId: null,
      },
      ...{ got: 'body', body: {}, raw: sha256(''), redacted: ['a', 'b'], ...more },
    })

  it('says what was withheld', () => {
    expect(readExchange(line({}))).toMatchObject({ redacted: ['a', 'b'] })
  })

  it.each([
    ['no names', { redacted: [] }],
    ['names out of order', { redacted: ['b', 'a'] }],
    ['a name twice', { redacted: ['a', 'a'] }],
    ['names that are none', { redacted: [1] }],
    ['no digest of what was sent', { raw: undefined }],
    ['text beside it', { bodyText: '{}' }],
  ])('is refused with %s', (_, more) => {
    expect(() => readExchange(line(more))).toThrow(expect.objectContaining({ code: 'OBSERVATION_INVALID' }))
  })
})
