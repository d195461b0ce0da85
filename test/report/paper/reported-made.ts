// A reported period of one cluster and one test, for tests of the first pages: small enough to be counted by hand.
import type { Verified } from '../../../src/prove/verify.ts'
import { markup } from '../../../src/report/html/html.ts'
import { masthead } from '../../../src/report/paper/masthead.ts'
import { paper } from '../../../src/report/paper/paper.ts'
import type { Chapter } from '../../../src/report/paper/sections/told.ts'
import type { Period } from '../../../src/report/period/period.ts'
import type { Reported } from '../../../src/report/reported.ts'
import { account, end, periodMade, start } from '../period-made.ts'
import { catalog, controlOf } from './sections/made.ts'
import { factsOf, shownText } from './shown.ts'

export const key = `sha256:${'ab'.repeat(32)}` as const

export const reportedMade = (changed: Partial<Period> = {}, beside: Partial<Reported> = {}): Reported => ({
  period: periodMade({ sandbox: false, store: 's3://evidence', ...changed }),
  catalog: { ...catalog, controls: [controlOf('NET-01')], detections: [] },
  pinned: { keys: [key], anchors: [], configs: [] },
  by: { version: '1.2.3', commit: '0'.repeat(40) },
  ...{ changes: null, overdue: null, zone: null, verified: verifiedMade(), ...beside },
})

export const verifiedMade = (changed: Partial<Verified> = {}): Verified => ({
  of: { ledger: periodMade().ledger, account, period: { start, end } },
  ...{ result: 'intact', assurance: 'content+s3-time', sandbox: false, entries: 73 },
  ...{ since: null, stamped: null, head: null, leftOut: null, checks: [] },
  ...changed,
})

export const pageOf = (reported: Reported): string => [...paper(reported)].join('')
export const topOf = (reported: Reported): string => shownText(markup(masthead(reported)))
export const bodyOf = ({ body }: Chapter): string => [...body('1')].map(markup).join('')
export const factsIn = (chapter: Chapter): Map<string, string> => factsOf(bodyOf(chapter))
