// Text in the data types of OSCAL: text from clusters and people stays text, and is no Markdown.
import { visible } from '../../audit-log/visible.ts'
import type { Criterion } from '../../model.ts'

/** Of one field; what is cut says by how much. */
const longest = 4_000

/** Our namespace of properties. */
export const ns = 'urn:eks-evidence:oscal:v1'

/** A non-empty line: hidden characters by their codes, no blank at either end. For names and values. */
export const line = (text: string): string => visible(text, longest).trim() || '-'

/** The same as CommonMark, in which nothing of it is a link, an image, code or markup. */
export const markup = (text: string): string => line(text).replace(/[\\`*[\]<>&~^#|]/g, '\\$&')

/** `tsc-cc6.1`: a token must begin with a letter, and ids of controls are written small in OSCAL. */
export const controlId = (criterion: Criterion): string => `tsc-${criterion.toLowerCase()}`
/** `net-01`: what a test shows is the objective that a finding is about. */
export const objectiveId = (test: string): string => test.toLowerCase()

export type Prop = { name: string; ns: string; value: string; class?: string }
/** `null` and empty ones are left out. */
export const props = (of: Record<string, string | number | boolean | null | readonly string[]>): Prop[] =>
  Object.entries(of).flatMap(([name, value]) => {
    if (value === null || value === '') return []
    if (typeof value === 'object') return value.map((one) => ({ name, ns, value: line(one) }))
    return [{ name, ns, value: line(typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)) }]
  })

/** OSCAL has no empty lists: a member is there or is not. */
export const some = <Name extends string, T>(name: Name, all: readonly T[]): { [K in Name]?: readonly T[] } =>
  (all.length > 0 ? { [name]: all } : {}) as { [K in Name]?: readonly T[] }
