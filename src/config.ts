// The configuration: one schema of all its files, all faults together, and the document by which a tick says what it ran with.
import * as z from 'zod/mini'
import type { Catalog } from './catalog.ts'
import {
  type Acceptance,
  acceptanceFaults,
  acceptanceId,
  acceptancesSchema,
  storedAcceptance,
} from './config/acceptances.ts'
import { controlsMapSchema, mapFaults, storedManagementControl } from './config/controls-map.ts'
import { type Register, registerSchema } from './config/register.ts'
import { regions, settingsSchema, unknownNames } from './config/settings.ts'
import { type ConfigFile, faultsOf, instant, readYaml } from './config/yaml.ts'
import { sha256 } from './digest.ts'
import { EvidenceError } from './errors.ts'
import { isRecord, parseCanonical, utf8, writeJson } from './json.ts'
import type { Instant } from './model.ts'
import { defaultSla } from './sla.ts'

export type { ConfigFile } from './config/yaml.ts'

export const configFile = 'eks-evidence.yml'
export const registerFile = 'governance.yml'
export const acceptancesFile = 'acceptances.yml'
export const controlsMapFile = 'controls-map.yml'
const names = [configFile, registerFile, acceptancesFile, controlsMapFile]

// What a version before these files wrote has none of them.
const schema = z.extend(settingsSchema, {
  /** The governance register; null where there is none. */
  register: z._default(z.nullable(registerSchema.shape.items), null),
  acceptances: z._default(z.array(storedAcceptance), []),
  /** Management's own controls. */
  controlsMap: z._default(z.array(storedManagementControl), []),
})
export type Config = Omit<z.infer<typeof schema>, 'register'> & { register: Register | null }

export const defaults: Config = schema.parse({}) as Config

/** What stands beside the files: what a deployment decides where they say nothing, and from when on acceptances count, by id. */
export type Given = { regions?: string[] | undefined; accepted?: Record<string, Instant> | undefined }

/**
 * Reads the configuration's files. An empty list is the default configuration.
 * Throws CONFIG_INVALID with every fault and its path.
 */
export const readConfig = (files: ConfigFile[], catalog: Catalog, given: Given = {}): Config => {
  const strange = files
    .filter(({ name }, at) => !names.includes(name) || files.findIndex((one) => one.name === name) !== at)
    .map(({ name }) => `${name}: no such file belongs to the configuration`)
  const raw = rawOf(files, configFile)
  const settings = parsed(configFile, settingsSchema, { ...raw, value: besides(given, raw.value ?? {}) })
  const register = parsed(registerFile, registerSchema, rawOf(files, registerFile))
  const [rawAcceptances, rawMap] = [rawOf(files, acceptancesFile), rawOf(files, controlsMapFile)]
  const accepted = parsed(acceptancesFile, acceptancesSchema, rawAcceptances)
  const map = parsed(controlsMapFile, controlsMapSchema, rawMap)
  const acceptances = dated(accepted.data?.acceptances ?? [], given)
  const controlsMap = map.data?.controls ?? []
  const faults = [
    ...strange,
    ...settings.faults,
    ...(raw.faults.length > 0 ? [] : unknownNames(raw.value, catalog)),
    ...[...register.faults, ...accepted.faults, ...map.faults],
    ...acceptanceFaults(rawAcceptances.value, given.accepted ?? {}, catalog).map(
      (fault) => `${acceptancesFile}: ${fault}`,
    ),
    ...mapFaults(rawMap.value, catalog).map((fault) => `${controlsMapFile}: ${fault}`),
  ]
  if (faults.length > 0 || !settings.data) return refuse(faults)
  const config = { ...settings.data, register: register.data?.items ?? null, acceptances, controlsMap } as Config
  try {
    configOf(writeConfig(files, config, given))
  } catch (cause) {
    return refuse([`${configFile}: ${cause instanceof Error ? cause.message : String(cause)}`]) // what no evidence can carry
  }
  return config
}

/** The acceptances that files hold, for whoever must say from when on they count; none where they cannot be read. */
export const acceptancesIn = (files: ConfigFile[]): Acceptance[] =>
  dated(parsed(acceptancesFile, acceptancesSchema, rawOf(files, acceptancesFile)).data?.acceptances ?? [], {})

type Raw = { value?: unknown; faults: string[] }

const rawOf = (files: ConfigFile[], name: string): Raw => ({
  faults: [],
  ...readYaml(files.find((one) => one.name === name) ?? { name, text: '' }),
})

// A file that is not there, or holds comments alone, says nothing.
const parsed = <T>(file: string, schema: z.ZodMiniType<T>, { value, faults }: Raw): { data?: T; faults: string[] } => {
  if (faults.length > 0 || value === undefined || value === null) return { faults }
  const { data, error } = schema.safeParse(value)
  const at = file === configFile ? '' : `${file}: `
  const said = faultsOf(error, file).map((fault) => (fault.startsWith(`${file}: `) ? fault : `${at}${fault}`))
  return { faults: said, ...(data !== undefined && { data }) }
}

const besides = ({ regions }: Given, value: unknown): unknown =>
  regions && isRecord(value) && !('regions' in value) ? { ...value, regions } : value

const dated = (all: Omit<Acceptance, 'since'>[], { accepted = {} }: Given): Acceptance[] =>
  all.map((one) => ({ ...one, since: accepted[acceptanceId(one)] ?? null }))

const refuse = (faults: string[]): never => {
  throw new EvidenceError(
    'CONFIG_INVALID',
    { faults },
    { hint: 'correct the files of the configuration; every fault is listed' },
  )
}

/** config.json: the files as they were read, what was given beside them, and what they amount to. The same configuration gives the same bytes. */
export const writeConfig = (files: ConfigFile[], config: Config, given: Given = {}): Uint8Array => {
  const listed = files
    .map(({ name, text }) => ({ name, sha256: sha256(text), text }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const { regions, accepted } = given
  const some = { ...(regions && { regions }), ...(Object.keys(accepted ?? {}).length > 0 && { accepted }) }
  const beside = Object.keys(some).length > 0 && { given: some }
  const { register, acceptances, controlsMap, sla, ...settings } = config
  // What there is none of is left out: a configuration without those files has the bytes that it always had.
  const more = {
    ...(writeJson(sla) !== writeJson(defaultSla) && { sla }),
    ...(register && { register }),
    ...(acceptances.length > 0 && { acceptances }),
    ...(controlsMap.length > 0 && { controlsMap }),
  }
  const amounts = JSON.parse(JSON.stringify({ ...settings, ...more }))
  return Buffer.from(`${writeJson({ schema: 'eks-evidence/config/v1', files: listed, ...beside, config: amounts })}\n`)
}

const stored = z.strictObject({
  schema: z.literal('eks-evidence/config/v1'),
  files: z.array(z.strictObject({ name: z.string(), sha256: z.string(), text: z.string() })),
  given: z.optional(
    z.strictObject({ regions: z.optional(regions), accepted: z.optional(z.record(z.string(), instant)) }),
  ),
  config: schema,
})

/** The configuration that a stored config.json holds: what a tick ran with. Throws JSON_INVALID. */
export const configOf = (bytes: Uint8Array): Config => documentOf(bytes).config as Config

/** The files that a stored config.json was read from. Throws JSON_INVALID. */
export const filesOf = (bytes: Uint8Array): ConfigFile[] =>
  documentOf(bytes).files.map(({ name, text }) => ({ name, text }))

/** What stood beside those files. Throws JSON_INVALID. */
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
