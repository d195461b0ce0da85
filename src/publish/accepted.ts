// What of failing controls somebody accepted, as a finding tells it: by whom, until when, and that it is about to end or has ended.
import { arnPattern } from '../arn-pattern.ts'
import { plus, seconds } from '../clock.ts'
import { type Acceptance as Agreed, acceptanceId, acceptedAt, isSelfApproved } from '../config/acceptances.ts'
import type { Instant } from '../model.ts'

/** A documented acceptance of a failing control at a subject. `state` where it is not simply in force. */
export type Acceptance = {
  id: string
  until: Instant
  approver?: string
  ticket?: string
  /** ends: within `notice`. ended: nothing took its place. */
  state?: 'ends' | 'ended'
}

/** Seconds before its end in which an acceptance is told to end. */
export const notice = 30 * 86_400

/** Whether it keeps a failure from counting as one that nobody decided on. */
export const isInForce = (by: Acceptance | undefined): by is Acceptance => by !== undefined && by.state !== 'ended'

/** By control: what is in force at a subject, else the one that ended last, as long as the configuration holds it. */
export const acceptancesAt = (
  all: readonly Agreed[],
  subject: { id: string },
  tick: Instant,
): Record<string, Acceptance> => {
  if (all.length === 0) return {}
  const said = (one: Agreed): Pick<Acceptance, 'approver' | 'ticket'> => ({
    approver: one.approver,
    ...(one.ticket !== undefined && { ticket: one.ticket }),
  })
  const ended = all
    .filter(
      ({ since, expires }) => since !== null && seconds(since) < seconds(expires) && seconds(expires) <= seconds(tick),
    )
    .filter((one) => !isSelfApproved(one) && arnPattern(one.subject)(subject.id))
    .sort((a, b) => seconds(a.expires) - seconds(b.expires))
    .map((one) => [one.control, { id: acceptanceId(one), until: one.expires, ...said(one), state: 'ended' }] as const)
  const inForce = Object.entries(acceptedAt(all, subject, tick)).map(([control, { id, until }]) => {
    const one = all.find((it) => acceptanceId(it) === id)
    const ends = seconds(until) <= seconds(plus(tick, notice))
    return [control, { id, until, ...(one && said(one)), ...(ends && { state: 'ends' as const }) }] as const
  })
  return Object.fromEntries([...ended, ...inForce])
}

/** One sentence; '' where there is none. */
export const saidOf = (by: Acceptance | undefined): string => {
  if (!by) return ''
  const who = `${by.approver === undefined ? '' : ` by ${by.approver}`} (${by.ticket === undefined ? '' : `ticket ${by.ticket}, `}${by.id})`
  if (by.state === 'ended') return `No longer accepted: it was until ${by.until}${who}. `
  return `Accepted until ${by.until}${who}${by.state === 'ends' ? ', which is within 30 days' : ''}. `
}
