// Reading a request's members, of which nothing is known yet.

export type Json = Record<string, unknown>

export const record = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined

export const records = (value: unknown): Json[] =>
  Array.isArray(value) ? value.map(record).filter((item) => item !== undefined) : []

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The member at `A.B.C`, or undefined. */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => record(inner)?.[name], value)
