// Lines of a timeline that a search found: who the authenticator let in, and where containers and nodes logged.
import { insightsTime } from '../audit-log/entries.ts'
import { visible } from '../audit-log/visible.ts'
import type { Incident, Subject } from '../model.ts'
import { groupsIn, type Outcome, searchedIn, searchesOf } from './search.ts'
import type { Held, Line, Looked, Part } from './timeline.ts'

type Given = { subject: Subject; incident: Incident; looks: Held | undefined }

export const searchedLines = ({ subject, incident, looks }: Given): Part => {
  if (!looks) return { lines: [], looked: [{ where: 'authenticator', found: 0, shown: 0, not: 'nothing was put' }] }
  const groups = groupsIn(looks.exchanges)
  const searches = searchesOf({ subject, slot: looks.slot, incidents: incidentsIn(looks, incident) }, groups)
  const own = searchedIn(searches, looks.exchanges).filter(({ search }) => search.incident === incident.id)
  const found = own.map((one) => ({ one, lines: linesOf(one, incident, looks) }))
  const none = own.some(({ search }) => search.log === 'authenticator')
    ? []
    : [{ where: 'authenticator' as const, found: 0, shown: 0, not: 'no principal of IAM to search for' }]
  return {
    lines: found.flatMap(({ lines }) => lines),
    looked: [...none, ...found.map(({ one }) => looked(one))],
  }
}

// Which of the searches the budget cut follows from all of the slot's.
const incidentsIn = ({ incidents = [] }: Held, own: Incident): readonly Incident[] =>
  incidents.length > 0 ? incidents : [own]

const looked = ({ search, state, why, matched, rows }: Outcome): Looked => {
  const cut = matched > rows.length ? `the newest ${rows.length} of ${matched}` : null
  const not = state === 'read' ? cut : state === 'cut' ? `not searched: ${why}` : why
  return { where: search.log, found: matched, shown: 0, not }
}

const linesOf = ({ search: { log }, rows }: Outcome, { marks }: Incident, { first }: Held): Line[] =>
  rows.flatMap((row) => {
    const at = insightsTime(row['@timestamp'])
    if (at === null) return []
    const message = row['@message']
    const stream = visible(row['@logStream'] ?? '', 150)
    const same = (['principals', 'keys'] as const).filter((kind) => marks[kind].some((mark) => message?.includes(mark)))
    return [
      {
        at,
        where: log,
        what: message === undefined ? `an entry in ${stream}` : visible(message, 400),
        same: log === 'authenticator' ? same : ['objects' as const],
        hits: [],
        pointer: { object: first, id: row['@ptr'] ?? '' },
      },
    ]
  })
