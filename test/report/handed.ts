// A report as somebody made it of a store, to be handed over, and changed on the way.
import type { Pins } from '../../src/prove/pins.ts'
import type { Verified } from '../../src/prove/verify.ts'
import { heldAgainst } from '../../src/report/held.ts'
import { markup } from '../../src/report/html/html.ts'
import { readMadeOf } from '../../src/report/made-of.ts'
import { masthead } from '../../src/report/paper/masthead.ts'
import { filesOf, reportOf } from '../../src/report/report.ts'
import { pageName } from '../../src/report/reported.ts'
import type { Store } from '../../src/store/store.ts'
import { catalog, version } from '../prove/account.ts'

export type Files = Map<string, string>

export const made = async (store: Store, pins: Pins, verified: Verified | null): Promise<Files> => {
  const by = { version, commit: 'unreleased' }
  const reported = await reportOf({ store, pins, catalog, verified, by, zone: null })
  return new Map(filesOf(reported).map(({ name, pieces }) => [name, [...pieces()].join('')]))
}

/** The top of the first page alone: what a reader sees before anything else. */
export const mastheadOf = async (store: Store, pins: Pins, verified: Verified | null): Promise<string> =>
  markup(
    masthead(await reportOf({ store, pins, catalog, verified, by: { version, commit: 'unreleased' }, zone: null })),
  )

export const firstPage = (files: Files): string =>
  /<header class="masthead">(.*?)<\/header>/s.exec(files.get(pageName) ?? '')?.[1] ?? ''

/** As `verify --report DIR` holds it. */
export const held = (
  store: Store,
  pins: Pins,
  { files, verified }: { files: Files; verified: Verified },
): Promise<Verified> => {
  const given = {
    made: readMadeOf(files.get(pageName) ?? ''),
    handed: (name: string) => (files.has(name) ? [Buffer.from(files.get(name) ?? '')] : undefined),
    names: [...files.keys()],
    all: true,
  }
  return heldAgainst({ store, pins, catalog, version, given, verified })
}
