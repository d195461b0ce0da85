// The configuration: one schema, all faults together, and the document by which a tick says what it ran with.

import { parseDocument, visit } from 'yaml'
import * as z from 'zod/mini'
import type { Catalog } from './catalog.ts'
import { isInstant, seconds } from './clock.ts'
import { sha256 } from './digest.ts'
import { EvidenceError } from './errors.ts'
import { isRecord, parseCanonical, utf8, writeJson } from './json.ts'

/** A file of the configuration as it was read; its text is evidence. */
export type ConfigFile = { name: string; text: string }

export const configFile = 'eks-evidence.yml'

const reason = z.string('a reason is required').check(z.minLength(1, 'a reason is required'))
const region = z.string().check(z.regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'expected a region name, as eu-west-1'))
const regions = z.array(region).check(
  z.minLength(1),
  z.refine((names) => new Set(names).size === names.length, 'a region is named twice'),
)
const period = z
  .strictObject({ start: instant(), end: instant() })
  .check(z.refine(({ start, end }) => !(seconds(start) >= seconds(end)), 'expected start before end'))
const cadence = z
  .int()
  .check(
    z.refine(
      (every) => every >= 3_600 && every % 3_600 === 0 && 604_800 % every === 0,
      'expected whole hours that divide a week, in seconds',
    ),
  )
const setting = z.union([z.number(), z.string(), z.boolean(), z.array(z.string())])

const schema = z.strictObject({
  /** Which regions are observed: `all` that the account has enabled, or a list. */
  regions: z._default(z.union([z.literal('all'), regions]), 'all'),
  /** The audit period, half-open, UTC: evidence is locked for a year beyond its end, and for 800 days at least. */
  period: z.optional(period),
  /** Subjects left out, each with its reason; `*` stands for any characters of the ARN. */
  exclude: z._default(z.array(z.strictObject({ subject: z.string(), reason })), []),
  /** Seconds between two observations, by source. */
  cadence: z._default(z.record(z.string(), cadence), {}),
  /** By control: its settings, or `off` with the reason. */
  controls: z._default(
    z.record(
      z.string(),
      z.union([z.strictObject({ off: reason }), z.strictObject({ settings: z.record(z.string(), setting) })]),
    ),
    {},
  ),
})
export type Config = z.infer<typeof schema>

function instant() {
  return z.string().check(z.refine(isInstant, 'expected a time as 2026-01-01T00:00:00Z'))
}

export const defaults: Config = schema.parse({})

/** What a deployment decides where the files say nothing. */
export type Given = { regions?: string[] | undefined }

/**
 * Reads the configuration's files. An empty list is the default configuration.
 * Throws CONFIG_INVALID with every fault and its path.
 */
export const readConfig = (files: ConfigFile[], catalog: Catalog, given: Given = {}): Config => {
  const faults = files
    .filter(({ name }, at) => name !== configFile || files.findIndex((one) => one.name === name) !== at)
    .map(({ name }) => `${name}: no such file belongs to the configuration`)
  const raw = parsed(files.find(({ name }) => name === configFile)?.text ?? '')
  if ('faults' in raw) return refuse([...faults, ...raw.faults])
  const { data, error } = schema.safeParse(besides(given, raw.value ?? {}))
  faults.push(...(error?.issues ?? []).flatMap(said), ...unknownNames(raw.value, catalog))
  if (faults.length > 0 || !data) return refuse(faults)
  try {
    configOf(writeConfig(files, data, given))
  } catch (cause) {
    return refuse([`${configFile}: ${cause instanceof Error ? cause.message : String(cause)}`]) // what no evidence can carry
  }
  return data
}

const besides = ({ regions }: Given, value: unknown): unknown =>
  regions && isRecord(value) && !('regions' in value) ? { ...value, regions } : value

const refuse = (faults: string[]): never => {
  throw new EvidenceError('CONFIG_INVALID', { faults }, { hint: `correct ${configFile}; every fault is listed` })
}

// YAML of one document without anchors, aliases and tags: what is written is what is meant.
const parsed = (text: string): { value: unknown } | { faults: string[] } => {
  const document = parseDocument(text, { uniqueKeys: true })
  const faults = [...document.errors, ...document.warnings].map(
    ({ message }) => `${configFile}: ${message.split('\n')[0]}`,
  )
  visit(document, {
    Alias: (_, { source }) => {
      faults.push(`${configFile}: alias *${source}: write it out`)
    },
    Node: (_, { tag }) => {
      if (tag) faults.push(`${configFile}: tag ${tag}: there are none here`)
    },
  })
  return faults.length > 0 ? { faults } : { value: document.toJS() as unknown }
}

const said = (issue: z.core.$ZodIssue): string[] => {
  const at = path(issue.path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${at ? `${at}.` : ''}${key}: no such key`)
  if (issue.code === 'invalid_union') {
    const closest = [...issue.errors].sort((a, b) => b.length - a.length).at(-1) ?? []
    return closest.length > 0
      ? closest.flatMap((inner) => said({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue))
      : [`${at}: not as documented`]
  }
  return [`${at || configFile}: ${issue.message}`]
}

const path = (keys: PropertyKey[]): string =>
  keys.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${String(key)}`)).join('')

// Over the text as it was read, so that a name that nobody knows is told beside whatever else is wrong.
const unknownNames = (raw: unknown, { sources, controls }: Catalog): string[] => {
  const { cadence, controls: set } = membersOf(raw)
  const faults = Object.keys(membersOf(cadence))
    .filter((id) => !sources.some((source) => source.id === id))
    .map((id) => `cadence.${id}: no such source`)
  for (const [id, one] of Object.entries(membersOf(set))) {
    const control = controls.find((known) => known.id === id)
    if (!control) faults.push(`controls.${id}: no such control`)
    for (const [name, value] of Object.entries(membersOf(control && membersOf(one).settings))) {
      const known = Object.hasOwn(control?.settings ?? {}, name) ? control?.settings[name] : undefined
      if (known === undefined) faults.push(`controls.${id}.settings.${name}: no such setting`)
      else if (kindOf(known) !== kindOf(value))
        faults.push(`controls.${id}.settings.${name}: expected ${kindOf(known)}`)
    }
  }
  return faults
}

const membersOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})
const kindOf = (value: unknown): string => (Array.isArray(value) ? 'a list' : `a ${typeof value}`)

/** config.json: the files as they were read, what was given beside them, and what they amount to. The same configuration gives the same bytes. */
export const writeConfig = (files: ConfigFile[], config: Config, { regions }: Given = {}): Uint8Array => {
  const listed = files
    .map(({ name, text }) => ({ name, sha256: sha256(text), text }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const given = regions && { given: { regions } }
  const amounts = JSON.parse(JSON.stringify(config))
  return Buffer.from(`${writeJson({ schema: 'eks-evidence/config/v1', files: listed, ...given, config: amounts })}\n`)
}

const stored = z.strictObject({
  schema: z.literal('eks-evidence/config/v1'),
  files: z.array(z.strictObject({ name: z.string(), sha256: z.string(), text: z.string() })),
  given: z.optional(z.strictObject({ regions: regions })),
  config: schema,
})

/** The configuration that a stored config.json holds: what a tick ran with. Throws JSON_INVALID. */
export const configOf = (bytes: Uint8Array): Config => documentOf(bytes).config

/** The files that a stored config.json was read from. Throws JSON_INVALID. */
export const filesOf = (bytes: Uint8Array): ConfigFile[] =>
  documentOf(bytes).files.map(({ name, text }) => ({ name, text }))

/** What the deployment decided beside those files. Throws JSON_INVALID. */
export const givenOf = (bytes: Uint8Array): Given => documentOf(bytes).given ?? {}

const documentOf = (bytes: Uint8Array): z.infer<typeof stored> => {
  const text = utf8(bytes)
  const { data, error } = stored.safeParse(text.endsWith('\n') ? parseCanonical(text.slice(0, -1)) : undefined)
  if (data) return data
  throw new EvidenceError(
    'JSON_INVALID',
    { what: 'config', faults: error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) },
    { hint: 'the bytes were altered, or written by another version' },
  )
}
