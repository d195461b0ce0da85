// What was observed: of each test at each subject every time that its outcome changed, passes as well, with what it rests on.
import { instant, plus, seconds } from '../../clock.ts'
import type { AnyControl } from '../../control.ts'
import type { Instant } from '../../model.ts'
import type { Period, SlotsOf, Turn } from '../period/period.ts'
import { ownSlots, type TestAt, type TestSeen } from '../period/tests.ts'
import { originsOf } from './actors.ts'
import type { Evidence } from './evidence.ts'
import { noted } from './noted.ts'
import { markup, props } from './text.ts'
import { uuid } from './uuid.ts'

export const itemOf = ({ ledger }: Pick<Period, 'ledger'>, slug: string): string => uuid(ledger, 'subject', slug)
/** A slot can be judged again: each time is another observation. */
export const observationOf = (
  { ledger }: Pick<Period, 'ledger'>,
  control: string,
  slug: string,
  { at, tick }: Pick<Turn, 'at' | 'tick'>,
): string => uuid(ledger, 'observation', control, slug, at, tick)

/** In the order of subjects and time. */
export function* observationsOf(period: Period, test: TestSeen, evidence: Evidence) {
  const slots = Map.groupBy(
    period.slots.filter(({ source }) => source === test.source),
    ({ subject }) => subject,
  )
  const methods = methodsOf(test.control)
  for (const one of test.at) {
    const until = outdated(period, ownSlots(period, one.subject, slots))
    for (const [nth, turn] of one.turns.entries()) {
      const next = one.turns[nth + 1]
      yield {
        ...observation(period, test.control, one, { turn, isSuperseded: next?.at === turn.at }, evidence),
        methods,
        collected: turn.tick,
        // Told by the next, or out of date when a reading more was due and is not there.
        expires: expiry(next?.tick ?? one.subject.vanished ?? until, turn.tick),
        ...(!next && { remarks: markup(noted(one.totals)) }),
      }
    }
  }
}

type Told = { turn: Turn; isSuperseded: boolean }

const observation = (
  period: Period,
  control: AnyControl,
  { subject }: TestAt,
  { turn, isSuperseded }: Told,
  evidence: Evidence,
) => ({
  uuid: observationOf(period, control.id, subject.slug, turn),
  title: markup(`${control.id} at ${subject.subject.name}: ${turn.outcome}`),
  description: markup(turn.reason),
  props: props({
    ...{ test: control.id, outcome: turn.outcome, since: turn.since, 'observed-at': turn.at },
    ...{ 'ledger-entry': turn.sequence, tick: turn.tick },
    superseded: isSuperseded ? 'yes: the same slot was judged again' : null,
  }),
  types: turn.outcome === 'fail' ? ['control-objective', 'finding'] : ['control-objective'],
  origins: originsOf(period),
  subjects: [
    { 'subject-uuid': itemOf(period, subject.slug), type: 'inventory-item', title: markup(subject.subject.id) },
  ],
  'relevant-evidence': evidence.relevant([
    { what: 'the evaluation that holds this verdict', ref: turn.evaluation },
    ...turn.basis.map((ref) => ({ what: 'what the verdict rests on', ref })),
  ]),
})

/** Documents and attested records are examined; whatever else is read of AWS is tested against what it should be. */
const methodsOf = ({ needs }: AnyControl): string[] =>
  Object.values(needs).every(({ fact }) => fact.source === 'governance') ? ['EXAMINE'] : ['TEST']

// A slot is read until its end: what was read in the last whole one is out of date when the next one ended unread.
const outdated = (period: Period, slots: readonly SlotsOf[]): Instant | undefined => {
  const ends = slots.map(({ first, every, statuses }) => {
    const last = statuses.findLastIndex((status) => status >= 4)
    return last < 0 ? 0 : first + (last + 2) * every
  })
  const end = Math.max(0, ...ends)
  return end === 0 ? period.head?.tick : instant(end)
}

const expiry = (at: Instant | undefined, collected: Instant): Instant =>
  at !== undefined && seconds(at) >= seconds(collected) ? at : plus(collected, 0)
