// Which view a place has, and what of the store each needs: no more is read than it shows.
import pMap from 'p-map'
import { criteria } from '../../criteria.ts'
import { ledgerId } from '../../ledger/chain.ts'
import type { Criterion, Instant, Subject } from '../../model.ts'
import { ledgerKey } from '../../store/keys.ts'
import { changesOf, evaluationsIn } from './changes.ts'
import { lookedAt, makeChecked } from './checked.ts'
import { dayOf, rowsOf } from './day.ts'
import { daysOf, listedIn, monthsOf, yearsOf } from './days.ts'
import { entryAt, entryOf, type Top, topOf } from './entries.ts'
import type { View } from './frame.ts'
import { holdEntry } from './hold-entry.ts'
import { nowOf, ofScope } from './now.ts'
import { objectPage } from './object.ts'
import type { Place } from './place.ts'
import type { Site } from './site.ts'
import { linesOf, type State, stateAt } from './state.ts'
import { changesPage, changesParts } from './views/changes.ts'
import { checkPage, type Told } from './views/check.ts'
import { controlPage, controlsPage, detectionPage } from './views/controls.ts'
import { criteriaPage, criterionPage } from './views/criteria.ts'
import { dayPage, type Names } from './views/day.ts'
import { daysPage, monthPage, yearPage } from './views/days.ts'
import { standing } from './views/held.ts'
import { home } from './views/home.ts'
import { ledgerPage, mostEntries } from './views/ledger.ts'
import { subjectPage, subjectsPage } from './views/subjects.ts'
import { type OneTick, tickPage } from './views/tick.ts'
import type { Ways } from './ways.ts'

/** Beyond so many evaluations with news, what changed on a day has a page of its own. */
const mostEvaluations = 200

/** Undefined where there is nothing of this name. Throws STORE_UNREADABLE. */
export const viewOf = async (
  site: Site,
  ways: Ways,
  place: Exclude<Place, { page: 'raw' }>,
): Promise<View | undefined> => {
  const { catalog, store } = site
  if (place.page === 'check') return checkPage(site.pins, toldOf(site, await topOf(site)))
  if (place.page === 'days')
    return daysPage(
      ways,
      await pMap(await yearsOf(store), async (year) => ({ year, months: await monthsOf(store, year) })),
    )
  if (place.page === 'year') return yearView(site, ways, place.year)
  if (place.page === 'month') return monthView(site, ways, place.month)
  const top = await topOf(site)
  switch (place.page) {
    case 'home':
      return homeView(site, ways, top)
    case 'ledger':
      return ledgerView(site, ways, place.from, top)
    case 'day':
      return dayView(site, ways, place.day, top)
    case 'changes':
      return changesView(site, ways, place.day, top)
    case 'tick':
      return tickView(site, ways, place, top)
    case 'object':
      return objectPage(site, ways, place, top)
    default:
  }
  const state = top && (await stateAt(site, top.entry))
  switch (place.page) {
    case 'subject':
      return subjectView(site, ways, place, { top, state })
    case 'subjects':
      return subjectsPage(ways, state, state && (await nowOf(site, state)))
    case 'controls':
      return controlsPage(ways, catalog, state && (await nowOf(site, state)))
    case 'control':
      return controlView(site, ways, place.id, state)
    case 'criteria':
      return criteriaPage(ways, catalog, state && (await nowOf(site, state)))
    case 'criterion':
      return Object.hasOwn(criteria, place.id)
        ? criterionPage(ways, catalog, place.id as Criterion, state && (await nowOf(site, state)))
        : undefined
  }
}

const homeView = async (site: Site, ways: Ways, top: Top | undefined): Promise<View> => {
  const years = await yearsOf(site.store)
  if (!top) return home(ways, site.catalog, { top, state: undefined, now: undefined, years, held: null })
  const checked = makeChecked(site)
  await holdEntry(site, checked, top.entry.tick.sequence, top)
  const state = await stateAt(site, top.entry)
  return home(ways, site.catalog, {
    top,
    state,
    now: await nowOf(site, state),
    years,
    held: standing(lookedAt(checked), ways.stored({ key: ledgerKey(top.entry.tick.sequence), versionId: null })),
  })
}

const yearView = async ({ store }: Site, ways: Ways, year: string): Promise<View | undefined> => {
  const months = await monthsOf(store, year)
  if (months.length === 0) return undefined
  return yearPage(
    ways,
    year,
    await pMap(months, async (month) => ({ month, days: await daysOf(store, month) }), { concurrency: 4 }),
  )
}

const monthView = async ({ store }: Site, ways: Ways, month: string): Promise<View | undefined> => {
  const days = await daysOf(store, month)
  return days.length === 0 ? undefined : monthPage(ways, { month, days })
}

const ledgerView = async (site: Site, ways: Ways, asked: number | null, top: Top | undefined): Promise<View> => {
  const newest = top?.entry.tick.sequence
  if (newest === undefined) return ledgerPage(ways, undefined)
  const from = Math.min(asked ?? newest, newest)
  const numbers = Array.from({ length: Math.min(from, mostEntries) }, (_, at) => from - at)
  const read = await pMap(numbers, async (sequence) => ({ sequence, entry: await entryAt(site, sequence) }), {
    concurrency: 12,
  })
  const missing = read.filter(({ entry }) => !entry).map(({ sequence }) => sequence)
  return ledgerPage(ways, { from, newest, missing, entries: read.flatMap(({ entry }) => entry ?? []) })
}

const dayView = async (site: Site, ways: Ways, day: string, top: Top | undefined): Promise<View | undefined> => {
  const read = await dayOf(site, day, top)
  if (read.ticks.length === 0) return undefined
  const changes = evaluationsIn(read) <= mostEvaluations ? changesParts(ways, await changesOf(site, read)) : null
  return dayPage(ways, read, await namesAt(site, read.ticks.findLast(({ entry }) => entry)?.entry), changes)
}

const changesView = async (site: Site, ways: Ways, day: string, top: Top | undefined): Promise<View | undefined> => {
  const read = await dayOf(site, day, top)
  return read.ticks.length === 0 ? undefined : changesPage(ways, day, await changesOf(site, read))
}

const tickView = async (
  site: Site,
  ways: Ways,
  { tick, sheet }: Extract<Place, { page: 'tick' }>,
  top: Top | undefined,
): Promise<View | undefined> => {
  const entry = top ? ((await entryOf(site, tick, top)) ?? null) : null
  const loose = entry ? [] : await looseIn(site, tick)
  if (!entry && loose.length === 0) return undefined
  const lines = entry ? await linesOf(site, entry) : { not: 'no statement seals this tick' }
  return tickPage(ways, { tick, entry, lines, sheet, names: await namesAt(site, entry), loose })
}

const subjectView = async (
  site: Site,
  ways: Ways,
  place: Extract<Place, { page: 'subject' }>,
  { top, state: newest }: { top: Top | undefined; state: State | undefined },
): Promise<View | undefined> => {
  const { slug, day } = place
  const read = day === null ? undefined : await dayOf(site, day, top)
  const last = read?.ticks.findLast(({ entry }) => entry)?.entry
  const state = day === null ? newest : last ? await stateAt(site, last) : undefined
  const known = state?.subjects.find((one) => one.slug === slug)
  const rows = read ? rowsOf(read).filter(({ subject }) => subject === slug) : []
  const now =
    state && known ? await nowOf(site, state, (one) => one.slug === slug) : { standing: [], unread: [], more: 0 }
  if (read?.ticks.length === 0) return undefined
  return subjectPage(ways, site.catalog, {
    slug,
    day,
    state,
    known,
    now,
    rows,
    years: day === null ? await yearsOf(site.store) : [],
  })
}

const controlView = async (site: Site, ways: Ways, id: string, state: State | undefined): Promise<View | undefined> => {
  const control = site.catalog.controls.find((one) => one.id === id)
  if (control) return controlPage(ways, control, state && (await nowOf(site, state, ofScope(control.of))))
  const detection = site.catalog.detections.find((one) => one.id === id)
  return detection && detectionPage(ways, detection)
}

/** Who stands behind the names in keys, as a plan says. */
export const namesAt = async (site: Site, entry: Top['entry'] | null | undefined): Promise<Names> => {
  if (!entry) return new Map()
  const { subjects } = await stateAt(site, entry)
  return new Map<string, Subject>(subjects.map(({ slug, task }) => [slug, task.subject]))
}

/** What is known of the store for whoever verifies it: by the pins, else as its newest entry says. */
export const toldOf = ({ store, pins }: Site, top: Top | undefined): Told => ({
  where: store.where,
  account: pins.account ?? top?.entry.tick.account ?? null,
  ledger: pins.ledger ?? (top ? ledgerId(top.entry) : null),
  period: pins.period ?? null,
  sandbox: pins.sandbox ?? false,
})

/** What lies in the folder of a tick that no statement seals. */
export const looseIn = async ({ store }: Site, tick: Instant): Promise<OneTick['loose']> => {
  const loose: OneTick['loose'] = []
  for await (const { key, versionId, bytes, deleteMarker } of listedIn(store, tick)) {
    if (loose.length === mostLoose) break
    if (!deleteMarker) loose.push({ key, versionId, bytes })
  }
  return loose
}
const mostLoose = 1_000
