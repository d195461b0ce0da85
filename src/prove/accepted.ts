// Acceptances: each counts from the tick that first sealed it, whatever its configuration says, was not approved by who asked for it, and
// is not one of many that follow each other.
import { seconds } from '../clock.ts'
import { type Acceptance, acceptanceId, isSelfApproved } from '../config/acceptances.ts'
import type { Config } from '../config.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Instant } from '../model.ts'
import { configKey } from '../store/keys.ts'
import { makeAccepted } from './accepted-long.ts'
import type { Findings } from './checks.ts'

export const makeAcceptances = (findings: Findings) => {
  const long = makeAccepted(findings)
  let before: { tick: Instant; since: Map<string, Instant | null> } | undefined
  let isGap = false // what was not there to be read is another check's finding: what follows it is not judged by what is older

  // Those of the tick before go on as they were; any other begins in this tick, or in one between that has its index and
  // waits for its statement for good.
  const isHonest = (acceptance: Acceptance, tick: Instant): boolean => {
    const { since } = acceptance
    const known = before?.since.get(acceptanceId(acceptance))
    if (isGap) return since !== null && seconds(since) <= seconds(tick)
    if (known !== undefined) return since === known
    if (since === null || !before) return since === tick
    return seconds(since) > seconds(before.tick) && seconds(since) <= seconds(tick)
  }

  return {
    /** `undefined`: the configuration cannot be read. */
    enter({ tick }: Tick, config: Pick<Config, 'acceptances'> | undefined): void {
      if (!config) {
        isGap = true
        return
      }
      const { acceptances } = config
      for (const acceptance of acceptances) {
        const { control, subject, since, approver } = acceptance
        const what = `${control} at ${subject}`
        findings.hold(
          'acceptance-backdated',
          isHonest(acceptance, tick),
          configKey(tick),
          `${what} is said to count from ${since}, and was not sealed then`,
        )
        findings.hold(
          'acceptance-self-approved',
          !isSelfApproved(acceptance),
          configKey(tick),
          `${what} was approved by who requested it, ${approver}`,
        )
      }
      isGap = false
      long.enter(tick, acceptances)
      before = { tick, since: new Map(acceptances.map((one) => [acceptanceId(one), one.since])) }
    },
  }
}
