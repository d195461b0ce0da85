// The contents of a page: what is much is folded, so that the chapters are seen together; all of it is there.
import { expect, it } from 'vitest'
import { html } from '../../../src/report/html/html.ts'
import { type Entry, page } from '../../../src/report/html/page.ts'

const of = (length: number): string => {
  const below: Entry[] = Array.from({ length }, (_, nth) => ({ at: `#part-${nth}`, title: `part ${nth}` }))
  const contents = [{ at: '#one', title: 'One', number: '1', below }]
  const running = { left: '', right: '' }
  const text = [...page({ title: 'x', running, masthead: html`<h1>x</h1>`, contents, body: [], foot: '' })].join('')
  return /<nav class="contents".*?<\/nav>/s.exec(text)?.[0] ?? ''
}
const links = (text: string): number => text.match(/<a href="#part-/g)?.length ?? 0

it('folds the many parts of a chapter, and says how many they are', () => {
  expect(of(103)).toContain('<details><summary>103 parts</summary><ol>')
  expect(links(of(103))).toBe(103)
})
it('shows few parts as they are', () => {
  expect(of(12)).not.toContain('<details>')
  expect(links(of(12))).toBe(12)
})
it('lists nothing below a chapter without parts', () => {
  expect(of(0)).toContain('<li><a href="#one"><span class="number">1</span>One</a></li>')
})
