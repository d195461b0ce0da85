// JSON bodies, and JSON errors: what rest-json and json-1.1 share.
import { AwsFault } from '../service.ts'

export const members = (body: Uint8Array): Record<string, unknown> => {
  if (body.length === 0) return {}
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (cause) {
    throw new AwsFault('SerializationException', 400, `not JSON: ${cause instanceof Error ? cause.message : cause}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AwsFault('SerializationException', 400, 'Start of structure or map found where not expected.')
  }
  return value as Record<string, unknown>
}
