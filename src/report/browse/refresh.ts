// What makes the pages of the work bucket, and where they go: static objects by which evidence is found in the S3 console.
import pMap from 'p-map'
import type { Catalog } from '../../catalog.ts'
import { criteria } from '../../criteria.ts'
import type { Criterion } from '../../model.ts'
import type { Store } from '../../store/store.ts'
import { dayName, dayNumber } from '../html/calendar.ts'
import { changesOf } from './changes.ts'
import { consoleWays, noWays, pageKey } from './console.ts'
import { dayOf } from './day.ts'
import { daysOf, monthsOf, yearsOf } from './days.ts'
import { type Top, topOf } from './entries.ts'
import { type Frame, framed, type View } from './frame.ts'
import { mostSubjects, nowOf } from './now.ts'
import type { Place } from './place.ts'
import { makeSite, type Site } from './site.ts'
import { type Known, stateAt } from './state.ts'
import { looseIn, namesAt, toldOf } from './view-of.ts'
import { changesParts } from './views/changes.ts'
import { checkPage, staticFoot, staticNotice, type Told } from './views/check.ts'
import { controlPage, controlsPage, detectionPage } from './views/controls.ts'
import { criteriaPage, criterionPage } from './views/criteria.ts'
import { dayPage } from './views/day.ts'
import { daysPage, monthPage, yearPage } from './views/days.ts'
import { home } from './views/home.ts'
import { subjectPage, subjectsPage } from './views/subjects.ts'
import { sheetsOf, tickPage } from './views/tick.ts'
import type { Ways } from './ways.ts'

/** Where pages are put, over what was there: they are never evidence. */
export interface Pages {
  /** `key` begins with `pages/`. The same page has the same bytes. */
  put(key: string, body: Uint8Array, contentType: string): Promise<void>
}

export type Refreshing = {
  /** Read only. */
  store: Pick<Store, 'where' | 'get' | 'list' | 'custody'>
  pages: Pages
  catalog: Catalog
  /** UTC days as 2026-01-05, half-open: their pages are made anew, and those that hold lists over all days. */
  days: { from: string; to: string }
  /** The buckets and their region, for links into the console; null for a folder: then nothing is linked. */
  console: { region: string; evidence: string; work: string } | null
  /** The public key in PEM that signs the ledger, as whoever runs this knows it from elsewhere; null: the one that the ledger names. */
  publicKey: string | null
}

export type Refreshed = {
  pages: number
  bytes: number
  /** The newest entry that was seen; null where there was none. */
  head: { sequence: number; tick: string; sha256: string } | null
}

type Making = { site: Site; ways: Ways; frame: Frame; put(place: Place, view: View | undefined): Promise<void> }

/** The same store and arguments give the same pages. One day is held at a time. Throws STORE_UNREADABLE. */
export const refresh = async (on: Refreshing): Promise<Refreshed> => {
  const { store, catalog, publicKey } = on
  const ways = on.console ? consoleWays(on.console) : noWays
  const pins = publicKey === null ? {} : { publicKey }
  const site = makeSite({ store, catalog, pins, endpoint: on.console ? '' : null })
  const top = await topOf(site)
  const told = toldOf(site, top)
  const frame = { ways, where: store.where, notice: staticNotice(ways, top), foot: staticFoot(store.where) }
  const done: Refreshed = { pages: 0, bytes: 0, head: markOf(top) }
  const put = async (place: Place, view: View | undefined): Promise<void> => {
    if (!view) return
    const body = Buffer.from([...framed(frame, view)].join(''))
    await on.pages.put(pageKey(place), body, 'text/html; charset=utf-8')
    done.pages += 1
    done.bytes += body.length
  }
  const making = { site, ways, frame, put }
  await now(making, top, told)
  await lists(making, on.days)
  for (const day of daysIn(on.days)) await dayOn(making, day, top)
  return done
}

const markOf = (top: Top | undefined): Refreshed['head'] =>
  top ? { sequence: top.entry.tick.sequence, tick: top.entry.tick.tick, sha256: top.entry.sha256 } : null

/** Of the newest entry: what stands, by criterion, control and subject. */
const now = async ({ site, ways, put }: Making, top: Top | undefined, told: Told): Promise<void> => {
  const { catalog } = site
  const state = top && (await stateAt(site, top.entry))
  const standing = state && (await nowOf(site, state))
  const years = await yearsOf(site.store)
  await put({ page: 'home' }, home(ways, catalog, { top, state, now: standing, years, held: null }))
  await put({ page: 'check' }, checkPage(site.pins, told))
  await put({ page: 'criteria' }, criteriaPage(ways, catalog, standing))
  await put({ page: 'controls' }, controlsPage(ways, catalog, standing))
  await put({ page: 'subjects' }, subjectsPage(ways, state, standing))
  await pMap(
    Object.keys(criteria) as Criterion[],
    (id) => put({ page: 'criterion', id }, criterionPage(ways, catalog, id, standing)),
    atOnce,
  )
  await pMap(catalog.controls, (one) => put({ page: 'control', id: one.id }, controlPage(ways, one, standing)), atOnce)
  await pMap(catalog.detections, (one) => put({ page: 'control', id: one.id }, detectionPage(ways, one)), atOnce)
  const bySubject = Map.groupBy(standing?.standing ?? [], ({ slug }) => slug)
  const subjects = (state?.subjects ?? []).slice(0, mostSubjects)
  const page = (known: Known) => {
    const { slug } = known
    const unread = (standing?.unread ?? []).filter((one) => one.slug === slug)
    const own = { standing: bySubject.get(slug) ?? [], unread, more: 0 }
    return put(
      { page: 'subject', slug, day: null },
      subjectPage(ways, catalog, { slug, day: null, state, known, now: own, rows: [], years }),
    )
  }
  await pMap(subjects, page, atOnce)
}

/** Years and months that the days lie in, made from names in the store alone. */
const lists = async ({ site: { store }, ways, put }: Making, days: Refreshing['days']): Promise<void> => {
  const years = await pMap(
    await yearsOf(store),
    async (year) => ({ year, months: await monthsOf(store, year) }),
    atOnce,
  )
  await put({ page: 'days' }, daysPage(ways, years))
  const touched = new Set(daysIn(days).map((day) => day.slice(0, 7)))
  for (const { year, months } of years.filter((one) => [...touched].some((month) => month.startsWith(one.year)))) {
    const all = await pMap(months, async (month) => ({ month, days: await daysOf(store, month) }), { concurrency: 4 })
    await put({ page: 'year', year }, yearPage(ways, year, all))
    for (const one of all)
      if (touched.has(one.month)) await put({ page: 'month', month: one.month }, monthPage(ways, one))
  }
}

const dayOn = async ({ site, ways, put }: Making, day: string, top: Top | undefined): Promise<void> => {
  const read = await dayOf(site, day, top)
  if (read.ticks.length === 0) return
  const names = await namesAt(site, read.ticks.findLast(({ entry }) => entry)?.entry)
  const changes = changesParts(ways, await changesOf(site, read))
  await put({ page: 'day', day }, dayPage(ways, read, names, changes))
  for (const one of read.ticks) {
    const loose = one.entry ? [] : await looseIn(site, one.tick)
    for (let sheet = 1; sheet <= sheetsOf(one); sheet++)
      await put({ page: 'tick', tick: one.tick, sheet }, tickPage(ways, { ...one, sheet, names, loose }))
  }
}

const atOnce = { concurrency: 8 }

const daysIn = ({ from, to }: Refreshing['days']): string[] => {
  const all: string[] = []
  for (let day = dayNumber(from); day < dayNumber(to); day++) all.push(dayName(day))
  return all
}
