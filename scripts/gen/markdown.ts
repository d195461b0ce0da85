// Pages of Markdown that say that they are generated.
import { generated } from './declared.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

export const page = (title: string, lead: string, ...parts: string[]): string =>
  `<!-- ${generated} -->\n# ${title}\n\n${[lead, ...parts].join('\n\n')}\n`

export const byId = <T extends { id: string }>(all: T[]): T[] => all.toSorted((a, b) => a.id.localeCompare(b.id, 'en'))
