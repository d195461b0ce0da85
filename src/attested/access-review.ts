// An access review held against the access entries of now: who was left out, reviewed themselves, or was revoked and is there.
import { arnPattern } from '../arn-pattern.ts'
import { instant, seconds } from '../clock.ts'
import type { Attested } from '../facts/attested.ts'
import type { DatedEntry } from '../facts/dated-access-entries.ts'
import type { Instant } from '../model.ts'
import { maybeSamePerson } from './person.ts'
import { lacking } from './record.ts'

/** `until`: when its list was drawn up. */
export type Review = Attested & { until: Instant }

/** Those of a cluster that say all that such a review says, the newest list first. What was put past the command and lacks some of it is none. */
export const reviewsOf = (records: readonly Attested[], cluster: string): Review[] =>
  records
    .filter(({ record: { subjects = [] } }) => subjects.some((one) => arnPattern(one)(cluster)))
    .flatMap((one) => {
      const { until } = one.record
      return until !== undefined && lacking(one.record).length === 0 ? [{ ...one, until }] : []
    })
    .sort((a, b) => seconds(b.until) - seconds(a.until))

type Decided = { faults: string[] /** Principals that are to go, and by when. */; pending: string[] }

/**
 * Held against the entries that were there when the newest list was drawn up: what was deleted since needs no decision.
 * `removedWithin`: days.
 */
export const held = (
  access: DatedEntry[],
  reviews: Review[],
  cluster: string,
  { asOf, removedWithin }: { asOf: Instant; removedWithin: number },
): Decided => {
  const [newest] = reviews
  const faults: string[] = []
  const pending: string[] = []
  for (const { principal, createdAt } of newest ? access : []) {
    const isOlder = seconds(createdAt) <= seconds(newest?.until ?? '')
    const decision = newest && decisionOn(newest, cluster, principal)
    if (!decision && isOlder) faults.push(`it leaves out ${principal}, which is there since ${createdAt}`)
    if (!decision) continue
    const reviewer = decision.reviewedBy ?? newest?.record.reviewedBy ?? ''
    if (isReviewed(reviewer, principal)) faults.push(`${principal} was reviewed by itself`)
    if (decision.decision !== 'revoke') continue
    if (!isOlder) {
      faults.push(`${principal} was revoked, and let in again on ${createdAt}`)
      continue
    }
    const since = revokedSince(reviews, cluster, principal, createdAt)
    const until = instant(seconds(since) + removedWithin * 86_400)
    if (seconds(until) <= seconds(asOf)) faults.push(`${principal} was revoked on ${day(since)} and is still there`)
    else pending.push(`${principal} is to go by ${day(until)}`)
  }
  return { faults, pending }
}

const day = (at: Instant): string => at.slice(0, 10)

// Of two decisions on one principal the stricter counts.
const decisionOn = ({ record: { entries = [] } }: Review, cluster: string, principal: string) => {
  const own = entries.filter((one) => one.subject === cluster && one.principal === principal)
  return own.find(({ decision }) => decision === 'revoke') ?? own[0]
}

// Whoever revokes it once more puts nothing off: since the first of the reviews that all did, of this entry.
const revokedSince = (reviews: Review[], cluster: string, principal: string, createdAt: Instant): Instant => {
  const end = reviews.findIndex(
    (one) => decisionOn(one, cluster, principal)?.decision !== 'revoke' || seconds(one.until) < seconds(createdAt),
  )
  const all = (end < 0 ? reviews : reviews.slice(0, end)).map(({ record }) => record.performedAt)
  return all.reduce((a, b) => (seconds(b) < seconds(a) ? b : a))
}

// By name, or as whoever took the role on that is reviewed.
const isReviewed = (reviewer: string, principal: string): boolean => {
  const [, name] = /^arn:[^:]*:sts::\d*:assumed-role\/([^/]+)/i.exec(reviewer.trim()) ?? []
  return maybeSamePerson(reviewer, principal) || (name !== undefined && maybeSamePerson(name, principal))
}
