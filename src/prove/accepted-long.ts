// For how long something was accepted in all: another word makes another acceptance, and a year begins anew.
import { patternsMeet } from '../arn-pattern.ts'
import { earliest, seconds } from '../clock.ts'
import { type Acceptance, isSelfApproved, longest } from '../config/acceptances.ts'
import type { Instant } from '../model.ts'
import { configKey } from '../store/keys.ts'
import type { Findings } from './checks.ts'

/** What is accepted: by control and pattern, whoever approved it and whatever it says. */
type Line = { control: string; subject: string; from: Instant; seconds: number; isTold: boolean }

/** Time between two ticks counts where the first one's configuration accepts it, whether it was taken out for a while before or not. */
export const makeAccepted = (findings: Findings) => {
  const lines = new Map<string, Line>()
  const met = new Map<string, boolean>() // the same few are compared in every tick
  let before: { tick: Instant; acceptances: readonly Acceptance[] } | undefined

  const meet = (a: string, b: string): boolean => {
    const name = `${a} ${b}`
    const known = met.get(name) ?? patternsMeet(a, b)
    met.set(name, known)
    return known
  }

  const accepted = ({ control, subject }: Line, tick: Instant): number => {
    const { tick: from = tick, acceptances = [] } = before ?? {}
    const ends = acceptances
      .filter((one) => one.control === control && meet(one.subject, subject) && !isSelfApproved(one))
      .map(({ expires }) => seconds(earliest(expires, tick)) - seconds(from))
    return Math.max(0, ...ends)
  }

  return {
    enter(tick: Instant, acceptances: readonly Acceptance[]): void {
      for (const { control, subject } of acceptances) {
        findings.look('acceptance-renewed')
        const name = `${control} ${subject}`
        if (!lines.has(name)) lines.set(name, { control, subject, from: tick, seconds: 0, isTold: false })
      }
      for (const line of lines.values()) {
        line.seconds += accepted(line, tick)
        if (line.isTold || line.seconds <= longest) continue
        line.isTold = true
        const days = Math.floor(line.seconds / 86_400)
        const what = `${line.control} at ${line.subject} was accepted for ${days} days in all, first by the tick ${line.from}`
        findings.deviate('acceptance-renewed', configKey(tick), what)
      }
      before = { tick, acceptances }
    },
  }
}
