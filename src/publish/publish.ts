// Tells Security Hub what one sealed tick changed, once, and writes down what was said and what is still owed.
import { EvidenceError } from '../errors.ts'
import type { Ref } from '../model.ts'
import { publishedKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { findingId } from './asff.ts'
import { endFindings, refreshIncidents, sendEverything, sendOwed } from './catch-up.ts'
import { lookAtIdle, tellChanges } from './daily.ts'
import { crowded, daysOfHits, kept } from './days-of-hits.ts'
import { add, countingFrom, countOf, remediatedIn, rulesOf, scannedIn, toldAt } from './figures.ts'
import { isNewDay, sendHeartbeat } from './heartbeat.ts'
import { keptIncidents } from './incidents.ts'
import { makeJournal } from './journal.ts'
import { makeOutboxes, type Outbox } from './outbox.ts'
import { makePost } from './post.ts'
import { type OwedEnd, type Published, readPublished, writePublished } from './published.ts'
import { shownBeside } from './shown.ts'
import { readCases, tellAgain, tellIncidents } from './tell-incidents.ts'
import type { Given, Item, Work } from './work.ts'

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
  const { outbox, outboxes } = makeOutboxes(send, requests)
  const tally = { ...previous?.tally }
  const incidents = { ...previous?.incidents }
  const ends = [...work.retired.map((subject) => ({ subject, since: tick })), ...stillToEnd(previous)]
  const ended = new Set(ends.map(({ subject }) => slug(subject)))
  const rules = rulesOf(given.catalog)
  const of = { tick, publisher: { account, home }, catalog: given.catalog, where: store.where }
  const post = makePost({
    ...of,
    ...{ ...rules, sla: work.sla.now, described: work.described },
    ...{ journal, outbox, ended, tally, incidents },
  })

  const counted = previous?.figures?.counted
  const isDue = !previous?.figures || isNewDay(counted, tick) || work.retired.length > 0
  const figures = countingFrom(previous, isDue, tick)
  const now = { at: tick, sla: work.sla.now }
  const then = ({ standing }: Item) => ({ at: toldAt(standing?.tick ?? tick, counted), sla: work.sla.before })
  // Before anything is told, so that hits which are judged in this tick name their incident at once.
  const cases = await readCases(store, work.timelines, incidents, tally)

  let evaluations = 0
  for await (const item of work.items) {
    evaluations++
    const { evaluation, standing, accepted = {}, acceptedBefore = {} } = item
    const { subject } = evaluation
    const isOwed = (control: string): boolean =>
      journal.before(post.region(subject), findingId(subject, control)) !== undefined
    await tellChanges(item, { rules, now, then, post }, isOwed)
    const days = daysOfHits(evaluation, tally)
    const shown = await shownBeside(outbox(post.region(subject)), { account, home, subject }, crowded(days))
    for (const day of shown.length > 0 ? daysOfHits(evaluation, tally, shown) : days) await post.hits(item, day)
    if (!ended.has(slug(subject))) add(figures, countOf(evaluation, accepted, now, rules))
    if (standing && !isDue) add(figures, countOf(standing, acceptedBefore, then(item), rules), -1)
    figures.remediated.push(...remediatedIn(evaluation, standing))
    figures.scanned += scannedIn(evaluation, standing)
  }
  // What was told above is not told twice: each of these goes by what was tried.
  await tellIncidents({ tick, post, incidents, outbox }, cases)
  await sendOwed(store, post, previous, incidents)
  if (isDue) await lookAtIdle(work.idle, { rules, now, then, count: figures, post })
  const ending = { tick, account, home, outbox, journal }
  await endFindings(ending, ends)
  if (isNewDay(counted, tick)) for (const region of work.regions) await refreshIncidents(ending, region)
  const beat = { last: previous?.heartbeat ?? null }
  if (isNewDay(beat.last, tick)) await sendHeartbeat({ ...ending, beat }, work.beat)
  for (const { flush } of outboxes.values()) await flush()
  for (const [region, { all }] of Object.entries(previous?.owed ?? {})) {
    if (!all) continue
    await sendEverything({ region, account, outbox: outbox(region), journal, post }, work.everything(region))
    for (const { subject, finding } of Object.values(incidents))
      if (post.region(subject) === region && !post.tried(finding)) await tellAgain(store, post, incidents, finding)
    await outbox(region).flush()
  }

  const sum = (name: keyof Outbox['outcome']): number =>
    [...outboxes.values()].reduce((total, { outcome }) => total + outcome[name], 0)
  const owed = new Set(Object.values(journal.owed).flatMap(({ findings }) => findings.map(({ id }) => id)))
  const refused = requests.filter(({ code }) => code !== null).length
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
    incidents: keptIncidents(incidents, tick, { planned: work.incidents, owed }),
    heartbeat: beat.last,
    figures: { ...figures, remediated: figures.remediated.slice(0, 100), errors: work.lacking + refused },
  }
  // If we stop here, the tick counts as unpublished: all of it is sent again, and nothing doubles.
  const { won, ref } = await store.putOnce(key, writePublished(record))
  return won ? { record, ref } : adopted(store, ref)
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
