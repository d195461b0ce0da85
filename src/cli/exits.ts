// Exit codes: documented in every help, relied on by scripts.
import type { Code } from '../errors.ts'

export const exits = {
  0: 'done; for verify: intact and continuous',
  1: 'failed; for verify: integrity is broken',
  2: 'the call is wrong, or what it needs is missing: an option, a pin, a valid configuration',
  3: 'verify only: intact, with named deviations',
  4: 'the store cannot be read',
} as const

export const exitOf = (code: Code): number => {
  switch (code) {
    case 'USAGE':
    case 'PINS_MISSING':
    case 'CONFIG_INVALID':
    case 'UNKNOWN_ID':
      return 2
    case 'STORE_UNREADABLE':
      return 4
    default:
      return 1
  }
}
