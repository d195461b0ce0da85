// The demo's last words: the report of its days, written where it can be opened.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { outOf } from '../../src/cli/report/out.ts'
import { count } from '../../src/cli/terminal.ts'
import type { Pins } from '../../src/prove/pins.ts'
import type { Verified } from '../../src/prove/verify.ts'
import { filesOf, reportOf } from '../../src/report/report.ts'
import { pageName } from '../../src/report/reported.ts'
import type { Store } from '../../src/store/store.ts'

type Told = { store: Store; pins: Pins; verified: Verified }

/** Beside the copy of the bucket where there is one, else in a new folder for what is temporary. Returns what to say. */
export const writeReport = async (copy: string | undefined, { store, pins, verified }: Told): Promise<string> => {
  const folder = copy === undefined ? mkdtempSync(join(tmpdir(), 'eks-evidence-report-')) : `${copy}.report`
  const out = outOf(folder, store.where, { home: '' }, pins.account)
  const by = { version, commit: 'unreleased' }
  const files = filesOf(await reportOf({ store, pins, catalog: registry, verified, by, zone: null }))
  for (const file of files) await out.write(file)
  const page = pathToFileURL(resolve(folder, pageName)).href
  return `\nThe report of these days, ${count(files.length, 'file')} in ${folder}. Open it in a browser:\n\n  ${page}${
    copy === undefined
      ? ''
      : '\n\nIt was made of the bucket. The copy gives it again (verify --report), but for the assurance that a folder cannot give.'
  }`
}
