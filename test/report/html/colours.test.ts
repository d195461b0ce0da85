// Colours: all text can be read by WCAG's AA, in light and in dark; and none says anything alone.
import { describe, expect, it } from 'vitest'
import { dark, light, type Palette } from '../../../src/report/html/palette.ts'
import { allStates, told } from '../../../src/report/html/states.ts'

// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: string, other: string): number => {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

const tones = ['good', 'bad', 'doubt', 'calm', 'gap', 'late'] as const

describe.each([
  ['light', light],
  ['dark', dark],
] as [string, Palette][])('%s', (_, of) => {
  it.each(['ink', 'muted', 'link', ...tones] as const)('%s can be read on paper and on cards', (name) => {
    for (const ground of [of.paper, of.card]) expect(contrast(of[name], ground)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(tones)('%s and ink can be read on its wash', (name) => {
    for (const text of [of[name], of.ink, of.muted])
      expect(contrast(text, of[`${name}-wash`])).toBeGreaterThanOrEqual(4.5)
  })

  it('shows where the focus is, and where a field ends', () => {
    for (const name of ['focus', 'strong-rule'] as const) expect(contrast(of[name], of.paper)).toBeGreaterThanOrEqual(3)
  })
})

describe('a state', () => {
  it('has a word of its own', () => {
    const words = allStates.map((state) => told(state).word)
    expect(new Set(words).size).toBe(words.length)
  })

  // What stands beside each other, in one table or on one map.
  it.each([
    [['pass', 'fail', 'accepted', 'unknown', 'not-applicable', 'unread', 'idle']],
    [['complete', 'empty', 'late', 'partial', 'failed', 'missed', 'none', 'idle']],
  ] as (typeof allStates)[][])('has a shape and a filling of its own among %s', (beside) => {
    for (const one of ['shape', 'fill'] as const)
      expect(new Set(beside.map((state) => told(state)[one])).size).toBe(beside.length)
  })
})
