// governance.yml, the governance register: for each item of the checklist who is responsible, what shows it, and how often it is renewed.
import * as z from 'zod/mini'
import { isDocumentKey, kinds } from '../attested/record.ts'
import { sentence } from './yaml.ts'

/** The twelve items of the checklist, with what each asks for. */
export const items = {
  'security-owner': 'A security owner for each cluster, with roles and responsibilities',
  'governance-framework': 'A governance framework whose policies are reviewed at least once a year',
  'incident-response': 'An incident response team with EKS-specific procedures, drills and post-incident reviews',
  'awareness-training': 'Security awareness training that covers containers',
  'security-policies': 'Security policies in writing',
  'operating-procedures': 'Operating procedures in writing',
  architecture: 'The architecture of every EKS environment in writing',
  'compliance-monitoring': 'Monitoring and reporting of the controls',
  'incident-communication': 'Procedures for communication in an incident',
  'security-metrics': 'Security metrics reported to stakeholders',
  'documentation-repository': 'A documentation repository under version control, with restricted access',
  'training-material': 'Training material that reached development and operations teams',
} as const
export type Item = keyof typeof items
export const itemNames = Object.keys(items) as Item[]

const who = sentence('a name is required')
const names = z.array(who).check(
  z.minLength(1, 'names nobody'),
  z.refine((all) => new Set(all.map((one) => one.toLowerCase())).size === all.length, 'a name stands twice'),
)

const entry = z.strictObject({
  responsible: z.strictObject({ primary: who, supporting: z._default(z.array(who), []) }),
  /** The document itself in the documents bucket: a key, or a prefix that ends in a slash. */
  document: z.optional(
    z
      .string()
      .check(z.refine((key) => key.startsWith('documents/') && isDocumentKey(key), 'expected a key below documents/')),
  ),
  /** The kind of record by which it is renewed, where it is not the control's own. */
  record: z.optional(z.enum(kinds, `expected one of ${kinds.join(', ')}`)),
  /** Days within which it is renewed, where they are not the control's own. */
  renewal: z.optional(z.int().check(z.minimum(1, 'expected days'), z.maximum(1_096, 'expected three years at most'))),
  /** Whom it must reach, where people are the population. */
  roster: z.optional(names),
})
export type RegisterEntry = z.infer<typeof entry>

/** What is left out is not in order: its control fails and says so. */
export const registerSchema = z.strictObject({
  items: z.partial(
    z.strictObject(Object.fromEntries(itemNames.map((name) => [name, entry])) as Record<Item, typeof entry>),
  ),
})
export type Register = Partial<Record<Item, RegisterEntry>>
