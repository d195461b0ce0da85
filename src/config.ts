// The configuration: one schema, all faults together, and the document by which a tick says what it ran with.
import * as z from 'zod/mini'
import { parseDocument } from 'yaml'
import type { Catalog } from './catalog.ts'
import { isInstant } from './clock.ts'
import { sha256 } from './digest.ts'
import { EvidenceError } from './errors.ts'
import { parseCanonical, writeJson } from './json.ts'

/** A file of the configuration as it was read; its text is evidence. */
export type ConfigFile = { name: string; text: string }

export const configFile = 'eks-evidence.yml'

const reason = z.string().check(z.minLength(1, 'a reason is required'))
const region = z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'expected a region name, as eu-west-1'))
const cadence = z.int().check(z.refine((every) => every >= 3_600 && every % 3_600 === 0 && 604_800 % every === 0, 'expected whole hours that divide a week, in seconds'))
const setting = z.union([z.number(), z.string(), z.boolean(), z.array(z.string())])

const schema = z.strictObject({
  /** Which regions are observed: `all` that the account has enabled, or a list. */
  regions: z._default(z.union([z.literal('all'), z.array(region).check(z.minLength(1))]), 'all'),
  /** The audit period, half-open, UTC: evidence is locked for a year beyond its end, and for 800 days at least. */
  period: z.optional(z.strictObject({ start: instant(), end: instant() })),
  /** Subjects left out, each with its reason; `*` stands for any characters of the ARN. */
  exclude: z._default(z.array(z.strictObject({ subject: z.string(), reason })), []),
  /** Seconds between two observations, by source. */
  cadence: z._default(z.record(z.string(), cadence), {}),
  /** By control: its settings, or `off` with the reason. */
  controls: z._default(z.record(z.string(), z.union([z.strictObject({ off: reason }), z.strictObject({ settings: z.record(z.string(), setting) })])), {}),
})
export type Config = z.infer<typeof schema>

function instant() {
  return z.string().check(z.refine(isInstant, 'expected a time as 2026-01-01T00:00:00Z'))
}

export const defaults: Config = schema.parse({})

/**
 * Reads the configuration's files. An empty list is the default configuration.
 * Throws CONFIG_INVALID with every fault and its path.
 */
export const readConfig = (files: ConfigFile[], catalog: Catalog): Config => {
  const faults: string[] = files.filter(({ name }) => name !== configFile).map(({ name }) => `${name}: no such file belongs to the configuration`)
  const main = files.find(({ name }) => name === configFile)
  const document = main ? parseDocument(main.text, { uniqueKeys: true, maxAliasCount: 0 } as object) : undefined
  for (const { message } of document?.errors ?? []) faults.push(`${configFile}: ${message.split('\n')[0]}`)
  const { data, error } = schema.safeParse(faults.length === 0 ? (document?.toJS() ?? {}) : {})
  for (const issue of error?.issues ?? []) faults.push(...said(issue))
  if (data) faults.push(...unknownNames(data, catalog))
  if (faults.length > 0 || !data) {
    throw new EvidenceError('CONFIG_INVALID', { faults }, { hint: `correct ${configFile}; every fault is listed` })
  }
  return data
}

const said = (issue: z.core.$ZodIssue): string[] => {
  const at = path(issue.path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${at ? `${at}.` : ''}${key}: no such key`)
  if (issue.code === 'invalid_union') {
    const closest = [...issue.errors].sort((a, b) => b.length - a.length).at(-1) ?? []
    return closest.length > 0 ? closest.flatMap((inner) => said({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue)) : [`${at}: not as documented`]
  }
  return [`${at || configFile}: ${issue.message}`]
}

const path = (keys: PropertyKey[]): string => keys.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${String(key)}`)).join('')

const unknownNames = (config: Config, { sources, controls }: Catalog): string[] => {
  const faults = Object.keys(config.cadence).flatMap((id) => (sources.some((source) => source.id === id) ? [] : [`cadence.${id}: no such source`]))
  for (const [id, set] of Object.entries(config.controls)) {
    const control = controls.find((one) => one.id === id)
    if (!control) faults.push(`controls.${id}: no such control`)
    if (!control || !('settings' in set)) continue
    for (const [name, value] of Object.entries(set.settings)) {
      const known = control.settings[name]
      if (known === undefined) faults.push(`controls.${id}.settings.${name}: no such setting`)
      else if (typeof known !== typeof value || Array.isArray(known) !== Array.isArray(value)) {
        faults.push(`controls.${id}.settings.${name}: expected ${Array.isArray(known) ? 'a list' : `a ${typeof known}`}`)
      }
    }
  }
  return faults
}

/** config.json: the files as they were read and what they amount to. The same configuration gives the same bytes. */
export const writeConfig = (files: ConfigFile[], config: Config): Uint8Array => {
  const listed = files.map(({ name, text }) => ({ name, sha256: sha256(text), text })).sort((a, b) => (a.name < b.name ? -1 : 1))
  return Buffer.from(`${writeJson({ schema: 'eks-evidence/config/v1', files: listed, config: JSON.parse(JSON.stringify(config)) })}\n`)
}

/** The configuration that a stored config.json holds: what a tick ran with, whatever the schema says today. */
export const configOf = (bytes: Uint8Array): Config => {
  const { config } = parseCanonical(new TextDecoder('utf-8', { fatal: true }).decode(bytes).trimEnd()) as { config: unknown }
  return schema.parse(config)
}
