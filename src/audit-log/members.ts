// Members of bodies, which are whatever the client sent: any of them may have any type.
import { isRecord } from '../json.ts'

/** A member within members; undefined where there is none. */
export const memberAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value)

/** The items of a list, also of one that came as an object, or as its only item. */
export const listed = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value
  if (isRecord(value)) return Object.values(value)
  return value === undefined || value === null ? [] : [value]
}

/** The objects of what should be a list of them: one in its place is itself an item, or holds the items. */
export const objectsIn = (value: unknown): Record<string, unknown>[] =>
  (isRecord(value) ? [value, ...Object.values(value)] : listed(value)).filter(isRecord)

/** The texts of what should be a list of them. */
export const textsOf = (value: unknown): string[] => listed(value).filter((one) => typeof one === 'string')
