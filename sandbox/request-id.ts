// Request ids that do not depend on the order in which concurrent calls arrive.
import { canonical } from './canonical.ts'
import { hex } from './protocols/protocol.ts'
import type { Call } from './service.ts'

/** A function from a call to 64 hex digits: a digest of the call, the clock, and how many equal calls came before at this time. */
export const requestDigests = (seed: string): ((call: Call) => string) => {
  const seen = new Map<string, number>()
  return ({ service, operation, region, input, now }) => {
    const same = hex(JSON.stringify([seed, service, operation, region, canonical(input), now]))
    const nth = seen.get(same) ?? 0
    seen.set(same, nth + 1)
    return hex(`${same}/${nth}`)
  }
}
