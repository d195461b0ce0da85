// An input in one spelling: keys sorted, bytes as their digest. For records, request ids and counting equal questions.
import { sha256 } from '../src/digest.ts'

export const recorded = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return sha256(value)
  if (Array.isArray(value)) return value.map(recorded)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, recorded(item)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

export const canonical = (value: unknown): string => JSON.stringify(recorded(value))
