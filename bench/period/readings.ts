// Which slots a tick reads of whom: from the cadences alone, as plan reckons them, with outages and refusals that the seed draws.
import type { Catalog } from '../../src/catalog.ts'
import { instant, seconds } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Schedule } from '../../src/ledger/statement.ts'
import type { Ref, Status } from '../../src/model.ts'
import { endOf } from '../../src/plan/incidents.ts'
import { dueAt } from '../../src/plan/slots.ts'
import type { SlotLine } from '../../src/store/documents.ts'
import { observationKey } from '../../src/store/keys.ts'
import type { Chance } from '../chance.ts'
import { type Role, tickAt } from './cast.ts'

type Series = { role: Role; source: string; kind: 'state' | 'window'; zipped: boolean; next: number; dueBy: number }

type On = {
  catalog: Pick<Catalog, 'sources'>
  schedule: Schedule
  cast: readonly Role[]
  bytes: ReadonlyMap<string, number>
  dice: Chance
}

/** The lines of each tick, one after the other. `missed` counts what was not read in the end. */
export const makeReadings = ({ catalog, schedule, cast, bytes, dice }: On) => {
  const counts = { slots: 0, unread: 0 }
  const all: Series[] = cast.flatMap((role) =>
    catalog.sources.flatMap(({ id, of, kind, zipped }) => {
      const cadence = schedule[id]
      if (of !== role.subject.scope || !cadence) return []
      const born = Math.max(seconds(role.subject.bornAt ?? tickAt(role.from)), seconds(tickAt(0)))
      const next = Math.floor(born / cadence.every) * cadence.every
      const slot = { start: instant(next), end: instant(next + cadence.every) }
      const dueBy = seconds(dueAt(id, cadence, role.subject, slot)) - next
      return [{ role, source: id, kind, zipped: zipped === true, next, dueBy }]
    }),
  )

  const line = ({ role, source, zipped, next, dueBy }: Series, every: number, hour: number): SlotLine => {
    const tick = seconds(tickAt(hour))
    const slot = { start: instant(next), end: instant(next + every) }
    const behind = Math.floor(tick - Math.max(next + dueBy, seconds(tickAt(role.from))))
    const isLost = schedule[source]?.kind === 'state' && next + every <= tick
    const isRefused = !isLost && dice.happens(0.0005)
    const status: Status = isLost
      ? 'missed'
      : isRefused
        ? dice.one(['failed', 'partial'] as const)
        : source === 'incidents'
          ? 'empty'
          : 'complete'
    counts.slots += 1
    if (isLost || isRefused) counts.unread += 1
    const key = observationKey(tickAt(hour), source, role.slug, slot.start, 1, zipped)
    const part: Ref = { key, versionId: null, sha256: sha256(key), bytes: bytes.get(source) ?? 2_000 }
    return {
      ...{ source, subject: role.slug, slot, status, lateBy: !isLost && behind >= 3_600 ? behind : 0 },
      reasons: isRefused
        ? ['eks:DescribeCluster was refused: ThrottlingException']
        : isLost
          ? ['no tick came to it']
          : [],
      parts: isLost ? [] : [part],
    }
  }

  return {
    counts,
    at(hour: number): SlotLine[] {
      const tick = seconds(tickAt(hour))
      const lines: SlotLine[] = []
      for (const one of all) {
        const every = schedule[one.source]?.every ?? 0
        if (hour < one.role.from) continue
        const gone = one.role.until === Number.POSITIVE_INFINITY ? null : endOf(one.source, tickAt(one.role.until))
        const end = gone === null ? Number.POSITIVE_INFINITY : seconds(gone)
        while (one.next + one.dueBy <= tick && one.next < end) {
          lines.push(line(one, every, hour))
          one.next += every
        }
      }
      return lines
    },
  }
}
