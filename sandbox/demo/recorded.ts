// The story's events beside what the evidence says of them, found in the verdicts and hits of those hours.
import { instant, seconds } from '../../src/clock.ts'
import type { Evaluation, Status, Verdict } from '../../src/model.ts'
import type { StoryEvent } from '../scenario/event.ts'
import { hour } from '../scenario/seed.ts'

export type Recorded = { what: string; at: string; seen: string[] }

/** Lines that an event left: verdicts that changed while it lasted or in the day after, hits, and slots lost. */
export const recorded = (story: StoryEvent[], evaluations: Evaluation[], slots: Map<string, Status>): Recorded[] => {
  const changes = changesOf(evaluations)
  return story
    .filter(({ what }) => !what.includes('insights'))
    .map((event) => {
      const from = hour(event.at)
      const to = hour(event.until ?? event.at) + 30 * 3_600
      const during = ({ at }: { at: number }): boolean => at >= from && at <= to
      const seen =
        event.kind === 'outage'
          ? lost(slots, from, hour(event.until ?? event.at))
          : event.kind === 'activity'
            ? hits(evaluations, from)
            : changes.filter((one) => during(one) && concerns(event, one.text)).map(({ text }) => text)
      return { what: event.what, at: instant(from), seen: [...new Set(seen)].slice(0, 6) }
    })
}

type Change = { at: number; text: string }

const changesOf = (evaluations: Evaluation[]): Change[] => {
  const last = new Map<string, Verdict>()
  const changes: Change[] = []
  for (const { tick, subject, verdicts } of [...evaluations].sort((a, b) => (a.tick < b.tick ? -1 : 1))) {
    for (const verdict of verdicts) {
      const name = `${subject.id} ${verdict.control}`
      const before = last.get(name)
      last.set(name, verdict)
      if (before && before.outcome !== verdict.outcome) {
        changes.push({
          at: seconds(tick),
          text: `${tick}  ${verdict.control} ${subject.name}: ${before.outcome} -> ${verdict.outcome} (${verdict.reason.slice(0, 110)})`,
        })
      }
    }
  }
  return changes
}

const hits = (evaluations: Evaluation[], from: number): string[] =>
  evaluations
    .flatMap((one) => one.hits.map((hit) => ({ ...hit, tick: one.tick })))
    .filter(({ at }) => Math.abs(seconds(at) - from) <= 3_600)
    .map(({ tick, detection, severity, reason }) => `${tick}  ${detection} ${severity}: ${reason.slice(0, 110)}`)

const lost = (slots: Map<string, Status>, from: number, to: number): string[] => {
  const missed = [...slots].filter(
    ([name, status]) =>
      status === 'missed' &&
      seconds(name.split(' ')[2] ?? '') >= from - 86_400 &&
      seconds(name.split(' ')[2] ?? '') <= to,
  )
  const bySource = Map.groupBy(missed, ([name]) => name.split(' ')[0] ?? '')
  return [...bySource].map(([source, all]) => `${source}: ${all.length} slots missed`)
}

const concerns = (event: StoryEvent, text: string): boolean => {
  const named = /prod\/web-frontend|staging|analytics|prod/.exec(event.what)?.[0]
  return named === undefined || text.includes(` ${named}:`)
}
