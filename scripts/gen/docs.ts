// docs/controls.md and docs/detections.md: what there is, one line each.
import type { Fact } from '../../src/fact.ts'
import { type Declared, generated } from './declared.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
const byId = <T extends { id: string }>(all: T[]): T[] => all.toSorted((a, b) => a.id.localeCompare(b.id, 'en'))
const page = (title: string, lead: string, body: string): string =>
  `<!-- ${generated} -->\n# ${title}\n\n${lead}\n\n${body}\n`

export const controlsTable = ({ controls }: Declared): string => {
  const rows = byId(controls.map(({ it }) => it)).map(({ id, title, of, criteria, severity, needs, sameAs }) => {
    const sources = Object.values(needs).map(({ fact }: { fact: Fact<unknown> }) => fact.source)
    return [id, title, of, criteria.join(', '), severity, [...new Set(sources)].sort().join(', '), sameAs.join('; ')]
  })
  return page(
    'Controls',
    'A control is a pure function of stored evidence. Whatever was not read makes it `unknown`, never `pass`. Criteria are those that it is relevant to.',
    table(['id', 'good state', 'judged per', 'criteria', 'severity', 'read from', 'elsewhere'], rows),
  )
}

export const detectionsTable = ({ detections }: Declared): string => {
  const rows = byId(detections.map(({ it }) => it)).map(({ id, title, criteria, severity, kind, sameAs }) => [
    id,
    title,
    kind,
    criteria.join(', '),
    severity,
    'audit-log',
    sameAs.join('; '),
  ])
  return page(
    'Detections',
    'A detection is a pure predicate over one entry of the Kubernetes audit log, or a count over many, as far as EKS delivered them to CloudWatch.',
    table(['id', 'title', 'over', 'criteria', 'severity', 'read from', 'elsewhere'], rows),
  )
}
