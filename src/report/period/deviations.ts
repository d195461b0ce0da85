// The deviations of a control at a subject: from the slot in which it failed to the one that was read without it. Pure.
import { seconds } from '../../clock.ts'
import type { AcceptedSpan, Period, SubjectSeen, Turn } from './period.ts'
import type { Deviation } from './tests.ts'

type Given = { subject: SubjectSeen; turns: readonly Turn[]; accepted: readonly AcceptedSpan[] }

/** In order of time. What is unknown ends no deviation: nobody saw that it was mended. */
export const deviationsOf = (period: Period, control: string, { subject, turns, accepted }: Given): Deviation[] => {
  const all: Deviation[] = []
  let open: { first: Turn; interrupted: boolean } | undefined
  const close = (last: Turn | null): void => {
    if (!open) return
    const { first, interrupted } = open
    open = undefined
    const since = first.since
    const until = last?.at ?? subject.vanished
    const end = until ?? period.head?.tick ?? period.slot.end
    const days = Math.max(1, Math.ceil((seconds(end) - seconds(since)) / 86_400))
    const spans = accepted.filter(({ from, to }) => seconds(from) < seconds(end) && seconds(to) > seconds(since))
    const ended = last
      ? last.outcome === 'pass'
        ? 'fixed'
        : 'not-applicable'
      : subject.vanished === null
        ? 'open'
        : 'subject-gone'
    all.push({ control, subject, since, until, ended, days, first, last, interrupted, accepted: [...spans] })
  }
  for (const turn of turns) {
    if (turn.outcome === 'fail') open ??= { first: turn, interrupted: false }
    else if (turn.outcome === 'unknown') {
      if (open) open.interrupted = true
    } else close(turn)
  }
  close(null)
  return all
}
