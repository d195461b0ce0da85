// EVD-07: what the queries of a window matched is what is stored of them.
import { countExample, windowExample } from '../audit-log/example-window.ts'
import { timesOf } from '../audit-log/scans.ts'
import { defineControl, latest } from '../control.ts'
import { auditLogQueries } from '../facts/audit-log-queries.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
const noGroup = windowExample(slot, { madeAt: null })
const counts = [countExample(480), countExample(32, { verb: 'patch' })]

export default defineControl({
  id: 'EVD-07',
  of: 'cluster',
  title: 'Every audit log query gave all the records it matched',
  criteria: ['CC7.2'],
  severity: 'high',
  needs: { queries: latest(auditLogQueries) },
  settings: { skipped: 0 },
  assess({ queries: { logGroup, windows, matched, fetched, short, scanned, lost } }, { settings: { skipped: most } }) {
    if (logGroup === 'absent') return notApplicable('there is no log group, so nothing was queried: LOG-03 judges that')
    if (short[0]) return fail(`${short.length} of ${short.length + windows} windows are not whole: ${short[0]}`)
    if (matched === 0) return notApplicable('nothing was there to be matched: LOG-03 judges that')
    if (lost !== null) return unknown(`of what was left ${matched} records matched and ${fetched} are stored; ${lost}`)
    const { queries, bytes, skipped } = scanned
    if (skipped.records > most)
      return unknown(
        `CloudWatch skipped some ${skipped.records} records by a field index, and does not say which: whether they matched is not known`,
      )
    return pass(
      `${matched} records matched and ${fetched} stored, over ${windows} windows of rows and counts; ${queries} queries scanned ${bytes} bytes, ${timesOf(scanned)} times those of the window`,
    )
  },
  limits:
    'CloudWatch skips records by a field index where a query compares an indexed field by = or IN alone, which these do not: what it skips all the same is not known to be harmless.',
  remedy:
    'Read the window again before the log expires: the next tick does so by itself. A window of one millisecond that overflows needs a narrower query.',
  sameAs: [],
  examples: {
    pass: [{ queries: windowExample(slot, { messages: ['a', 'b', 'c'], counts }) }],
    fail: [
      { queries: windowExample(slot, { messages: ['a', 'b'], counts, matched: { rows: 3 } }) },
      { queries: windowExample(slot, { messages: ['a', 'b'], counts, matched: { counts: 700 } }) },
    ],
    notApplicable: [{ queries: noGroup }, { queries: windowExample(slot, {}) }],
  },
})
