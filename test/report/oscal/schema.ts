// NIST's JSON schema of assessment results, with every pattern and format looked at; undefined where the shared folder is not here.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv from 'ajv'
import { isInstant } from '../../../src/clock.ts'

const file = join(import.meta.dirname, '../../../../shared/data/oscal/oscal_assessment-results_schema.json')
export const hasSchema = existsSync(file)

// RFC 3986: the characters of a URI, and % before two hex digits alone.
const uriText = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/

/** What is wrong with a document, place by place; empty where it is valid. */
export const schemaFaults = (): ((document: unknown) => string[]) => {
  // Patterns are Unicode's (\p{L}); anyOf with a free token beside its enumeration is meant so by NIST.
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: true, validateFormats: true })
  ajv.addFormat('date-time', { type: 'string', validate: isInstant })
  ajv.addFormat('uri', { type: 'string', validate: (text) => uriText.test(text) && /^[a-z][a-z0-9+.-]*:/i.test(text) })
  ajv.addFormat('uri-reference', { type: 'string', validate: (text) => uriText.test(text) })
  ajv.addFormat('email', { type: 'string', validate: (text) => /^[^@\s]+@[^@\s]+$/.test(text) })
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')))
  return (document) =>
    validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)
}

/** What the schema gives a list of tokens for beside any other: the token must be one of them. */
export const known = {
  method: ['EXAMINE', 'INTERVIEW', 'TEST', 'UNKNOWN'],
  type: ['ssp-statement-issue', 'control-objective', 'mitigation', 'finding', 'discovery', 'historic'],
  status: ['open', 'investigating', 'remediating', 'deviation-requested', 'deviation-approved', 'closed'],
  reason: ['pass', 'fail', 'other'],
}

/** What the tests ask a document for. */
/** A list of which the first two are asked for. */
type Some<T> = [T, T, ...T[]]
export type Document = {
  metadata: { 'last-modified': string; 'oscal-version': string; props: object[]; remarks: string }
  'import-ap': { href: string }
  'local-definitions': { 'objectives-and-methods': { parts: { id: string }[] }[] }
  results: Some<Result>
  'back-matter': {
    resources: Some<{
      uuid: string
      title: string
      description: string
      rlinks: Some<{ href: string; hashes?: { value: string }[] }>
    }>
  }
}
export type Result = {
  'local-definitions': { 'assessment-assets': { components: Some<{ uuid: string }> } }
  'reviewed-controls': {
    'control-selections': { 'include-controls': Some<{ 'control-id': string }> }[]
    remarks: string
  }
  observations: Some<{
    uuid: string
    title: string
    props?: { name: string }[]
    types: string[]
    methods: string[]
    collected: string
    expires: string
    description: string
    origins: object[]
    'relevant-evidence': Some<{ href: string; links: Some<{ href: string }> }>
  }>
  risks: Some<Risk>
  findings: Some<Finding>
}
export type Risk = {
  uuid: string
  status: string
  deadline: string
  'risk-log': { entries: Some<{ 'status-change': string; start: string; description: string }> }
  'related-observations': object[]
}
export type Finding = {
  uuid: string
  description: string
  origins: object[]
  target: { 'target-id': string; status: { state: string; reason: string } }
}
