// Names a line that is not in our form for what it pretends to be: a redaction that is none of ours, or a slice, which we never write.
import { EvidenceError } from '../errors.ts'
import { readExchange } from '../observation/format.ts'
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
      const found = namesOf(line)
      for (const [name, check] of members) if (found.includes(name) && !isExchange(line)) return check
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

const isExchange = (line: string): boolean => {
  try {
    readExchange(line)
    return true
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    return false
  }
}
