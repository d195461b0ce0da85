// The SDK's packaged schemas: which members a shape has, and of what type. https://smithy.io/2.0/spec/model.html
import * as account from '@aws-sdk/client-account'
import * as backup from '@aws-sdk/client-backup'
import * as cloudformation from '@aws-sdk/client-cloudformation'
import * as cloudtrail from '@aws-sdk/client-cloudtrail'
import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as config from '@aws-sdk/client-config-service'
import * as ecr from '@aws-sdk/client-ecr'
import * as eks from '@aws-sdk/client-eks'
import * as events from '@aws-sdk/client-eventbridge'
import * as iam from '@aws-sdk/client-iam'
import * as inspector2 from '@aws-sdk/client-inspector2'
import * as kms from '@aws-sdk/client-kms'
import * as lambda from '@aws-sdk/client-lambda'
import * as scheduler from '@aws-sdk/client-scheduler'
import * as states from '@aws-sdk/client-sfn'
import * as sns from '@aws-sdk/client-sns'

const clients: Record<string, Record<string, unknown>> = {
  account,
  backup,
  cloudformation,
  cloudtrail,
  cloudwatch,
  config,
  ecr,
  eks,
  events,
  iam,
  inspector2,
  kms,
  lambda,
  monitoring: cloudwatch,
  scheduler,
  sns,
  states,
}

type Static = [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]]
const isStatic = (ref: unknown): ref is Static => Array.isArray(ref) && typeof ref[1] === 'string'

/** A reference is a schema, a function that gives one, a pair of schema and traits, or a number for a simple type. */
const resolve = (ref: unknown): Static | number => {
  if (typeof ref === 'function') return resolve(ref())
  if (typeof ref === 'number' || isStatic(ref)) return ref
  if (Array.isArray(ref)) return resolve(ref[0])
  throw new Error(`not a schema: ${String(ref)}`)
}

const operationOf = (service: string, operation: string): Static => {
  const schema = clients[service]?.[`${operation}$`]
  if (!isStatic(schema)) throw new Error(`the SDK has no schema of ${service}:${operation}`)
  return schema
}

export const inputOf = (service: string, operation: string): unknown => operationOf(service, operation)[4]
export const outputOf = (service: string, operation: string): unknown => operationOf(service, operation)[5]

/** `GET /clusters/{name}`. */
export const routeOf = (service: string, operation: string): string => {
  const { http } = operationOf(service, operation)[3] as { http: [string, string, number] }
  return `${http[0]} ${http[1]}`
}

const simple: Record<number, string> = { 0: 'string', 1: 'number', 2: 'boolean', 4: 'number', 7: 'number' }

export const membersOf = (ref: unknown): Map<string, unknown> => {
  const schema = resolve(ref)
  if (typeof schema === 'number') return new Map()
  const [names, types] = [schema[4] as string[], schema[5] as unknown[]]
  return new Map(names.map((name, at) => [name, types[at]]))
}

/** A member's name in a request: in the query it may have another. */
export const onWire = (member: string, ref: unknown): string => {
  const traits = Array.isArray(ref) && !isStatic(ref) ? (ref[1] as { httpQuery?: string }) : {}
  return traits.httpQuery ?? member
}

/** Every place where a value is not as its schema has it. A null member is an absent one. */
export const misfits = (ref: unknown, value: unknown, path = '$'): string[] => {
  const schema = resolve(ref)
  if (typeof schema === 'number') {
    if (schema >= 128) return each(schema - 128, Object.entries(value as object), path)
    if (schema >= 64) return Array.isArray(value) ? each(schema - 64, [...value.entries()], path) : [`${path}: no list`]
    const type = simple[schema]
    if (type === undefined) return [`${path}: unknown simple type ${schema}`]
    return typeof value === type ? [] : [`${path}: ${typeof value}, not ${type}`]
  }
  const [kind] = schema
  if (kind === 0) return misfits(schema[4], value, path)
  if (typeof value !== 'object' || value === null) return [`${path}: ${String(value)} is no ${schema[2]}`]
  if (kind === 1) return Array.isArray(value) ? each(schema[4], [...value.entries()], path) : [`${path}: no list`]
  if (kind === 2) return each(schema[5], Object.entries(value), path)
  const members = membersOf(schema)
  return Object.entries(value).flatMap(([name, item]) => {
    if (!members.has(name)) return [`${path}.${name}: not a member of ${schema[2]}`]
    return item === null ? [] : misfits(members.get(name), item, `${path}.${name}`)
  })
}

const each = (item: unknown, entries: [string | number, unknown][], path: string): string[] =>
  entries.flatMap(([key, value]) => misfits(item, value, `${path}[${key}]`))
