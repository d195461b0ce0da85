// JSON as evidence: read without surprises, written in one form.
import canonicalize from 'canonicalize'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EvidenceError } from '../src/errors.ts'
import { parseCanonical, parseJson, utf8, writeJson } from '../src/json.ts'
import { slowJson } from './audit-log/slow-path.ts'
import { jsonTexts } from './json-texts.ts'

const quickJson = (text: string): ReturnType<typeof slowJson> => {
  try {
    return { value: parseJson(text) }
  } catch (error) {
    return { refused: error instanceof EvidenceError ? String(error.detail.why) : String(error) }
  }
}

const refused = expect.objectContaining({ code: 'JSON_INVALID' })

// What ours may not hold is tried below, one by one.
const isFaithful = (value: unknown): boolean =>
  typeof value === 'number'
    ? !Number.isInteger(value) || Number.isSafeInteger(value)
    : typeof value !== 'object' || value === null || Object.values(value).every(isFaithful)

describe('an answer', () => {
  it('is read as JSON.parse reads it, where that has one meaning', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  it('is read and refused as it is when every key is looked at', () => {
    const refusals = new Set<string>()
    fc.assert(
      fc.property(jsonTexts, (text) => {
        const slow = slowJson(text)
        if ('refused' in slow) refusals.add(slow.refused.slice(0, 9))
        expect(quickJson(text)).toEqual(slow)
      }),
      { numRuns: 5_000, seed: 1 },
    )
    expect([...refusals].sort()).toEqual(['duplicate', 'key "__pr'])
  })

  // What the one takes more than JavaScript would, the other takes less.
  it.each([
    ['numbers', `{"":1,"a":[${Array(5).fill('1e3').join(',')}],"":1}`],
    ['a large number', '{"":1,"a":1e8,"":1}'],
    ['numbers below one', '{"":0,"a":[1e-6,1e-3],"":1}'],
    ['a number beyond 2^53', '{"":12345678901,"a":123e18,"":1}'],
    ['numbers of more digits than are kept', `{"":10,"a":[${Array(3).fill('12345678901234568e4').join(',')}],"":1}`],
    ['escapes', `{"":0,"a":"${'\\\\'.repeat(5)}${'x'.repeat(900)}","":1}`],
  ])('is refused with a key twice though %s make up for its length', (_, text) => {
    expect(quickJson(text)).toEqual({ refused: 'duplicate key ""' })
  })

  it('is read where its numbers could hide a key, and hide none', () => {
    const text = `{"a":[${Array(40).fill('1e3').join(',')},1000],"b":"\\u003c"}`
    expect(quickJson(text)).toEqual({ value: JSON.parse(text) })
  })

  it('is read alike wherever the pieces that it is looked at in begin', () => {
    const odd = ['"a":1', '"\\"":":"', '"€\ud83d\ude00":"\\\\"', '"b":"\\u003a\ud800"'].join(',')
    for (let length = 16_384 - odd.length - 10; length < 16_384 + 4; length++) {
      const text = `{"x":"${'é'.repeat(length)}",${odd},"n":[1e3, 1e400]}`
      expect(quickJson(text)).toEqual(slowJson(text))
      expect(quickJson(text.replace('"n"', '"a"'))).toEqual({ refused: 'duplicate key "a"' })
    }
  })

  it('is read where it is one escape after the other', () => {
    const text = JSON.stringify({ a: '"'.repeat(5_000), b: '\\' })
    expect(quickJson(text)).toEqual({ value: JSON.parse(text) })
    expect(quickJson(text.replace('"b"', '"a"'))).toEqual({ refused: 'duplicate key "a"' })
  })

  it.each([
    ['a key twice', '{"a":1,"a":1}'],
    ['a key twice, spelled otherwise', '{"a":1,"\\u0061":1}'],
    ['a key twice, deep inside', '[{"x":{"b":1,"c":[],"b":2}}]'],
    ['a key twice behind a string of quotes', '{"a":"\\"{\\\\","a":1}'],
    ['__proto__', '{"__proto__":{"a":1}}'],
    ['__proto__, spelled otherwise', '{"\\u005f_proto__":1}'],
    ['a byte order mark', '\ufeff{}'],
    ['single quotes', "{'a':1}"],
    ['nothing', ''],
    ['two values', '{}{}'],
    ['a depth beyond all use', '['.repeat(501) + ']'.repeat(501)],
  ])('is refused with %s', (_, text) => {
    expect(() => parseJson(text)).toThrow(refused)
  })

  it.each([
    '{"a":{"a":1},"b":[{"a":1},{"a":1}]}',
    '["a","a"]',
    '{"a":"a","b":"a"}',
    '{"a":"b","c":"a"}',
    `${'['.repeat(500)}${']'.repeat(500)}`,
  ])('may hold the same name elsewhere: %s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  it('may hold numbers that a document of ours may not', () => {
    expect(parseJson('[9007199254740993,1.0,-0]')).toEqual([9007199254740992, 1, -0])
  })
})

describe('a document of ours', () => {
  it('is written so that it is read back, in one form', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const numbers = JSON.stringify(value)
        fc.pre(!/__proto__/.test(numbers) && isFaithful(value))
        const text = writeJson(value)
        expect(parseCanonical(text)).toEqual(JSON.parse(text))
        expect(writeJson(JSON.parse(text))).toBe(text)
        expect(text).toBe(canonicalize(value))
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  // RFC 8785, section 3.2.3 and appendix B.
  it('sorts members by their UTF-16 and writes numbers as ECMAScript does', () => {
    const members = { '\u20ac': 1, '\r': 2, '1': 3, '\u{1f600}': 4, '\ufb33': 5 }
    expect(writeJson(members)).toBe('{"\\r":2,"1":3,"\u20ac":1,"\u{1f600}":4,"\ufb33":5}')
    expect(writeJson([333333333.3333333, 1e-7, -0, 4.5, 1e-27])).toBe('[333333333.3333333,1e-7,0,4.5,1e-27]')
  })

  it.each<[string, unknown]>([
    ['undefined', { a: undefined }],
    ['NaN', [Number.NaN]],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['an integer beyond 2^53', { a: 2 ** 53 }],
    ['a lone surrogate', ['\ud800']],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['a date', { a: new Date(0) }],
    ['bytes', [new Uint8Array(1)]],
    ['a function', [() => 1]],
    ['a bigint', [1n]],
  ])('cannot hold %s', (_, value) => {
    expect(() => writeJson(value)).toThrow(refused)
  })

  it.each([
    ['blanks', '{"a": 1}'],
    ['another order', '{"b":1,"a":1}'],
    ['another spelling of a number', '[1.0]'],
    ['an exponent', '[1e2]'],
    ['minus zero', '[-0]'],
    ['an escape that is none', '["\\u0061"]'],
    ['an escaped slash', '["\\/"]'],
    ['a lone surrogate', '["\\ud800"]'],
    ['an integer beyond 2^53', '[9007199254740993]'],
    ['a line end', '{}\n'],
    ['digits as names in the order of numbers', '{"9":1,"10":2}'],
    ['a member twice', '{"a":1,"a":1}'],
    ['a member `__proto__`', '{"__proto__":1}'],
  ])('is refused with %s', (_, text) => {
    expect(() => parseCanonical(text)).toThrow(refused)
  })

  it('may have digits as names, in the order of their letters', () => {
    expect(parseCanonical('{"10":2,"9":1}')).toEqual({ 9: 1, 10: 2 })
  })
})

describe('bytes', () => {
  it.each<[string, number[]]>([
    ['overlong', [0xc0, 0x80]],
    ['cut', [0xe2, 0x82]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['no start', [0x80]],
  ])('that are no UTF-8 are refused: %s', (_, bytes) => {
    expect(() => utf8(Buffer.from(bytes))).toThrow(refused)
  })

  it('keep their byte order mark, which is no JSON', () => {
    expect(utf8(Buffer.from('\ufeffx'))).toBe('\ufeffx')
  })
})
