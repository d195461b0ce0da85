// Tells the incidents whose timelines a tick sealed, and of their hits' findings which timeline shows what was around them.
import { latest, plus, readTime } from '../clock.ts'
import type { Instant, Ref } from '../model.ts'
import type { Store } from '../store/store.ts'
import { amended } from './around.ts'
import { type DayOfHits, daysOfHits } from './days-of-hits.ts'
import { isRefusal } from './hub.ts'
import { aroundHits, type Case, caseOf, type Incidents, knownAs, partsOf } from './incidents.ts'
import { equal, type Outbox } from './outbox.ts'
import { own } from './own.ts'
import type { Post } from './post.ts'

/** Reads the timelines, and adds their incidents to those that are known: before anything is told, so that all of it can name them. */
export const readCases = async (
  store: Store,
  timelines: readonly Ref[],
  incidents: Incidents,
  tally: Post['tally'],
): Promise<Case[]> => {
  const cases: Case[] = []
  for (const ref of timelines) {
    const one = await caseOf(store, ref)
    if (one) cases.push(one) // verify names what is gone
  }
  // What goes on with another that was sealed at once is told behind it.
  const inOrder = cases.toSorted((a, b) => (a.timeline.incident.from < b.timeline.incident.from ? -1 : 1))
  for (const one of inOrder) incidents[one.timeline.incident.id] = knownAs(one, incidents, tally)
  return inOrder.toReversed()
}

type On = { tick: Instant; post: Post; incidents: Incidents; outbox(region: string): Pick<Outbox, 'find'> }

/** The newest of what one finding tells of comes first, and is what it shows. */
export const tellIncidents = async (on: On, cases: readonly Case[]): Promise<void> => {
  const { post, incidents } = on
  for (const one of cases) {
    const known = incidents[one.timeline.incident.id]
    if (known) await post.incident(one, known.finding)
    for (const { evaluation, ref } of one.evidence)
      for (const day of daysOfHits(evaluation, post.tally))
        if (!post.tried(day.id) && aroundHits(incidents, day.id).length > 0)
          await tellOfTimeline(on, { evaluation, evaluationRef: ref }, day)
  }
}

// Nothing was judged anew: the finding stays as it is shown, for the stream may have counted hits that no scan has seen yet. One that
// the Hub does not show, or cannot be asked for, is made again from what is sealed.
const tellOfTimeline = async (
  { tick, post, incidents, outbox }: On,
  of: Parameters<Post['hits']>[0],
  day: DayOfHits,
): Promise<void> => {
  const found = await outbox(post.region(of.evaluation.subject)).find({ Id: [equal(day.id)] })
  const shown = isRefusal(found) ? undefined : found.find(({ Id }) => Id === day.id)
  if (!shown) return post.hits(of, { ...day, tally: post.tally[day.id] ?? day.tally })
  const finding = amended(own(shown), aroundHits(incidents, day.id))
  const UpdatedAt = latest(tick, plus(readTime(shown.UpdatedAt) ?? tick, 0.001))
  // The stream dates by the hit: what it told after this tick's time is shown, and this must be later.
  if (finding) await post.amended(of, { ...finding, UpdatedAt })
}

/** The finding of an incident again, from its newest timeline. False where it is not in the store as it was. */
export const tellAgain = async (store: Store, post: Post, incidents: Incidents, finding: string): Promise<boolean> => {
  const [newest] = partsOf(incidents, finding).sort((a, b) => (a.tick < b.tick ? 1 : -1))
  const one = newest && (await caseOf(store, newest.timeline))
  if (one) await post.incident(one, finding)
  return one !== undefined
}
