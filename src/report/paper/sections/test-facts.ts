// What a test rests on: how its population was established, what it reads, its settings in force, its limits, how to do it again.
import type { Settings } from '../../../control.ts'
import { count } from '../../html/badge.ts'
import { type Html, html, type Value } from '../../html/html.ts'
import type { Period } from '../../period/period.ts'
import type { TestSeen } from '../../period/tests.ts'
import { subjects } from './subject.ts'
import { everySaid, list, some, type Told } from './told.ts'

type Line = readonly [name: Value, value: Value]

export const reading = ({ period, catalog }: Told, { control, source, at, totals }: TestSeen): Line[] => {
  const facts = [...new Map(Object.values(control.needs).map(({ fact }) => [fact.id, fact])).values()]
  const actions = [...new Set(facts.flatMap((fact) => fact.actions))]
  const sources = [...new Set(facts.map((fact) => fact.source))]
  const every = period.schedule[source]?.every ?? catalog.sources.find(({ id }) => id === source)?.every
  const { limits, sameAs, remedy } = control
  return [
    ['checks', html`${control.title}.`],
    [
      'population',
      html`<p>${subjects(at.length, control.of)}, ${established[control.of]}</p><p>One observation for each slot of the source <code>${source}</code>${
        every === undefined ? null : html`, ${everySaid(every)}`
      }: ${count(totals.expected)} expected, ${count(totals.expected - totals.unread)} read${totals.late > 0 ? html`, ${count(totals.late)} of them late` : null}, ${count(totals.unread)} not read whole.</p>${leftOut(period, control.of)}`,
    ],
    [
      'reads',
      html`${list(actions.map((action) => html`<code>${action}</code>`))}, stored by ${list(sources.map((one) => html`<code>${one}</code>`))}`,
    ],
    ['cannot see', limits ?? 'What changes and changes back between two readings, and leaves no event.'],
    [
      'do it again',
      html`Each verdict follows from the objects that are named as its evidence: <code>eks-evidence recheck STORE --control ${control.id}</code> judges all of the period again, without AWS. What AWS answers now is asked by <code>eks-evidence reperform STORE --source ${source}</code>.`,
    ],
    ...(sameAs.length > 0 ? [['the same elsewhere', list(sameAs)] as const] : []),
    ['put right by', remedy],
  ]
}

const inventoried =
  'listed by the complete inventories of each observed region, and by nothing else; one that was gone was not listed and not found when it was asked for by name.'
const established: Record<TestSeen['control']['of'], string> = {
  account: 'the account that the ledger is of.',
  region: 'that the account has enabled, of those that the configuration names.',
  cluster: inventoried,
  repository: inventoried,
  deployment: 'that the collector itself runs in.',
}

// Who was left out is no part of the denominator, so it is named beside it.
const leftOut = ({ subjects: all, owed }: Period, of: TestSeen['control']['of']): Html | null => {
  const excluded = all.filter(({ subject, excluded }) => subject.scope === of && excluded.length > 0)
  const isListed = of === 'cluster' || of === 'repository'
  if (excluded.length === 0 && !(isListed && owed.length > 0)) return null
  return html`<ul>${excluded.flatMap(({ subject, excluded: spans }) =>
    spans.map(
      ({ rule, from, to }) =>
        html`<li>left out: ${subject.name}, ${from} to ${to ?? 'the end of what was observed'}: ${rule}</li>`,
    ),
  )}${isListed ? owed.map(({ name, reason, from }) => html`<li>found and not identified: ${name}, from ${from}: ${reason}</li>`) : null}</ul>`
}

/** What was in force, and when that changed. */
export const settingsSaid = ({ period }: Told, { control, off }: TestSeen): Line[] => {
  const spans = settingsOf(period, control.id, control.settings)
  const lines: Line[] = off.map(({ reason, from, to }) => [
    'switched off',
    html`${from} to ${to ?? 'the end of what was observed'}: ${reason}`,
  ])
  if (Object.keys(control.settings).length === 0) return lines
  const [first, ...later] = spans
  const told = html`<ul>${spans.map(
    ({ from, caller, settings }, nth) =>
      html`<li>${nth === 0 ? null : html`from ${from} on, by ${caller}: `}${said(settings, control.settings)}</li>`,
  )}</ul>`
  if (!first) return lines
  const many = later.length > 0 ? html`<p>changed ${some(later.length, 'time')} in the period</p>` : null
  return [...lines, ['settings in force', html`${many}${told}`]]
}

type InForce = { from: string; caller: string; settings: Settings }

/** Each from when it began; equal ones in a row are one. */
export const settingsOf = ({ configs }: Period, id: string, defaults: Settings): InForce[] => {
  const all: InForce[] = []
  for (const { config, from, caller } of configs) {
    const own = config.controls[id]
    const settings = { ...defaults, ...(own && 'settings' in own ? own.settings : {}) }
    const before = all.at(-1)
    if (!before || JSON.stringify(before.settings) !== JSON.stringify(settings)) all.push({ from, caller, settings })
  }
  return all
}

const said = (settings: Settings, defaults: Settings): Html =>
  list(
    Object.entries(settings).map(
      ([name, value]) =>
        html`<code>${name}: ${shown(value)}</code>${JSON.stringify(value) === JSON.stringify(defaults[name] ?? null) ? ' (as it comes)' : null}`,
    ),
  )

const shown = (value: Settings[string]): string => (typeof value === 'string' ? value : JSON.stringify(value))
