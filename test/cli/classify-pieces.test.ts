// How classify takes text apart: values wherever they begin and end, and what is none as the lines that it stands on.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pieces } from '../../src/cli/classify/pieces.ts'
import { rawElements } from '../../src/cli/classify/raw.ts'

const cut = (text: string, size = 1_000, longest?: number) => {
  const { push, end } = pieces(longest)
  const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  )
  return [...chunks.flatMap(push), ...end()]
}
/** Each as its line, its text, and whether it is JSON. */
const told = (text: string, size?: number) => cut(text, size).map((one) => [one.line, one.text, 'value' in one])

describe('values', () => {
  it('are taken one a line, and blank lines are counted', () => {
    expect(told('{"a":1}\n\n{"b":2}\r\n')).toEqual([
      [1, '{"a":1}', true],
      [3, '{"b":2}\r', true],
    ])
  })

  it('are taken over many lines, one behind the other', () => {
    expect(told('{\n "a": [1,\n 2]\n}\n{\n}')).toEqual([
      [1, '{\n "a": [1,\n 2]\n}', true],
      [5, '{\n}', true],
    ])
  })

  it('are taken from one line, as Firehose writes them', () => {
    expect(told('{"a":"}\\""}{"b":1} [2]')).toEqual([
      [1, '{"a":"}\\""}', true],
      [1, '{"b":1}', true],
      [1, '[2]', true],
    ])
  })

  it('are the same however the text was chunked', () => {
    const value = fc.oneof(fc.object(), fc.array(fc.object()))
    const text = fc
      .array(fc.tuple(value, fc.constantFrom('\n', '', ' ', ',\n'), fc.boolean()))
      .map((all) => all.map(([one, end, wide]) => JSON.stringify(one, null, wide ? 1 : 0) + end).join(''))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (all, size) => {
        expect(told(all, size)).toEqual(told(all, all.length + 1))
      }),
    )
  })
})

describe('what is no JSON', () => {
  it('is its line alone where an entry was cut within a string', () => {
    expect(told('{"a":"xx\n{"b":1}\n')).toEqual([
      [1, '{"a":"xx', false],
      [2, '{"b":1}', true],
    ])
  })

  it.each(['{"a":', '{"a":1,', '{"a":{"b":[', '{', '[', '{"a":tru', '{"a"'])(
    'is its line alone where an entry was cut as %s',
    (head) => {
      expect(told(`${head}\n{"b":1}\n{"c":2}\n`)).toEqual([
        [1, head, false],
        [2, '{"b":1}', true],
        [3, '{"c":2}', true],
      ])
    },
  )

  it('hides nothing that stands before it on the line', () => {
    expect(told('{"a":1} and more\n{"b":1}')).toEqual([
      [1, '{"a":1}', true],
      [1, 'and more', false],
      [2, '{"b":1}', true],
    ])
  })

  it('is the frame of a list that was cut, and not its elements', () => {
    expect(told('{"events":[\n{"a":1},\n{"b":2},\n{"c')).toEqual([
      [1, '{"events":[', false],
      [2, '{"a":1}', true],
      [3, '{"b":2}', true],
      [4, '{"c', false],
    ])
  })

  it('is refused where it is longer than may be held, with what to do', () => {
    expect(() => cut(`{"a":"${'x'.repeat(3_000)}"}`, 1_000, 2_000)).toThrow(
      expect.objectContaining({ code: 'INPUT_UNREADABLE', hint: expect.stringContaining('jq -c') }),
    )
    expect(cut(`{"a":"${'x'.repeat(1_000)}"}\n`.repeat(5), 500, 2_000)).toHaveLength(5)
  })
})

describe('elements of a list', () => {
  it('are as they are written, so that one that says something twice still does', () => {
    expect(rawElements('{"items": [ {"a":1,"a":2} , "]" ,[3], 4.0 ], "x":[5]}', 'items')).toEqual([
      '{"a":1,"a":2}',
      '"]"',
      '[3]',
      '4.0',
    ])
  })

  it('are those that a parser finds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.object(), (list, other) => {
        expect(rawElements(JSON.stringify({ ...other, list }), 'list').map((one) => JSON.parse(one))).toEqual(
          JSON.parse(JSON.stringify(list)),
        )
        expect(rawElements(JSON.stringify(list, null, 2)).map((one) => JSON.parse(one))).toEqual(
          JSON.parse(JSON.stringify(list)),
        )
      }),
    )
  })
})
