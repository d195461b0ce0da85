// What CloudFormation makes of a template: conditions, parameters and the intrinsic functions that the stack uses.
import type { Resource } from './packaged.ts'

export type Parameter = {
  Type: string
  Description?: string
  Default?: string | number
  AllowedPattern?: string
  ConstraintDescription?: string
  MinValue?: number
  MaxValue?: number
}
export type Template = {
  Parameters: Record<string, Parameter>
  Conditions: Record<string, unknown>
  Resources: Record<string, Resource>
  Outputs: Record<string, { Condition?: string; Description?: string; Value: unknown }>
}

/** Physical names by `Ref` and `Fn::GetAtt`, as `EvidenceBucket` or `SigningKey.Arn`; those not given are named after themselves. */
type Names = Record<string, string>

const pseudo: Names = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': '111122223333',
  'AWS::Region': 'eu-west-1',
  'AWS::StackName': 'eks-evidence-prod',
  'AWS::StackId': 'arn:aws:cloudformation:eu-west-1:111122223333:stack/eks-evidence-prod/1',
}
const nothing = Symbol('AWS::NoValue')

/** Resources and outputs that exist with these parameters, with values in place of functions. Throws for a function that it does not know. */
export const resolved = (template: Template, parameters: Names = {}, names: Names = {}): Template => {
  const defaults = Object.entries(template.Parameters).map(([name, { Default = '' }]) => [name, String(Default)])
  const known: Names = { ...pseudo, ...Object.fromEntries(defaults), ...parameters, ...names }
  const value = (name: string): string => known[name] ?? (name.includes('.') ? `<${name}>` : name)

  const holds = (name: string): boolean => test(template.Conditions[name])
  const test = (condition: unknown): boolean => {
    const [name, given] = Object.entries(condition as object)[0] as [string, unknown]
    if (name === 'Condition') return holds(given as string)
    const parts = given as unknown[]
    if (name === 'Fn::Equals') return fill(parts[0]) === fill(parts[1])
    if (name === 'Fn::Not') return !test(parts[0])
    if (name === 'Fn::And') return parts.every(test)
    throw new Error(`${name}: no such condition here`)
  }

  const call = (name: string, given: unknown): unknown => {
    switch (name) {
      case 'Ref':
        return given === 'AWS::NoValue' ? nothing : value(given as string)
      case 'Fn::GetAtt':
        return value((given as string[]).join('.'))
      case 'Fn::If': {
        const [condition, yes, no] = given as [string, unknown, unknown]
        return fill(holds(condition) ? yes : no)
      }
      case 'Fn::Join': {
        const [by, parts] = given as [string, unknown[]]
        return (fill(parts) as string[]).join(by)
      }
      case 'Fn::Sub': {
        const [text, own] = Array.isArray(given) ? (given as [string, Record<string, unknown>]) : [given as string, {}]
        return text.replace(/\$\{([^}]+)\}/g, (_, part: string) =>
          part in own ? String(fill(own[part])) : value(part),
        )
      }
      default:
        throw new Error(`${name}: no such function here`)
    }
  }

  const fill = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(fill).filter((one) => one !== nothing)
    if (typeof part !== 'object' || part === null) return part
    const entries = Object.entries(part)
    const [name, given] = entries[0] ?? []
    if (entries.length === 1 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::')))
      return call(name, given)
    return Object.fromEntries(entries.map(([key, one]) => [key, fill(one)]).filter(([, one]) => one !== nothing))
  }

  const existing = <T extends { Condition?: string }>(all: Record<string, T>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([, { Condition }]) => Condition === undefined || holds(Condition))
        .map(([id, one]) => [id, fill(one) as T]),
    )
  return { ...template, Resources: existing(template.Resources), Outputs: existing(template.Outputs) }
}

/** A policy of the resolved template, as JSON text. */
export const policyOf = ({ Resources }: Template, id: string): string =>
  JSON.stringify(Resources[id]?.Properties.PolicyDocument)
