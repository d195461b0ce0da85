// JSON texts as anybody may write them: members twice, other spellings, blanks, numbers in every form.
import * as fc from 'fast-check'

const blank = fc.oneof({ weight: 12, arbitrary: fc.constant('') }, fc.constantFrom(' ', '\n', '\r\n', '\t', '  '))

/** A string of JSON by the way in which each of its characters is spelled. */
const spelled = (char: string, way: number): string => {
  const code = `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  if (way === 1) return char.length === 1 ? code : char
  if (char === '"' || char === '\\') return `\\${char}`
  if (char === '/' && way === 2) return '\\/'
  return char < ' ' ? code : char
}
const chars = fc.constantFrom(
  'a',
  'b',
  ':',
  ',',
  '{',
  '}',
  '[',
  '"',
  '\\',
  '/',
  '<',
  '&',
  '\n',
  '\0',
  'é',
  '€',
  '\ud800',
  '\u{1f600}',
  '0',
  'e',
)
const string = (of: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(of, fc.nat(3)), { maxLength: 5 })
    .map((parts) => `"${parts.map(([char, way]) => spelled(char, way)).join('')}"`)

const names = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('"a"', '"b"', '""', '"\\u0061"', '"1"', '"constructor"', '"toString"') },
  { weight: 4, arbitrary: string(chars) },
  fc.constantFrom('"__proto__"', '"\\u005f_proto__"'),
)
const numbers = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    ...[
      '0',
      '-0',
      '1',
      '12',
      '999',
      '1000',
      '1e3',
      '1E3',
      '10e2',
      '8000',
      '8e3',
      '65000',
      '65e3',
      '1.0',
      '0.001',
      '1e-3',
    ],
    ...[
      '1e400',
      '-1e400',
      '1e-400',
      '100000000',
      '1e8',
      '9007199254740993',
      '1e15',
      '1e16',
      '1e21',
      '123456789012345680000',
    ],
    ...['2000001000', '2000001e3', '1.7356896001234E9', '5120.0', '-1000', '-1e3', '1e+3', '1e03', '0e0'],
  ),
)

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(numbers, numbers, string(chars), fc.constantFrom('true', 'false', 'null', '[]', '{}')),
    fc
      .array(fc.tuple(blank, tie('value')), { maxLength: 5 })
      .map((items) => `[${items.map((item) => item.join('')).join(',')}]`),
    fc
      .array(fc.tuple(blank, names, blank, tie('value')), { maxLength: 6 })
      .map((all) => `{${all.map(([before, name, behind, of]) => `${before}${name}${behind}:${of}`).join(',')}}`),
  ),
}))

/** Each is JSON. Of a member twice both are there. */
export const jsonTexts: fc.Arbitrary<string> = fc.tuple(blank, value, blank).map((parts) => parts.join(''))
