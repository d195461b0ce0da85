// docs/operations.md says of every kind of record what it needs, as the command asks for it.
import { expect, it } from 'vitest'
import { kinds, needed } from '../../src/attested/record.ts'
import { text } from '../layout-tree.ts'

const rows = text('docs/operations.md')
  .split('\n')
  .flatMap((line) => {
    const [, kind, needs] = /^\| `([a-z-]+)` \| (.*?) \|/.exec(line) ?? []
    return kind && needs && kinds.some((one) => one === kind) ? [{ kind, needs }] : []
  })

it('names every kind, once', () => {
  expect(rows.map(({ kind }) => kind).sort()).toEqual([...kinds].sort())
})

it.each(kinds)('names what a record of the kind %s needs', (kind) => {
  const { needs = '' } = rows.find((one) => one.kind === kind) ?? {}
  expect(needed[kind].filter((name) => !needs.includes(`\`${name}\``))).toEqual([])
})
