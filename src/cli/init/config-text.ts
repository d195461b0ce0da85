// The configuration as init writes it: what was chosen, and everything else as a comment with its default.
import type { Catalog } from '../../catalog.ts'
import type { Slot } from '../../model.ts'
import { meanings } from './meanings.ts'

export type Chosen = { regions: 'all' | string[]; period: Slot | undefined }

const head = `# What eks-evidence observes, and what its controls expect. Each tick stores the configuration it ran with as evidence.
# A line with # at once before its name or its indentation is a default: take the # away to set it. Sentences begin with "# ".
`

/** A setting line, commented out: `#` and then the line as it would stand. */
const off = (line: string): string => `#${line}`
const said = (sentence: string): string => `# ${sentence}`

/** YAML that readConfig takes, with all that is commented out taken in or left out. */
export const configText = ({ regions, period }: Chosen, { sources, controls }: Catalog): string => {
  const withSettings = controls.filter(({ settings }) => Object.keys(settings).length > 0).sort(byId)
  const without = controls.filter(({ settings }) => Object.keys(settings).length === 0).sort(byId)
  return [
    head,
    said('Which regions are observed: all that the account has enabled, or a list, as [eu-west-1, us-east-1].'),
    `regions: ${regions === 'all' ? 'all' : `[${regions.join(', ')}]`}`,
    '',
    said(
      'The audit period in UTC; its end is not part of it. Evidence is locked for a year beyond it, and for 800 days at least.',
    ),
    said('The stack must be deployed with PERIOD_END set to the same end.'),
    period ? periodLine(period) : off(periodLine(example)),
    '',
    said('What is left out, by ARN, * for any characters, each with its reason:'),
    said('- { subject: "arn:aws:eks:*:*:cluster/sandbox-*", reason: "torn down every night" }'),
    off('exclude: []'),
    '',
    said('Seconds between two observations, by source: whole hours that divide a week.'),
    off('cadence:'),
    ...sources.flatMap(({ id, every, of, kind }) => [
      said(`${id}: read for each ${of}${kind === 'window' ? ', window by window' : ''}`),
      off(`  ${id}: ${every}`),
    ]),
    '',
    said('The settings of controls. Any control can be turned off with a reason in place of settings: { off: "why" }'),
    off('controls:'),
    ...withSettings.flatMap(({ id, title, settings }) => [
      said(`${id}: ${title}`),
      off(`  ${id}:`),
      off('    settings:'),
      ...Object.entries(settings).flatMap(([name, value]) => [
        said(`${name}: ${meanings[`${id}.${name}`] ?? 'see the control'}`),
        off(`      ${name}: ${JSON.stringify(value)}`),
      ]),
    ]),
    '',
    said('These controls have no setting:'),
    ...without.map(({ id, title }) => said(`${id}: ${title}`)),
    '',
  ].join('\n')
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)

const periodLine = ({ start, end }: Slot): string => `period: { start: ${start}, end: ${end} }`
const example: Slot = { start: '2026-01-01T00:00:00Z', end: '2027-01-01T00:00:00Z' }
