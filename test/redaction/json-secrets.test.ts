// Values withheld from JSON text: byte for byte around them, from any text whatever, the same when done twice.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Teller, withholdInJson } from '../../src/redaction/json-secrets.ts'

type Place = 'open' | 'secret'
const into = (parent: Place, key: string | null): Place => (parent === 'secret' || key === 'secret' ? 'secret' : 'open')
const teller: Teller<Place> = {
  top: 'open',
  enter: into,
  withholds: (parent, key) => (into(parent, key) === 'secret' ? 'it' : undefined),
}
const took: string[] = []
const withhold = (text: string): string => {
  took.length = 0
  return withholdInJson(text, teller, 'broken', (name) => took.push(name))
}

describe('text of an object', () => {
  it('keeps every other byte, blanks and spellings too', () => {
    expect(withhold('{ "a" : 1.0, "secret":\t"x", "b":"\\u0061", "a":2 }')).toBe(
      '{ "a" : 1.0, "secret":\t"[redacted]", "b":"\\u0061", "a":2 }',
    )
  })

  it('withholds numbers and everything below, and keeps keys, truths and structure', () => {
    expect(withhold('{"secret":{"pin":1234,"all":["x",-1e3],"on":true,"no":null}}')).toBe(
      '{"secret":{"pin":"[redacted]","all":["[redacted]","[redacted]"],"on":true,"no":null}}',
    )
  })

  it('knows a key that is spelt with escapes', () => {
    expect(withhold('{"\\u0073ecret":"x"}')).toBe('{"\\u0073ecret":"[redacted]"}')
  })

  it('is not misled by a quote that is escaped', () => {
    expect(withhold('{"a":"\\\\","secret":"x\\"y","b":"\\\\\\""}')).toBe(
      '{"a":"\\\\","secret":"[redacted]","b":"\\\\\\""}',
    )
  })

  it('is handed back as it is where nothing is secret', () => {
    const text = '{"a":[1,{"b":"c"}]}'
    expect(withhold(text)).toBe(text)
    expect(took).toEqual([])
  })
})

describe('text that was cut', () => {
  it('is withheld inside the value that it breaks off in', () => {
    expect(withhold('{"a":1,"secret":"begin of a sec')).toBe('{"a":1,"secret":"[redacted]"')
    expect(withhold('{"secret":12')).toBe('{"secret":"[redacted]"')
  })

  it('is kept to its end where that is no secret', () => {
    for (const text of ['{"a":"b', '{"a":tr', '{"a":[1,', '{"a"', '{"a":{"b', '{', '{"a":"\\', '']) {
      expect(withhold(text)).toBe(text)
    }
  })
})

describe('text that is not JSON', () => {
  it.each(['secret', '"secret"', '["secret"]', 'ret":"x"}', '12', '}'])('is withheld whole: %s', (text) => {
    expect(withhold(text)).toBe('[redacted]')
    expect(took).toEqual(['broken'])
  })

  it.each([
    ['{"a":1}{"secret":"x"}', '{"a":1}"[redacted]"'],
    ['{"a":1,,"secret":"x"}', '{"a":1,"[redacted]"'],
    ['{"a" "secret"}', '{"a" "[redacted]"'],
    ['{"a":secret}', '{"a":"[redacted]"'],
    ['{"a":[1}, "secret"', '{"a":[1"[redacted]"'],
    ['{"\\q":"secret"}', '{"[redacted]"'],
    ["{'a':'secret'}", '{"[redacted]"'],
  ])('is withheld from where it stops: %s', (text, left) => {
    expect(withhold(text)).toBe(left)
    expect(took).toEqual(['broken'])
  })
})

describe('any text', () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '\\"',
      '"secret"',
      '"a"',
      '"x"',
      '1',
      '-',
      'true',
      'nul',
      ' ',
      '[redacted]',
      '"[redacted]"',
    ],
  )
  const text = fc.oneof(
    fc.array(piece).map((all) => `{${all.join('')}`),
    fc.array(piece).map((all) => all.join('')),
    fc.string(),
  )

  it('comes out the same when it is done twice', () => {
    fc.assert(
      fc.property(text, (one) => {
        const once = withhold(one)
        expect(withhold(once)).toBe(once)
        expect(took).toEqual([])
      }),
      { seed: 1, numRuns: 3_000 },
    )
  })

  it('agrees with a parser about what is JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), fc.constantFrom(0, 2), (value, indent) => {
        const whole = JSON.stringify(value, null, indent)
        withhold(whole)
        expect(took.filter((name) => name === 'broken')).toEqual([])
      }),
      { seed: 2, numRuns: 500 },
    )
  })

  it('is taken however deep it is nested', () => {
    const deep = `{"a":${'['.repeat(200_000)}`
    expect(withhold(deep)).toBe(deep)
  })
})
