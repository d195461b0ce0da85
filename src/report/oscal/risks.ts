// Deviations as risks: since when, until when by the deadline of their severity, who accepted them, and how they ended.
import { seconds } from '../../clock.ts'
import type { AnyControl } from '../../control.ts'
import type { Instant } from '../../model.ts'
import type { Period } from '../period/period.ts'
import { deadlineOf } from '../period/survey.ts'
import type { Deviation } from '../period/tests.ts'
import { originsOf } from './actors.ts'
import { observationOf } from './observations.ts'
import { line, markup, ns, props } from './text.ts'
import { uuid } from './uuid.ts'

export const riskOf = ({ ledger }: Pick<Period, 'ledger'>, { control, subject, first }: Deviation): string =>
  uuid(ledger, 'risk', control, subject.slug, first.at, first.tick)

export const risk = (period: Period, control: AnyControl, deviation: Deviation) => {
  const { subject, since, until, ended, days, first, last, interrupted } = deviation
  const id = riskOf(period, deviation)
  const { due, isPast } = deadlineOf(period, control, deviation)
  const observed = [first, ...(last ? [last] : [])]
  return {
    uuid: id,
    title: markup(`${control.id} at ${subject.subject.name}`),
    description: markup(first.reason),
    statement: markup(
      `This does not hold: ${control.title}. Relevant to ${control.criteria.join(', ') || 'no criterion'}.`,
    ),
    props: props({
      ...{ test: control.id, subject: subject.subject.id, since, until, ended, days },
      'past-deadline': isPast,
      'not-known-for-some-time': interrupted,
    }),
    status: statusOf(period, deviation),
    origins: originsOf(period),
    characterizations: [
      { origin: originsOf(period)[0], facets: [{ name: 'severity', system: ns, value: control.severity }] },
    ],
    ...(due !== null && { deadline: due }),
    remediations: [
      {
        uuid: uuid(id, 'remedy'),
        lifecycle: 'recommendation',
        title: markup(`What mends ${control.id}`),
        description: markup(control.remedy),
      },
    ],
    'risk-log': { entries: entriesOf(id, deviation) },
    'related-observations': observed.map((turn) => ({
      'observation-uuid': observationOf(period, control.id, subject.slug, turn),
    })),
  }
}

// An acceptance that is in force where the ledger ends; it changes no outcome, and ends by itself.
const statusOf = ({ head, slot }: Period, { ended, accepted }: Deviation): string => {
  if (ended !== 'open') return 'closed'
  const now = seconds(head?.tick ?? slot.end)
  const end = Math.min(now, seconds(slot.end) - 1)
  return accepted.some(({ from, to }) => seconds(from) <= end && end < seconds(to)) ? 'deviation-approved' : 'open'
}

const entriesOf = (id: string, { since, until, ended, last, accepted, first }: Deviation) => {
  const entry = (what: string, start: Instant, description: string, more: object = {}) => ({
    ...{ uuid: uuid(id, what, start), title: what, description: markup(description), start },
    ...more,
  })
  return [
    entry('First seen', since, first.reason, { 'status-change': 'open' }),
    ...accepted.map(({ acceptance, from, to }) =>
      entry(
        'Accepted',
        from,
        `${acceptance.reason} Requested by ${acceptance.requestedBy}, approved by ${acceptance.approver}, until ${acceptance.expires}.`,
        {
          end: to,
          ...(acceptance.ticket !== undefined && { props: props({ ticket: line(acceptance.ticket) }) }),
          'status-change': 'deviation-approved',
        },
      ),
    ),
    ...(until === null
      ? []
      : [entry(endings[ended], until, last?.reason ?? endings[ended], { 'status-change': 'closed' })]),
  ]
}

const endings = {
  fixed: 'Read without it',
  'not-applicable': 'Not applicable any more',
  'subject-gone': 'Its subject is gone',
  open: 'Stands',
} as const
