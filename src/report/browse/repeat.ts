// The AWS CLI command that asks what a stored exchange asked. What a name or a pattern holds is data, whatever shell reads it.
import { isRecord } from '../../json.ts'
import type { Action } from '../../model.ts'

// Services that the AWS CLI calls otherwise than IAM does.
const services: Record<string, string> = { config: 'configservice', s3: 's3api', states: 'stepfunctions' }

// What the command writes to a file unless it is told where else.
const streamed = new Set(['s3:GetObject'])

/**
 * One line of printable ASCII for a POSIX shell. Each member of the input is an option, named as botocore names it. Where a value
 * could be taken for something else (an option, a file to read, a character that nobody sees), all of it is one JSON text.
 */
export const repeating = (action: Action, input: unknown, region: string): string | null => {
  const [service = '', operation = ''] = action.split(':')
  if (!isRecord(input) || !/^[a-z0-9-]*$/.test(region)) return null
  const members = Object.entries(input).filter(([, value]) => value !== undefined && value !== null)
  const words = members.every(isPlain) ? members.flatMap(option) : ['--cli-input-json', word(ascii(input))]
  return [
    ...['aws', services[service] ?? service, kebab(operation), ...words],
    ...(region === '' ? [] : ['--region', region]),
    ...(streamed.has(action) ? ['/dev/stdout'] : []),
  ].join(' ')
}

const option = ([name, value]: [string, unknown]): string[] => {
  const long = kebab(name)
  if (value === true) return [`--${long}`]
  if (value === false) return [`--no-${long}`]
  return [`--${long}`, word(typeof value === 'string' ? value : ascii(value))]
}

// `file://` and the like make the AWS CLI read what they name; what begins with a dash is an option.
const isPlain = ([name, value]: [string, unknown]): boolean =>
  /^[A-Za-z][A-Za-z0-9]*$/.test(name) &&
  (typeof value !== 'string' || (/^[\x20-\x7e]+$/.test(value) && !/^(-|\w+:\/\/)/.test(value)))

/** JSON in which every character beyond printable ASCII is spelled by its code. */
const ascii = (value: unknown): string =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** As a POSIX shell takes it for one word: within single quotes nothing means anything. */
const word = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** botocore's xform_name: `ListOpenIDConnectProviders` is `list-open-id-connect-providers`. */
const kebab = (name: string): string =>
  name
    .replace(/[A-Z]{2,}s$/, (plural) => `-${plural.toLowerCase()}`)
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
