// docs/controls.md: what there is, by criterion, and what there is not.
import type { AnyControl } from '../../src/control.ts'
import { criteria, leftOut, type Told } from '../../src/criteria.ts'
import type { Criterion } from '../../src/model.ts'
import type { Source } from '../../src/source.ts'
import type { Declared } from './declared.ts'
import { actionsOf } from './iam-resources.ts'
import { byId, page, table } from './markdown.ts'

const told = Object.entries(criteria) as [Criterion, Told][]

/** Throws for a criterion that src/criteria.ts does not name. */
export const controlsPage = (declared: Declared): string => {
  const controls = byId(declared.controls.map(({ it }) => it))
  const sources = byId(declared.sources.map(({ it }) => it))
  return page(
    'Controls',
    [
      `${controls.length} controls over ${sources.length} sources. A control is a pure function of stored evidence. Whatever was not read makes it \`unknown\`, never \`pass\`; its limits say what it cannot see.`,
      'Criteria are those that it is relevant to: whether a criterion is met is for an auditor to say. Each control stands under its first criterion.',
    ].join(' '),
    '## Criteria',
    byCriterion(declared),
    ...told.flatMap(([one, { about }]) => under(one, about, controls, sources)),
    '## Sources',
    sourcesTable(sources),
    '## Asked for, and no control',
    table(
      ['id', 'asked', 'why'],
      byId(leftOut).map(({ id, asked, why }) => [id, asked, why]),
    ),
  )
}

const byCriterion = ({ controls, detections }: Declared): string => {
  const all = [...controls, ...detections].map(({ it }) => it)
  for (const one of new Set(all.flatMap((it) => it.criteria)))
    if (!(one in criteria)) throw new Error(`${one}: say in src/criteria.ts what it is about`)
  return table(
    ['criterion', 'about', 'controls and detections', 'not covered'],
    told.map(([one, { about, not }]) => [
      one,
      about,
      byId(all.filter((it) => it.criteria.includes(one)))
        .map(({ id }) => id)
        .join(', ') || 'none',
      not,
    ]),
  )
}

const under = (criterion: Criterion, about: string, controls: AnyControl[], sources: Source[]): string[] => {
  const own = controls.filter((control) => control.criteria[0] === criterion)
  return own.length === 0 ? [] : [`## ${criterion}: ${about}`, ...own.map((control) => section(control, sources))]
}

const section = (control: AnyControl, sources: Source[]): string => {
  const { id, title, of, criteria: relevant, severity, needs, settings, remedy, limits, sameAs } = control
  const facts = Object.values(needs).map(({ fact }) => fact)
  const read = [...new Set(facts.map(({ source }) => source))].sort().map((name) => {
    const own = facts.filter(({ source }) => source === name).flatMap(({ actions }) => actions)
    const asked =
      own.length > 0 ? own : (sources.find((one) => one.id === name)?.operations ?? []).map((op) => op.action)
    return `\`${name}\` (${permissions(asked).join(', ')})`
  })
  const set = Object.entries(settings).map(([name, value]) => `\`${name}\` ${JSON.stringify(value)}`)
  return [
    `### ${id} ${title}`,
    '',
    `- Judged for each ${of}; ${severity}; relevant to ${relevant.join(', ')}`,
    `- Read from ${read.join('; ') || 'the configuration'}`,
    ...(set.length > 0 ? [`- Settings: ${set.join(', ')}`] : []),
    ...(limits ? [`- Limits: ${limits}`] : []),
    `- Remedy: ${remedy.replaceAll('\n', ' ')}`,
    ...(sameAs.length > 0 ? [`- Elsewhere: ${sameAs.join('; ')}`] : []),
  ].join('\n')
}

const permissions = (actions: readonly string[]): string[] => [...new Set(actions.flatMap(actionsOf))].sort()

const sourcesTable = (sources: Source[]): string =>
  table(
    ['source', 'of each', 'usually every', 'permissions'],
    sources.map(({ id, of, every, kind, operations }) => [
      id,
      of,
      `${every / 3_600} h${kind === 'window' ? ' (windows)' : ''}`,
      permissions(operations.map(({ action }) => action)).join(', '),
    ]),
  )
