// governance.yml, the governance register: for each item of the checklist who is responsible, what shows it, and how often it is renewed.
import * as z from 'zod/mini'
import { isSameName } from '../attested/person.ts'
import { isDocumentKey } from '../attested/record.ts'
import { sentence } from './yaml.ts'

/** The twelve items of the checklist: what each asks for, and within how many days it is renewed where the register says nothing. */
export const items = {
  'security-owner': { asks: 'a security owner for each cluster, with roles and responsibilities', days: 366 },
  'governance-framework': { asks: 'a governance framework whose policies are reviewed every year', days: 366 },
  'incident-response': { asks: 'an incident response team, procedures for EKS, drills, reviews afterwards', days: 366 },
  'awareness-training': { asks: 'security awareness training that covers containers', days: 366 },
  'security-policies': { asks: 'security policies in writing', days: 366 },
  'operating-procedures': { asks: 'operating procedures in writing', days: 366 },
  architecture: { asks: 'the architecture of every EKS environment in writing', days: 366 },
  'compliance-monitoring': { asks: 'monitoring of the controls, and reports on them that somebody signs', days: 92 },
  'incident-communication': {
    asks: 'procedures for communication in an incident, known to whom they concern',
    days: 366,
  },
  'security-metrics': { asks: 'security metrics reported to stakeholders', days: 31 },
  'documentation-repository': {
    asks: 'a documentation repository under version control, with restricted access',
    days: 366,
  },
  'training-material': { asks: 'training material that reached development and operations teams', days: 366 },
} as const
export type Item = keyof typeof items
export const itemNames = Object.keys(items) as Item[]

const who = sentence('a name is required')
const names = z.array(who, 'expected a list of names').check(
  z.minLength(1, 'names nobody'),
  z.refine(
    (all) => all.every((one, at) => all.findIndex((name) => isSameName(name, one)) === at),
    'a name stands twice',
  ),
)

const entry = z.strictObject(
  {
    responsible: z.strictObject(
      { primary: who, supporting: z._default(z.array(who, 'expected a list of names'), []) },
      'expected { primary: WHO }',
    ),
    /** The document itself in the documents bucket: a key, or a prefix that ends in a slash. */
    document: z.optional(
      z
        .string('expected a key below documents/')
        .check(
          z.refine((key) => key.startsWith('documents/') && isDocumentKey(key), 'expected a key below documents/'),
        ),
    ),
    /** Days within which it is renewed, where they are not the item's own. */
    renewal: z.optional(
      z
        .int('expected days, as 366')
        .check(z.minimum(1, 'expected days'), z.maximum(1_096, 'expected three years at most')),
    ),
    /** Whom it must reach, where people are the population. */
    roster: z.optional(names),
  },
  'expected responsible, and whatever else there is to say',
)
export type RegisterEntry = z.infer<typeof entry>

/** What is left out is not in order: its control fails and says so. */
export const registerSchema = z.strictObject(
  {
    items: z.partial(
      z.strictObject(
        Object.fromEntries(itemNames.map((name) => [name, entry])) as Record<Item, typeof entry>,
        'expected items by name',
      ),
    ),
  },
  'expected items and what the register says of each',
)
export type Register = Partial<Record<Item, RegisterEntry>>

export const renewalOf = (item: Item, entry: RegisterEntry): number => entry.renewal ?? items[item].days
