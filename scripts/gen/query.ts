// gen/query.ts: the two Logs Insights queries of a window, rendered from the detections.
import { renderQueries } from '../../src/audit-log/query.ts'
import type { Detection } from '../../src/detection.ts'
import { generated, type In } from './declared.ts'

const quoted = (text: string): string => `\`${text.replace(/[\\`$]/g, '\\$&')}\``

export const query = (detections: In<Detection>[]): string => {
  const { rows, counts } = renderQueries(detections.map(({ it }) => it))
  return `// ${generated}\nexport const rowsQuery = ${quoted(rows)}\nexport const countsQuery = ${quoted(counts)}\n`
}
