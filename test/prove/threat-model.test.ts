// docs/threat-model.md names the checks as verify does, and all of them.
import { describe, expect, it } from 'vitest'
import { checks } from '../../src/prove/checks.ts'
import { text } from '../layout-tree.ts'

const page = text('docs/threat-model.md')
const [, found = '', rest = ''] = /## What is found\n([\s\S]*?)\n## (What is not found[\s\S]*)/.exec(page) ?? []
const rows = found.split('\n').filter((line) => line.startsWith('| ') && !line.includes('what is tried'))
const named = rows.flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name))

describe('the threat model', () => {
  it('names no check that verify does not have', () => {
    expect(named.filter((name) => !Object.hasOwn(checks, name ?? ''))).toEqual([])
  })

  it('names every check that verify has', () => {
    expect(Object.keys(checks).filter((name) => !named.includes(name))).toEqual([])
  })

  it('answers only risks that it lists', () => {
    const listed = [...rest.matchAll(/^(\d+)\. \*\*/gm)].map(([, number]) => number)
    const [, answers = ''] = rest.split('## What to do about it')
    const answered = [...answers.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, numbers]) => numbers?.split(', ') ?? [])
    expect(listed.length).toBeGreaterThan(5)
    expect(answered.length).toBeGreaterThan(5)
    expect(answered.filter((number) => !listed.includes(number))).toEqual([])
  })
})
