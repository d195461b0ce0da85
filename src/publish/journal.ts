// What goes wrong while publishing, and what of it is owed to the next tick.
import { plus, seconds } from '../clock.ts'
import type { Instant, Subject } from '../model.ts'
import { isOff, type Refusal } from './hub.ts'
import type { Owed, OwedFinding, Published } from './published.ts'

/** The Hub itself forgets after 90 days. */
const forgotten = 90 * 86_400
/** What the Hub refuses for what it says is not better at the third time. */
const hopeless = ['InvalidInput', 'InvalidInputException', 'FindingSizeExceeded', 'UNKNOWN_ID']
const tries = 3

export type Journal = {
  failures: Published['failures']
  owed: Record<string, Owed>
  /** What the record before owed of this finding. */
  before(region: string, id: string): OwedFinding | undefined
  lost(region: string, finding: Omit<OwedFinding, 'since' | 'tries'>, why: Refusal): void
  notEnded(region: string, subject: Subject, since: Instant, why: Refusal): void
  everything(region: string, why: Refusal): void
  /** Of what comes again by itself, at the latest a day later. */
  failed(region: string, id: string, why: Refusal): void
}

export const makeJournal = (tick: Instant, previous: Published | undefined): Journal => {
  const failures: Published['failures'] = []
  const owed: Record<string, Owed> = {}
  const known = new Map(
    Object.entries(previous?.owed ?? {}).flatMap(([region, { findings }]) =>
      findings.map((finding) => [`${region} ${finding.id}`, finding] as const),
    ),
  )
  const young = (since: Instant): boolean => seconds(tick) < seconds(plus(since, forgotten))
  const of = (region: string): Owed => {
    const found = owed[region] ?? { all: false, findings: [], retired: [] }
    owed[region] = found
    return found
  }
  const failed = (region: string, id: string, { code, message }: Refusal): void => {
    failures.push({ region, id, code, message: message.toWellFormed().slice(0, 500).toWellFormed() })
  }

  return {
    failures,
    owed,
    before: (region, id) => known.get(`${region} ${id}`),

    lost(region, finding, why) {
      if (isOff(why)) {
        of(region).all = true
        return
      }
      failed(region, finding.id, why)
      const before = known.get(`${region} ${finding.id}`)
      const next = { ...finding, since: before?.since ?? tick, tries: (before?.tries ?? 0) + 1 }
      if (young(next.since) && !(hopeless.includes(why.code) && next.tries >= tries)) of(region).findings.push(next)
    },

    notEnded(region, subject, since, why) {
      if (!isOff(why)) failed(region, subject.id, why)
      const { retired } = of(region)
      if (
        young(since) &&
        !retired.some((end) => end.subject.id === subject.id && end.subject.bornAt === subject.bornAt)
      )
        retired.push({ subject, since })
    },

    failed(region, id, why) {
      if (!isOff(why)) failed(region, id, why)
    },

    everything(region, why) {
      if (!isOff(why)) failed(region, '*', why)
      of(region).all = true
    },
  }
}
