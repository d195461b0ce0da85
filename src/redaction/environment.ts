// Where answers of Lambda hold secret values: what a function's environment is set to. The names stay, and one digest over all
// values, by which two readings are compared.
import { sha256 } from '../digest.ts'
import { isRecord, writeJson } from '../json.ts'
import type { Action } from '../model.ts'
import { changeAt, marker, type Redaction } from './redaction.ts'

/** Beside the withheld values; AWS's answers have no such member. */
export const digestMember = 'VariablesSha256'

/** Withholds every value of a function's environment at a path, whatever it is and looks like. */
export const environmentAt = (action: Action, path: readonly string[]): Redaction => {
  const name = [...path, 'Variables'].join('.')
  return {
    action,
    names: [name],
    apply: (body, took) =>
      changeAt(body, path, (environment) => {
        if (!isRecord(environment) || !Object.hasOwn(environment, 'Variables')) return environment
        const { Variables: variables } = environment
        if (variables === null || isWithheld(environment)) return environment
        took(name)
        return { ...environment, Variables: withheld(variables), [digestMember]: sha256(writeJson(variables)) }
      }),
  }
}

const withheld = (variables: unknown): unknown =>
  isRecord(variables) ? Object.fromEntries(Object.keys(variables).map((name) => [name, marker])) : marker

// The digest alone says that it was taken: an environment whose values are all the marker by themselves is digested too.
const isWithheld = ({ Variables: variables, [digestMember]: digest }: Record<string, unknown>): boolean =>
  typeof digest === 'string' &&
  (variables === marker || (isRecord(variables) && Object.values(variables).every((value) => value === marker)))
