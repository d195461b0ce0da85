// The deviations of a control at a subject: from the slot in which it failed to the one that was read without it. Pure.
import { seconds } from '../../clock.ts'
import type { AcceptedSpan, Period, SubjectSeen, Turn } from './period.ts'
import type { Deviation } from './tests.ts'

type Given = { subject: SubjectSeen; turns: readonly Turn[]; accepted: readonly AcceptedSpan[] }

/** In order of time; none that was over when the period began. What is unknown ends no deviation: nobody saw that it was mended. */
export const deviationsOf = (period: Period, control: string, { subject, turns, accepted }: Given): Deviation[] => {
  const all: Deviation[] = []
  let open: { first: Turn; since: string; interrupted: boolean } | undefined
  let without: Turn | undefined // the last one that was judged and did not fail
  const close = (last: Turn | null): void => {
    if (!open) return
    const { first, since, interrupted } = open
    open = undefined
    const gone = subject.vanished ?? subject.replaced ?? null
    const until = last?.at ?? gone
    if (until !== null && seconds(until) <= seconds(period.slot.start)) return
    const end = until ?? period.head?.tick ?? period.slot.end
    const days = Math.max(1, Math.ceil((seconds(end) - seconds(since)) / 86_400))
    const spans = accepted.filter(({ from, to }) => seconds(from) < seconds(end) && seconds(to) > seconds(since))
    const ended = last
      ? last.outcome === 'pass'
        ? 'fixed'
        : 'not-applicable'
      : gone === null
        ? 'open'
        : 'subject-gone'
    all.push({ control, subject, since, until, ended, days, first, last, interrupted, accepted: [...spans] })
  }
  for (const turn of turns) {
    if (turn.outcome === 'fail') {
      // What it says of itself was said before a late window showed that it did not stand in between.
      const isCut = without !== undefined && seconds(turn.since) <= seconds(without.at)
      open ??= { first: turn, since: isCut ? turn.at : turn.since, interrupted: false }
    } else if (turn.outcome === 'unknown') {
      if (open) open.interrupted = true
    } else {
      without = turn
      close(turn)
    }
  }
  close(null)
  return all
}
