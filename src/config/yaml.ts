// A file of the configuration as YAML: one document without anchors, aliases and tags, so that what is written is what is meant.
import { parseDocument, visit } from 'yaml'
import * as z from 'zod/mini'
import { saysSomething } from '../attested/person.ts'
import { isInstant } from '../clock.ts'

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

export const instant = z.string().check(z.refine(isInstant, 'expected a time as 2026-01-01T00:00:00Z'))
/** A line that must say something. */
export const sentence = (missing: string) => z.string(missing).check(z.refine(saysSomething, missing))
