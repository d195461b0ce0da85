// attest --template: a file for each kind, which says what is missing until it is filled in, and then is a record.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { controls } from '../../gen/registry.ts'
import { ofDocument, renews } from '../../src/attested/items.ts'
import { kinds, needed } from '../../src/attested/record.ts'
import { recordFrom } from '../../src/cli/attest/said.ts'
import { template } from '../../src/cli/attest/template.ts'
import { EvidenceError } from '../../src/errors.ts'
import { failureOf, run } from './run.ts'

const place = mkdtempSync(join(tmpdir(), 'eks-evidence-template-'))
afterAll(() => rmSync(place, { recursive: true }))

const document = { name: 'a', sha256: `sha256:${'0'.repeat(64)}`, bytes: 1, key: 'documents/a' } as const
const put = { attestedBy: 'arn', now: '2026-01-05T00:20:00Z' }
const said = (
  kind: (typeof kinds)[number],
  text: string,
  of = needed[kind].includes('document') ? document : undefined,
) => {
  try {
    return recordFrom({ name: 'record.yml', text }, { ...put, kind, document: of })
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    return error.detail.faults as string[]
  }
}

describe.each(kinds)('the template of %s', (kind) => {
  it('says of each that is not filled in that it is missing, and of nothing else', () => {
    const faults = said(kind, template(kind)) as string[]
    const own = (renews[kind] ?? []).length === 1 ? ['item'] : []
    const asked = ['performedAt', 'by', ...needed[kind]].filter((name) => ![...own, 'document'].includes(name))
    const named = new Set(faults.map((fault) => /^[a-zA-Z]+/.exec(fault)?.[0]))
    expect([...named].sort()).toEqual([...new Set(asked)].sort())
  })

  it('is a record when it is filled in, with what is a comment or without', () => {
    const values: Record<string, string> = {
      item: renews[kind]?.[0] ?? 'x',
      performedAt: '2026-01-04T09:00:00Z',
      approvedAt: '2026-01-04T08:00:00Z',
      from: '2026-01-04T08:00:00Z',
      until: '2026-01-04T08:30:00Z',
      decision: 'keep',
    }
    const filled = (text: string): string =>
      text
        .replace(/^( *(?:- )?)([a-zA-Z]+): #.*$/gm, (_, indent: string, name: string) =>
          ['people', 'roster', 'subjects', 'findings', 'entries'].includes(name)
            ? `${indent}${name}:`
            : `${indent}${name}: ${values[name] ?? `Some ${name}`}`,
        )
        .replace(/^ {2}-$/gm, '  - Somebody')
    const whole = template(kind).replace(/^# (?=[a-zA-Z]+: #| {2}-)/gm, '')
    expect(said(kind, filled(template(kind)), document)).toMatchObject({ kind })
    expect(said(kind, filled(whole), document)).toMatchObject({ kind, notes: 'Some notes', ticket: 'Some ticket' })
  })
})

it('is printed, and nothing is asked for', async () => {
  const { code, out } = await run(['attest', 'drill', '--template'])
  expect([code, out]).toEqual([0, expect.stringContaining('item: incident-response')])
})

it('is named where there is no file', async () => {
  const { code, hint } = failureOf(await run(['attest', 'drill', '--json']))
  expect([code, hint]).toEqual(['USAGE', expect.stringContaining('attest drill --template')])
})

it('refuses an item that no record of the kind renews, since no control would look at it', async () => {
  const file = join(place, 'review.yml')
  writeFileSync(file, 'item: security-policy\nperformedAt: 2026-01-04T09:00:00Z\nby: Ada\nreviewedBy: Ravi\n')
  const { faults } = failureOf(await run(['attest', 'review', '--file', file, '--json']))
  expect(faults).toEqual([expect.stringContaining('item: a review is of one of security-owner, ')])
})

it.each([
  ['review', 'security-policies', ['document']],
  ['review', 'architecture', ['document', 'subjects']],
  ['review', 'security-owner', []],
  ['delivery', 'training-material', ['document']],
  ['delivery', 'security-metrics', []],
] as const)('asks for what the control over a %s of %s asks for', (kind, item, names) => {
  const text = `item: ${item}\nperformedAt: 2026-01-04T09:00:00Z\nby: Ada\nreviewedBy: Ravi\npeople: [Olu]\n`
  const faults = said(kind, text)
  expect(Array.isArray(faults) ? faults.map((fault) => fault.split(':')[0]) : []).toEqual(names)
})

it('asks for a document where the remedy of the control does', () => {
  for (const kind of ['review', 'delivery'] as const)
    for (const item of renews[kind] ?? []) {
      const { remedy = '' } =
        controls.find((one) => one.remedy.includes(`attest ${kind} `) && one.remedy.includes(`item ${item}`)) ?? {}
      const [, options = ''] = new RegExp(`attest ${kind} ([^,(]*)`).exec(remedy) ?? []
      expect([item, options.includes('--document')]).toEqual([item, ofDocument.includes(item)])
    }
})

it('names for each item the control that its remedy sends there', () => {
  for (const [kind, items] of Object.entries(renews))
    for (const item of items) {
      const sending = controls.filter(({ remedy }) => remedy.includes(`attest ${kind} `))
      expect([kind, item, sending.some(({ remedy }) => remedy.includes(`item ${item}`))]).toEqual([kind, item, true])
    }
})
