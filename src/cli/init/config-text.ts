// The configuration as init writes it: what was chosen, and everything else as a comment with its default.
import type { Catalog } from '../../catalog.ts'
import type { Slot } from '../../model.ts'
import { defaultSla } from '../../sla.ts'
import { detectionMeanings } from './detection-meanings.ts'
import { meanings } from './meanings.ts'

export type Chosen = { regions: 'all' | string[]; period: Slot | undefined }

const head = `# What eks-evidence observes, and what its controls expect. Each tick stores the configuration it ran with as evidence.
# A line with # at once before its name or its indentation is a default: take the # away to set it. Sentences begin with "# ".
`

/** A setting line, commented out: `#` and then the line as it would stand. */
const off = (line: string): string => `#${line}`
const said = (sentence: string): string => `# ${sentence}`

/** YAML that readConfig takes, with all that is commented out taken in or left out. */
export const configText = ({ regions, period }: Chosen, { sources, controls, detections }: Catalog): string =>
  [
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
    said(
      'Days within which a failing control is to pass again, by its severity; 0: no deadline. No verdict rests on it: findings',
    ),
    said('and the report say which failures are past it.'),
    off('sla:'),
    ...Object.entries(defaultSla).map(([severity, days]) => off(`  ${severity}: ${days}`)),
    '',
    said('The settings of controls. Any control can be turned off with a reason in place of settings: { off: "why" }'),
    off('controls:'),
    ...settable(controls, meanings),
    '',
    said('These controls have no setting:'),
    ...others(controls),
    '',
    said(
      'Detections: their settings, whom nobody is told of (`allow`), or off with a reason, { off: "why" }. What an entry of',
    ),
    said(
      '`allow` lets pass is counted all the same, with its reason. All that an entry names must fit: principals (ARNs or user',
    ),
    said(
      'names), namespaces, images (every one of the object), cidrs (every source address); * stands for any characters.',
    ),
    said('Below `detections:`, two blanks in, as:'),
    said(allowExample),
    off('detections:'),
    ...settable(detections, detectionMeanings),
    '',
    said('These detections have no setting:'),
    ...others(detections),
    '',
  ].join('\n')

/** How an allow-list is written; a test reads it. */
export const allowExample =
  'DET-22: { allow: [{ principals: ["arn:aws:iam::*:role/support"], namespaces: ["shop-*"], reason: "support of the shop" }] }'

type Settable = { id: string; title: string; settings?: object }
const hasSettings = ({ settings = {} }: Settable): boolean => Object.keys(settings).length > 0

const settable = (all: readonly Settable[], meanings: Record<string, string>): string[] =>
  all
    .filter(hasSettings)
    .sort(byId)
    .flatMap(({ id, title, settings = {} }) => [
      said(`${id}: ${title}`),
      off(`  ${id}:`),
      off('    settings:'),
      ...Object.entries(settings).flatMap(([name, value]) => [
        said(`${name}: ${meanings[`${id}.${name}`] ?? 'see its page'}`),
        off(`      ${name}: ${JSON.stringify(value)}`),
      ]),
    ])

const others = (all: readonly Settable[]): string[] =>
  all
    .filter((one) => !hasSettings(one))
    .sort(byId)
    .map(({ id, title }) => said(`${id}: ${title}`))

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)

const periodLine = ({ start, end }: Slot): string => `period: { start: ${start}, end: ${end} }`
const example: Slot = { start: '2026-01-01T00:00:00Z', end: '2027-01-01T00:00:00Z' }
