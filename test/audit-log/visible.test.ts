// Hostile text made fit for people.
import { expect, it } from 'vitest'
import { visible } from '../../src/audit-log/visible.ts'

it('leaves names in any script as they are', () => {
  expect(visible('прод/корзина-0 カート')).toBe('прод/корзина-0 カート')
})

it.each([
  ['reverses the line', 'a\u202Eb', 'a\\u{202E}b'],
  ['hides between letters', 'a\u200Bb', 'a\\u{200B}b'],
  ['moves the cursor', 'a\u001B[2Jb', 'a\\u{1B}[2Jb'],
  ['begins a line', 'a\nb', 'a\\u{A}b'],
  ['carries a message in tags', 'a\u{E0041}b', 'a\\u{E0041}b'],
  ['chooses another glyph', 'a\uFE0Fb', 'a\\u{FE0F}b'],
])('shows by its code what %s', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})

it('cuts what floods, and says how much', () => {
  expect(visible('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxxx… (999990 more characters)')
})

it('leaves no half of a character where it cuts', () => {
  expect(visible('a😀', 2).isWellFormed()).toBe(true)
})
