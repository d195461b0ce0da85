// Tells Security Hub what one sealed tick changed, once, and writes down what was said and what is still owed.
import { EvidenceError } from '../errors.ts'
import type { Ref, Subject } from '../model.ts'
import { publishedKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { findingId } from './asff.ts'
import { endFindings, sendEverything, sendOwed } from './catch-up.ts'
import { changes, newest } from './changes.ts'
import { crowded, daysOfHits, kept } from './days-of-hits.ts'
import { isRefusal, makeHub } from './hub.ts'
import { makeJournal } from './journal.ts'
import { makeOutbox, type Outbox } from './outbox.ts'
import { makePost } from './post.ts'
import { type OwedEnd, type Published, readPublished, writePublished } from './published.ts'
import { shownOn } from './shown.ts'
import type { Given, Work } from './work.ts'

/**
 * Publishes one tick. A tick whose record exists is not published again. A crash before the record leaves a tick without
 * one: calling this again sends the same findings with the same ids and times, which the Hub ignores where it has them.
 * Ticks are published in order, each with the record of the one before.
 * Throws STORE_UNREADABLE, STORE_REFUSED, JSON_INVALID; never for what Security Hub answers.
 */
export const publish = async (given: Given, work: Work): Promise<{ record: Published; ref: Ref }> => {
  const { store, send, clock, account, home } = given
  const { tick, next, previous } = work
  const key = publishedKey(next, tick)
  const done = work.unrecorded ? undefined : await store.get({ key })
  if (done) return { record: readPublished(done.body), ref: done.ref }

  const requests: Published['requests'] = []
  const journal = makeJournal(tick, previous)
  const outboxes = new Map<string, Outbox>()
  const outbox = (region: string): Outbox => {
    const found = outboxes.get(region) ?? makeOutbox(makeHub(send, region, requests))
    outboxes.set(region, found)
    return found
  }
  const tally = { ...previous?.tally }
  const ends = [...work.retired.map((subject) => ({ subject, since: tick })), ...stillToEnd(previous)]
  const ended = new Set(ends.map(({ subject }) => slug(subject)))
  const post = makePost({ tick, publisher: { account, home }, catalog: given.catalog, journal, outbox, ended, tally })

  let evaluations = 0
  for await (const item of work.items) {
    evaluations++
    const { subject, verdicts } = item.evaluation
    const changed = new Map(changes(item).map((change) => [change.verdict.control, change.verdict]))
    for (const [control, verdict] of newest(verdicts)) {
      if (changed.has(control) || journal.before(post.region(subject), findingId(subject, control)))
        await post.verdict(item, changed.get(control) ?? verdict)
    }
    const days = daysOfHits(item.evaluation, tally)
    const shown = await shownBeside(outbox(post.region(subject)), { account, home, subject }, crowded(days))
    for (const day of shown.length > 0 ? daysOfHits(item.evaluation, tally, shown) : days) await post.hits(item, day)
  }
  await sendOwed(store, post, previous)
  await endFindings({ tick, account, home, outbox, journal }, ends)
  for (const { flush } of outboxes.values()) await flush()
  for (const [region, { all }] of Object.entries(previous?.owed ?? {}))
    if (all) await sendEverything({ region, account, outbox: outbox(region), journal, post }, work.everything(region))

  const sum = (of: keyof Outbox['outcome']): number =>
    [...outboxes.values()].reduce((total, { outcome }) => total + outcome[of], 0)
  const owed = new Set(Object.values(journal.owed).flatMap(({ findings }) => findings.map(({ id }) => id)))
  const record: Published = {
    schema: 'eks-evidence/published/v1',
    tick,
    at: clock.now(),
    account,
    counts: {
      evaluations,
      sent: sum('sent'),
      resolved: sum('resolved'),
      suppressed: sum('suppressed'),
      archived: sum('archived'),
      failed: journal.failures.length,
    },
    requests,
    failures: journal.failures,
    owed: journal.owed,
    tally: kept(tally, tick, owed),
  }
  // If we stop here, the tick counts as unpublished: all of it is sent again, and nothing doubles.
  const { won, ref } = await store.putOnce(key, writePublished(record))
  return won ? { record, ref } : adopted(store, ref)
}

// Where more actors than have a finding of their own did something, those keep theirs that the stream gave one: else a hit would be
// told by two. What cannot be read is left to the Hub's answer to what is sent.
const shownBeside = async (
  outbox: Outbox,
  on: { account: string; home: string; subject: Subject },
  of: { detection: string; day: string }[],
): Promise<string[]> => {
  const ids: string[] = []
  for (const one of of) {
    const found = await shownOn(outbox, { ...on, ...one })
    if (!isRefusal(found)) ids.push(...found.map(({ Id }) => String(Id)))
  }
  return ids
}

const stillToEnd = (previous: Published | undefined): OwedEnd[] =>
  Object.values(previous?.owed ?? {}).flatMap(({ retired }) => retired)

// Another run of the same tick was faster: it said the same.
const adopted = async (store: Store, ref: Ref): Promise<{ record: Published; ref: Ref }> => {
  const winner = await store.get(ref)
  if (!winner)
    throw new EvidenceError(
      'STORE_CONFLICT',
      { store: store.where, key: ref.key },
      { hint: 'a put was refused because the key is taken, and nothing is there' },
    )
  return { record: readPublished(winner.body), ref }
}
