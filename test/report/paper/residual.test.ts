// The report's second page says what docs/threat-model.md says, word by word: the two are never told apart.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { markup } from '../../../src/report/html/html.ts'
import { assumptions } from '../../../src/report/paper/assumptions.ts'
import { answers, residual } from '../../../src/report/paper/residual.ts'
import { shownText } from './shown.ts'

const page = readFileSync('docs/threat-model.md', 'utf8')
const part = (heading: string): string => page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
const plain = (text: string): string => text.replaceAll('**', '').replaceAll('`', '').replace(/\s+/g, ' ').trim()

const risks = part('What is not found')
  .split(/\n(?=\d+\. )/)
  .slice(1)
  .map((one) => /^(\d+)\. \*\*([\s\S]+?)\*\*([\s\S]*)$/.exec(one) ?? [])
const rows = part('What to do about it')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split('|').slice(1, -1).map(plain))

describe('the residual risks', () => {
  it('are those of the threat model, in its order and words', () => {
    expect(risks.map(([, number]) => Number(number))).toEqual(risks.map((_, at) => at + 1))
    expect(residual.map(({ risk }) => risk)).toEqual(risks.map(([, , risk = '']) => plain(risk)))
    expect(residual.map(({ risk, says }) => (says.startsWith(',') ? `${risk}${says}` : `${risk} ${says}`))).toEqual(
      risks.map(([, , risk = '', says = '']) => plain(`${risk}${says}`)),
    )
    expect(residual.length).toBeGreaterThan(10)
  })

  it('have the answers of the threat model, each with whose it is', () => {
    expect(answers.map(({ risks: of, answer, whose }) => [of.join(', '), answer, whose])).toEqual(rows)
    expect(rows.length).toBeGreaterThan(5)
  })

  it('all stand on the page, numbered as there', () => {
    const text = shownText([...assumptions.body('2')].map(markup).join(''))
    for (const { risk, says } of residual) expect(text).toContain(`${risk}${says.startsWith(',') ? '' : ' '}${says}`)
    for (const [of = '', answer = '', whose = ''] of rows) expect(text).toContain(`${of} ${answer} ${whose}`)
  })
})
