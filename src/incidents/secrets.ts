// What the authenticator logged is text: what looks like a credential is withheld from it.
import { getResults } from '../audit-log/insights.ts'
import { isRecord } from '../json.ts'
import { changeAt, type Redaction } from '../redaction/redaction.ts'
import { withholdShapes } from '../redaction/secret-shapes.ts'

const name = 'results[].@message: looks like a credential'

export const authenticatorSecrets: Redaction = {
  action: getResults,
  names: [name],
  apply: (body, took) =>
    changeAt(body, ['results', '[]', '[]'], (cell) => {
      if (!isRecord(cell) || cell.field !== '@message' || typeof cell.value !== 'string') return cell
      const value = withholdShapes(cell.value)
      if (value === cell.value) return cell
      took(name)
      return { ...cell, value }
    }),
}
