// Tells the incidents whose timelines a tick sealed, and of their hits' findings which timeline shows what was around them.
import type { Ref } from '../model.ts'
import type { Store } from '../store/store.ts'
import { daysOfHits } from './days-of-hits.ts'
import { aroundHits, type Case, caseOf, type Incidents, knownAs, partsOf } from './incidents.ts'
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
    if (!one) continue // verify names it
    cases.push(one)
  }
  // What goes on with another that was sealed at once is told behind it.
  const inOrder = cases.toSorted((a, b) => (a.timeline.incident.from < b.timeline.incident.from ? -1 : 1))
  for (const one of inOrder) incidents[one.timeline.incident.id] = knownAs(one, incidents, tally)
  return inOrder.toReversed()
}

/** The newest of what one finding tells of comes first, and is what it shows. */
export const tellIncidents = async (post: Post, cases: readonly Case[], incidents: Incidents): Promise<void> => {
  for (const one of cases) {
    const known = incidents[one.timeline.incident.id]
    if (known) await post.incident(one, known.finding)
    for (const { evaluation, ref } of one.evidence)
      for (const day of daysOfHits(evaluation, post.tally))
        if (!post.tried(day.id) && aroundHits(incidents, day.id).length > 0)
          await post.hits({ evaluation, evaluationRef: ref }, { ...day, tally: post.tally[day.id] ?? day.tally })
  }
}

/** The finding of an incident again, from its newest timeline. False where it is not in the store as it was. */
export const tellAgain = async (store: Store, post: Post, incidents: Incidents, finding: string): Promise<boolean> => {
  const [newest] = partsOf(incidents, finding).sort((a, b) => (a.tick < b.tick ? 1 : -1))
  const one = newest && (await caseOf(store, newest.timeline))
  if (one) await post.incident(one, finding)
  return one !== undefined
}
