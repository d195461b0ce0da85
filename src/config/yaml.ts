// A file of the configuration as YAML: one document without anchors, aliases and tags, so that what is written is what is meant.
import { parseDocument, visit } from 'yaml'
import * as z from 'zod/mini'
import { saysSomething } from '../attested/person.ts'
import { isInstant } from '../clock.ts'
import { isRecord } from '../json.ts'

/** A file as it was read; its text is evidence. */
export type ConfigFile = { name: string; text: string }

export const readYaml = ({ name, text }: ConfigFile): { value: unknown } | { faults: string[] } => {
  const document = parseDocument(text, { uniqueKeys: true })
  const faults = [...document.errors, ...document.warnings].map(({ message }) => `${name}: ${message.split('\n')[0]}`)
  visit(document, {
    Alias: (_, { source }) => {
      faults.push(`${name}: alias *${source}: write it out`)
    },
    Node: (_, { tag }) => {
      if (tag) faults.push(`${name}: tag ${tag}: there are none here`)
    },
  })
  return faults.length > 0 ? { faults } : { value: document.toJS() as unknown }
}

/** What a schema says of a value, each with its path; `file` is what the whole is called. */
export const faultsOf = (error: z.core.$ZodError | undefined, file: string): string[] =>
  (error?.issues ?? []).flatMap((issue) => said(issue, file))

const said = (issue: z.core.$ZodIssue, file: string): string[] => {
  const at = path(issue.path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${at ? `${at}.` : ''}${key}: no such key`)
  if (issue.code === 'invalid_union') {
    const closest = [...issue.errors].sort((a, b) => b.length - a.length).at(-1) ?? []
    return closest.length > 0
      ? closest.flatMap((inner) => said({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, file))
      : [`${at}: not as documented`]
  }
  return [`${at || file}: ${issue.message}`]
}

const path = (keys: PropertyKey[]): string =>
  keys.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${String(key)}`)).join('')

/** Of a text as it was read, and may be anything: the list that a member is, and what of a list is text. */
export const listIn = (value: unknown, name: string): unknown[] => {
  const list = isRecord(value) ? value[name] : undefined
  return Array.isArray(list) ? list : []
}
export const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((one) => (typeof one === 'string' ? one : '')) : []

export const membersOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})

/** A setting of a control or of a detection. */
export const setting = z.union([z.number(), z.string(), z.boolean(), z.array(z.string())])
const kindOf = (value: unknown): string => (Array.isArray(value) ? 'a list' : `a ${typeof value}`)

/** Settings that nobody knows, or of another kind than their default; `defaults` undefined where nobody knows the whole. */
export const settingFaults = (at: string, defaults: object | undefined, settings: unknown): string[] =>
  Object.entries(defaults ? membersOf(settings) : {}).flatMap(([name, value]) => {
    const known = Object.entries(defaults ?? {}).find(([own]) => own === name)
    if (!known) return [`${at}.settings.${name}: no such setting`]
    return kindOf(known[1]) === kindOf(value) ? [] : [`${at}.settings.${name}: expected ${kindOf(known[1])}`]
  })

export const instant = z
  .string('expected a time as 2026-01-01T00:00:00Z')
  .check(z.refine(isInstant, 'expected a time as 2026-01-01T00:00:00Z'))
/** A line that must say something. */
export const sentence = (missing: string) =>
  z.string(missing).check(
    z.refine(saysSomething, missing),
    z.refine((text) => text.isWellFormed(), 'is no Unicode text'),
    z.refine((text) => !placeholders.includes(text.trim()), 'is not filled in'),
  )

/** What init writes where somebody must say something. */
export const placeholders = ['NAME', 'ANOTHER NAME', 'WHY', 'TICKET']
