// What must not be stored: a source declares where its answers can hold secret values, and they are withheld before a line is written.
import type { Action } from '../model.ts'

/** Stands for every withheld value, whatever its length or type. */
export const marker = '[redacted]'

/** Where the answers of one action can hold secret values. One pass may serve several places, each with its name. */
export type Redaction = {
  action: Action
  /** What is withheld, as a path that a person understands: a line that was redacted says these. */
  names: readonly string[]
  /**
   * Pure, and total: whatever AWS answers is taken. Secret values become `marker`; keys, structure and all else stay.
   * Returns the very same value where nothing is withheld, and what it returns it leaves as it is: that is how a verifier
   * sees that nothing was forgotten. Calls `took` with the name of each place where something was withheld.
   */
  apply(body: unknown, took: (name: string) => void): unknown
}

/** The body as it may be stored, and the sorted names of what was withheld: none, and the body is the one given. */
export const redact = (
  redactions: readonly Redaction[] | undefined,
  action: Action,
  body: unknown,
): { body: unknown; names: string[] } => {
  const names = new Set<string>()
  const redacted = (redactions ?? [])
    .filter((one) => one.action === action)
    .reduce((before, { apply }) => apply(before, (name) => names.add(name)), body)
  return { body: redacted, names: [...names].sort() }
}

/**
 * Changes what stands at a path; `[]` is every item of a list. Copies no more than it must, and hands back the same value
 * where nothing was changed or the path leads nowhere.
 */
export const changeAt = (value: unknown, path: readonly string[], change: (value: unknown) => unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined) return change(value)
  if (typeof value !== 'object' || value === null) return value
  if (step === '[]') {
    if (!Array.isArray(value)) return value
    const items = value.map((item) => changeAt(item, rest, change))
    return items.some((item, at) => item !== value[at]) ? items : value
  }
  if (Array.isArray(value) || !Object.hasOwn(value, step)) return value
  const before = (value as Record<string, unknown>)[step]
  const after = changeAt(before, rest, change)
  return after === before ? value : { ...value, [step]: after }
}

/** Withholds whatever stands at a path, be it no text at all; null says that there is nothing. */
export const withholding = (action: Action, path: readonly string[]): Redaction => {
  const name = path.join('.').replaceAll('.[]', '[]')
  return {
    action,
    names: [name],
    apply: (body, took) =>
      changeAt(body, path, (value) => {
        if (value === null || value === marker) return value
        took(name)
        return marker
      }),
  }
}
