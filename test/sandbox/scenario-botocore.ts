// botocore's service models: enumerations, patterns and lengths, which the SDK's schemas do not carry.
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

type Shape = {
  type: string
  members?: Record<string, { shape: string }>
  member?: { shape: string }
  value?: { shape: string }
  enum?: string[]
  pattern?: string
  min?: number
  max?: number
}
type Model = { operations: Record<string, { output?: { shape: string } }>; shapes: Record<string, Shape> }

const versions: Record<string, string> = {
  account: '2021-02-01',
  backup: '2018-11-15',
  cloudformation: '2010-05-15',
  cloudtrail: '2013-11-01',
  cloudwatch: '2010-08-01',
  config: '2014-11-12',
  ecr: '2015-09-21',
  eks: '2017-11-01',
  events: '2015-10-07',
  iam: '2010-05-08',
  inspector2: '2020-06-08',
  kms: '2014-11-01',
  lambda: '2015-03-31',
  s3: '2006-03-01',
  scheduler: '2021-06-30',
  sns: '2010-03-31',
  states: '2016-11-23',
}
/** Where botocore names a service otherwise than IAM does. */
const folders: Record<string, string> = { states: 'stepfunctions' }

/** The folder `botocore/data`, where the environment names one. */
export const botocore = process.env.BOTOCORE_DATA
export const hasBotocore = botocore !== undefined && existsSync(botocore)

export const modelOf = (service: string): Model =>
  JSON.parse(
    gunzipSync(
      readFileSync(`${botocore}/${folders[service] ?? service}/${versions[service]}/service-2.json.gz`),
    ).toString(),
  )

/**
 * Every place where an answer breaks a constraint of the model. What the model does not know is newer than it: operations and
 * members are held against the SDK's own schemas.
 */
export const broken = (model: Model, operation: string, output: unknown): string[] => {
  const check = (name: string, value: unknown, path: string): string[] => {
    const shape = model.shapes[name]
    if (shape === undefined) return [`${path}: no shape ${name}`]
    if (value === null) return []
    if (shape.type === 'string') return text(shape, String(value), path)
    if (shape.type === 'list')
      return (value as unknown[]).flatMap((item, at) => check(shape.member?.shape ?? '', item, `${path}[${at}]`))
    if (shape.type === 'map')
      return Object.entries(value as object).flatMap(([key, item]) =>
        check(shape.value?.shape ?? '', item, `${path}.${key}`),
      )
    if (shape.type !== 'structure') return []
    return Object.entries(value as object).flatMap(([key, item]) => {
      const member = shape.members?.[key]
      return member ? check(member.shape, item, `${path}.${key}`) : []
    })
  }
  const shape = model.operations[operation]?.output?.shape
  return shape === undefined ? [] : check(shape, output, operation)
}

const text = (shape: Shape, value: string, path: string): string[] => [
  ...(shape.enum && !shape.enum.includes(value) ? [`${path}: ${value} is none of ${shape.enum}`] : []),
  ...(shape.pattern && !new RegExp(`^(?:${shape.pattern})$`).test(value)
    ? [`${path}: ${value} is not ${shape.pattern}`]
    : []),
  ...(value.length < (shape.min ?? 0) ? [`${path}: shorter than ${shape.min}`] : []),
  ...(value.length > (shape.max ?? Infinity) ? [`${path}: longer than ${shape.max}`] : []),
]
