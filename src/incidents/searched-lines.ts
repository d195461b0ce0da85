// Lines of a timeline that a search found: whom the authenticator let in, and where containers and nodes logged.
import { insightsTime } from '../audit-log/entries.ts'
import type { Fields } from '../audit-log/insights.ts'
import { describeLogGroups } from '../audit-log/subscription.ts'
import { visible } from '../audit-log/visible.ts'
import type { Incident } from '../model.ts'
import type { Lack } from '../source.ts'
import { groupsIn, type Outcome, searched, searchedIn, searchesOf } from './search.ts'
import { unput } from './telling.ts'
import { type Case, type Line, linesOf, type Part } from './timeline.ts'

export const searchedLines = ({ subject, incident, looks }: Case): Part => {
  if (!looks) return { lines: [], looked: searched.map((where) => ({ where, found: 0, not: unput })) }
  const keys = new Map([...linesOf(looks)].map(({ line, key }) => [line, key]))
  const groups = groupsIn(keys.keys())
  // Which of the searches the budget cut follows from all of the slot's.
  const searches = searchesOf({ subject, slot: looks.slot, incidents: looks.incidents }, groups)
  const [unlisted] = looks.lacks.filter(({ action }) => action === describeLogGroups.action)
  const found = searchedIn(searches, keys.keys())
    .filter(({ search }) => search.incident === incident.id)
    .map((one) => ({ one, lines: rowsOf(one, incident, (one.line && keys.get(one.line)) ?? '') }))
  return {
    lines: found.flatMap(({ lines }) => lines),
    looked: found.map(({ one, lines }) => ({
      where: one.search.log,
      found: lines.length,
      not: whyNot(one, one.search.log === 'authenticator' ? undefined : unlisted),
    })),
  }
}

const whyNot = ({ search, state, why, ...found }: Outcome, unlisted: Lack | undefined): string | null => {
  const { log, left } = search
  const said = [
    ...(unlisted ? [`not all log groups were listed: ${visible(unlisted.reason)}`] : []),
    ...(state === 'cut' ? [`not searched: ${why}`] : []),
    ...(state === 'unread' || (state === 'none' && !unlisted) ? [visible(why)] : []),
    ...(found.more
      ? [log === 'authenticator' ? newest(found) : `${found.rows.length} streams, and there may be more`]
      : []),
    ...(left > 0 ? [`not searched for, as it could be read otherwise: ${left} names`] : []),
  ]
  return said.length === 0 ? null : said.join('; ')
}

const newest = ({ rows, matched }: Pick<Outcome, 'rows' | 'matched'>): string =>
  `the newest ${rows.length} of ${matched}`

const rowsOf = ({ search: { log }, rows }: Outcome, { marks }: Incident, object: string): Line[] =>
  rows.flatMap((row) => (log === 'authenticator' ? authenticated(row, marks, object) : loggedIn(row, log, object)))

const authenticated = (row: Fields, marks: Incident['marks'], object: string): Line[] => {
  const at = insightsTime(row['@timestamp'])
  const message = row['@message'] ?? ''
  const same = (['principals', 'keys'] as const).filter((kind) => marks[kind].some((mark) => message.includes(mark)))
  const pointer = { object, id: row['@ptr'] ?? '' }
  return at === null ? [] : [{ at, where: 'authenticator', what: visible(message, 400), same, hits: [], pointer }]
}

// The stream is the pointer: the entries themselves are not stored.
const loggedIn = (row: Fields, where: Line['where'], object: string): Line[] => {
  const [at, last] = [insightsTime(row.first), insightsTime(row.last)]
  const stream = row['@logStream'] ?? ''
  const count = row.entries === '1' ? '1 entry' : `${visible(row.entries ?? 'some', 20)} entries`
  const what = `${count} in ${visible(stream, 250)}, the last at ${last ?? 'an unknown time'}`
  return at === null ? [] : [{ at, where, what, same: [], hits: [], pointer: { object, id: stream } }]
}
