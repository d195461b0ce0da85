// Where answers of Lambda hold secret values: what a function's environment is set to. The names stay, and one digest over all
// values, by which two readings are compared.
import { sha256 } from '../digest.ts'
import { isRecord } from '../json.ts'
import type { Digest } from '../model.ts'
import { changeAt, marker, type Redaction } from './redaction.ts'

const name = 'Environment.Variables'
// Beside the withheld values: AWS's answers have no such member.
const digestMember = 'VariablesSha256'

/** Withholds every value of a function's environment, whatever it is and looks like. */
export const functionEnvironment: Redaction = {
  action: 'lambda:GetFunctionConfiguration',
  names: [name],
  apply: (body, took) =>
    changeAt(body, ['Environment'], (environment) => {
      if (!isRecord(environment) || !Object.hasOwn(environment, 'Variables')) return environment
      const { Variables: variables } = environment
      if (variables === null || isWithheld(environment)) return environment
      took(name)
      return { ...environment, Variables: withheld(variables), [digestMember]: digestOf(variables) }
    }),
}

const withheld = (variables: unknown): unknown =>
  isRecord(variables) ? Object.fromEntries(Object.keys(variables).map((own) => [own, marker])) : marker

// Of whatever was answered, so that no answer is lost for it: pairs in the order of their names, as JSON.
const digestOf = (variables: unknown): Digest =>
  sha256(JSON.stringify(isRecord(variables) ? Object.entries(variables).sort(byName) : variables))
const byName = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1)

// The digest alone says that it was taken: an environment whose values are all the marker by themselves is digested too.
const isWithheld = ({ Variables: variables, [digestMember]: digest }: Record<string, unknown>): boolean =>
  typeof digest === 'string' &&
  (variables === marker || (isRecord(variables) && Object.values(variables).every((value) => value === marker)))
