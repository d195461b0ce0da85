// LOG-08: what detections are run over covers every minute: each hour read, whole, and every entry in it judged.
import { countExample, windowExample } from '../audit-log/example-window.ts'
import { defineControl, latest, over } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { lostSaid } from '../facts/audit-log-group.ts'
import { auditLogPopulation } from '../facts/audit-log-population.ts'
import { auditLogQueries } from '../facts/audit-log-queries.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { type Exchange, fail, pass, unknown } from '../model.ts'

const logging = [describedCluster()]
const entry = JSON.stringify({ auditID: '1', stage: 'ResponseComplete', level: 'Request', verb: 'get', user: {} })
const hour = (at: number, messages: string[] = [entry], matched?: { rows: number }): Exchange[] =>
  windowExample(
    { start: `2026-01-05T0${at}:00:00Z`, end: `2026-01-05T0${at + 1}:00:00Z` },
    { messages, counts: [countExample(512)], ...(matched && { matched }) },
  )
const both = (...hours: Exchange[][]) => ({ hours, queries: hours, logging })
const noGroup = windowExample({ start: '2026-01-05T01:00:00Z', end: '2026-01-05T02:00:00Z' }, { madeAt: null })
const made = windowExample(
  { start: '2026-01-05T01:00:00Z', end: '2026-01-05T02:00:00Z' },
  { madeAt: '2026-01-05T01:05:00Z', messages: [entry], counts: [countExample(512)] },
)

export default defineControl({
  id: 'LOG-08',
  of: 'cluster',
  title: 'Detections were run over every minute of the last day',
  criteria: ['CC7.2'],
  severity: 'high',
  needs: {
    hours: over(auditLogPopulation, 86_400),
    queries: over(auditLogQueries, 86_400),
    logging: latest(controlPlaneLogging),
  },
  settings: { unreadable: 0, skipped: 0 },
  assess({ hours, queries, logging: mode }, { settings: { unreadable: most, skipped: spared } }) {
    if (mode === 'connected') return ofConnected
    const isOff = !mode.includes('audit')
    if (isOff && hours.every(({ value }) => value.delivered === 0))
      return unknown('the log type audit is off, and there was nothing to run them over: LOG-01 judges that')
    const gone = hours.find(({ value }) => value.logGroup === 'absent')
    if (gone) return fail(`there was no log group to run them over in the hour from ${gone.slot.start}`)
    const lost = hours.map((one) => one.value.lost).find((one) => one !== null)
    if (lost) return fail(lostSaid(lost))
    const masked = hours.find(({ value }) => value.isMasked)
    if (masked)
      return fail(
        `a data protection policy stood before the log in the hour from ${masked.slot.start}: what it names was judged as asterisks`,
      )
    const short = queries.flatMap(({ value }) => value.short)
    if (short[0]) return fail(`${short.length} queries gave less than they matched: ${short[0]}`)
    const empty = hours.find(({ value }) => value.delivered === 0)
    if (empty)
      return unknown(`nothing was delivered in the hour from ${empty.slot.start} to run them over: LOG-03 judges that`)
    const skipped = hours.find(({ value }) => value.scanned.skipped.records > spared)
    if (skipped)
      return unknown(
        `CloudWatch skipped some ${skipped.value.scanned.skipped.records} records of the hour from ${skipped.slot.start} by a field index, and does not say which`,
      )
    const early = hours.find(({ value: { lag, waited } }) => lag && waited !== null && lag.seconds >= waited)
    if (early)
      return unknown(
        `entries of the hour from ${early.slot.start} took up to ${early.value.lag?.seconds} s to arrive, and it was read ${early.value.waited} s after its end: what took longer was not judged`,
      )
    const unreadable = hours.reduce((sum, { value }) => sum + value.unreadable, 0)
    const said = `${hours.length} hours, ${hours.reduce((sum, { value }) => sum + value.matched, 0)} of ${hours.reduce((sum, { value }) => sum + value.delivered, 0)} entries judged, the others noise`
    return unreadable > most
      ? fail(`${unreadable} entries could not be judged, which DET-58 tells: ${said}`)
      : pass(unreadable === 0 ? said : `${said}, ${unreadable} not, as many as the configuration allows`)
  },
  limits:
    'CloudWatch skips records by a field index where a query compares an indexed field by = or IN alone, which these do not: what it skips all the same is not known to be harmless.',
  remedy:
    'A window that was read in part is read again by the next tick until the log expires. For entries that CloudWatch cuts, look at what writes objects that large; allow so many by the setting `unreadable`. Take the control-plane log group out of data protection: aws logs delete-data-protection-policy --log-group-identifier NAME; a policy of the account (aws logs delete-account-policy) holds for every group.',
  sameAs: [],
  examples: {
    pass: [
      both(hour(0), hour(1), hour(2)),
      { ...both(hour(0, [entry, 'cut {'])), with: { settings: { unreadable: 1 } } },
    ],
    fail: [both(hour(0), hour(1, ['cut {']), hour(2)), both(hour(0), noGroup), both(hour(0), made)],
    notApplicable: [{ ...both(hour(0)), logging: [connectedCluster()] }],
  },
})
