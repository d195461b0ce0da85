// Where the entries of an audit log hold secret values. The rows of a query carry each entry as text, which may be cut.
// What is found by its place is withheld there; what is found by its looks is a help and not a proof: docs/redaction.md.
import { isRecord } from '../json.ts'
import { type Teller, withholdInJson } from '../redaction/json-secrets.ts'
import { changeAt, type Redaction } from '../redaction/redaction.ts'
import { withholdShapes } from '../redaction/secret-shapes.ts'
import { getResults } from './insights.ts'

const within = (what: string): string => `results[].@message${what}`
const names = {
  env: within('..env[].value'),
  applied: within('..annotations["kubectl.kubernetes.io/last-applied-configuration"]'),
  token: within('..{spec,status}.token'),
  data: within('.{requestObject,responseObject}.{data,stringData,binaryData}'),
  early: within('.requestObject[].value: before its path'),
  odd: within('.{requestObject,responseObject}: not an object'),
  shape: within(': looks like a credential'),
  broken: within(': from where it is not JSON'),
} as const
type Name = keyof typeof names

export const auditSecrets: Redaction = {
  action: getResults,
  names: Object.values(names),
  apply(body, took) {
    const withhold = (row: unknown): unknown => {
      if (!isRecord(row) || row.field !== '@message' || typeof row.value !== 'string') return row
      const value = withholdInEntry(row.value, took)
      return value === row.value ? row : { ...row, value }
    }
    return changeAt(body, ['results', '[]', '[]'], withhold)
  },
}

/** The entry as it may be stored; calls `took` with the name of each place where something was withheld. */
export const withholdInEntry = (text: string, took: (name: string) => void): string => {
  const placed = withholdInJson(text, entryTeller(), names.broken, took)
  const shaped = withholdShapes(placed)
  if (shaped !== placed) took(names.shape)
  return shaped
}

/** A list of operations has a path in each (RFC 6902), which says where its value goes. */
type Operation = { path: string | undefined }
type Place =
  | { secret: Name }
  | { operation: Operation }
  /** object: what was asked for or answered, and each item of a list of such. inner: anything in one. */
  | 'entry'
  | 'reference'
  | 'elsewhere'
  | 'object'
  | 'objects'
  | 'inner'
  | 'spec'
  | 'environment'
  | 'variable'
  | 'operations'

const secret = (name: Name): Place => ({ secret: name })
const env = secret('env')
const applied = secret('applied')
const token = secret('token')
const data = secret('data')
const early = secret('early')

// A secret has its values in these, and a ConfigMap too. EKS logs neither but for aws-auth; the objects that other
// detections read keep theirs.
const values = new Set<string | null>(['data', 'stringData', 'binaryData'])
const readable = new Set(['kube-system/aws-auth', 'kube-system/coredns'])

const entryTeller = (): Teller<Place> => {
  const reference: Record<string, string> = {}

  const into = (place: Place, key: string | null, list: boolean): Place => {
    if (typeof place !== 'string') return 'secret' in place ? place : inOperation(place.operation, key)
    switch (place) {
      case 'entry':
        if (key === 'requestObject' || key === 'responseObject') return list ? 'operations' : 'object'
        return key === 'objectRef' ? 'reference' : 'elsewhere'
      case 'object':
        if (values.has(key)) return isReadable(reference) ? 'inner' : data
        return key === 'items' ? 'objects' : inner(key)
      case 'objects':
        return 'object'
      case 'operations':
        return { operation: { path: undefined } }
      case 'environment':
        return 'variable'
      // Nothing of a variable but its name and where its value comes from.
      case 'variable':
        return key === 'name' || key === 'valueFrom' ? 'inner' : env
      case 'spec':
        return key === 'token' ? token : inner(key)
      case 'inner':
        return inner(key)
      default:
        return 'elsewhere'
    }
  }

  const inOperation = ({ path }: Operation, key: string | null): Place => {
    if (key !== 'value') return inner(key)
    // The path may follow. Then it is too late to know what the value was.
    if (path === undefined) return early
    const steps = path.split('/').slice(1)
    return steps.reduce<Place>(
      (at, step) => into(at, step.replaceAll('~1', '/').replaceAll('~0', '~'), false),
      'object',
    )
  }

  return {
    top: 'entry',
    enter: into,
    withholds(parent, key, text) {
      if (parent === 'elsewhere') return undefined
      if (parent === 'reference') {
        if (key !== null) reference[key] = text()
        return undefined
      }
      if (typeof parent !== 'string' && 'operation' in parent && key === 'path') parent.operation.path = text()
      const place = into(parent, key, false)
      if (typeof place !== 'string') return 'secret' in place ? names[place.secret] : undefined
      return place === 'variable' ? names.env : place === 'object' ? names.odd : undefined
    },
  }
}

const inner = (key: string | null): Place => {
  if (key === 'env') return 'environment'
  if (key === 'spec' || key === 'status') return 'spec'
  return key === 'kubectl.kubernetes.io/last-applied-configuration' ? applied : 'inner'
}

const isReadable = ({ resource, namespace, name }: Record<string, string>): boolean =>
  resource === 'configmaps' && readable.has(`${namespace}/${name}`)
