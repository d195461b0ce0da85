// Request ids that do not depend on the order in which concurrent calls arrive.
import { canonical } from './canonical.ts'
import { hex } from './protocols/protocol.ts'
import type { Call } from './service.ts'

/**
 * A function from a call to 64 hex digits: a digest of the call, the clock, and how many equal calls came before at this time.
 * `invocation` is the SDK's id of a call: its attempts have one request id, for how many there are is a matter of chance
 * (the SDK, unless told otherwise, tries again when it finds that its clock is not the sandbox's).
 */
export const requestDigests = (seed: string): ((call: Call, invocation?: string) => string) => {
  const seen = new Map<string, (string | undefined)[]>()
  return ({ service, operation, region, input, now }, invocation) => {
    const same = hex(JSON.stringify([seed, service, operation, region, canonical(input), now]))
    const before = seen.get(same) ?? []
    seen.set(same, before)
    const known = invocation === undefined ? -1 : before.indexOf(invocation)
    const nth = known < 0 ? before.push(invocation) - 1 : known
    return hex(`${same}/${nth}`)
  }
}
