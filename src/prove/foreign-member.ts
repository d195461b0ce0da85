// Names a line that holds more than we write for what it pretends to be: we redact nothing and slice nothing.
import { linesOf } from '../observation/read.ts'
import type { Check } from './checks.ts'
import type { Body } from './entered.ts'

const members = new Map<string, Check>([
  ['redacted', 'redaction-known'],
  ['slice', 'answer-slice'],
])

/** Undefined where no line has such a member, or where the lines cannot be read. */
export const foreignMember = (parts: Body[]): Check | undefined => {
  for (const { ref, body } of parts) {
    for (const line of linesOf({ key: ref.key, body })) {
      for (const [name, check] of members) if (namesOf(line).includes(name)) return check
    }
  }
  return undefined
}

const namesOf = (line: string): string[] => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? Object.keys(value) : []
  } catch {
    return [] // a line that is no JSON was named already, or comes behind the one that was
  }
}
