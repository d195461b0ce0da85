// LOG-08: what detections are run over covers every minute: each hour read, whole, and every entry in it judged.
import { countExample, windowExample } from '../audit-log/example-window.ts'
import { defineControl, latest, over } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { auditLogPopulation } from '../facts/audit-log-population.ts'
import { auditLogQueries } from '../facts/audit-log-queries.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { type Exchange, fail, pass } from '../model.ts'

const logging = [describedCluster()]
const entry = JSON.stringify({ auditID: '1', stage: 'ResponseComplete', level: 'Request', verb: 'get', user: {} })
const hour = (at: number, messages: string[] = [entry], matched?: { rows: number }): Exchange[] =>
  windowExample(
    { start: `2026-01-05T0${at}:00:00Z`, end: `2026-01-05T0${at + 1}:00:00Z` },
    { messages, counts: [countExample(512)], ...(matched && { matched }) },
  )
const both = (...hours: Exchange[][]) => ({ hours, queries: hours, logging })
const noGroup = windowExample({ start: '2026-01-05T01:00:00Z', end: '2026-01-05T02:00:00Z' }, { madeAt: null })

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
  settings: { unreadable: 0 },
  assess({ hours, queries, logging: mode }, { settings: { unreadable: most } }) {
    if (mode === 'connected') return ofConnected
    const gone = hours.find(({ value }) => value.logGroup === 'absent')
    if (gone) return fail(`there was no log group to run them over in the hour from ${gone.slot.start}`)
    const masked = hours.find(({ value }) => value.isMasked)
    if (masked)
      return fail(
        `a data protection policy stood before the log in the hour from ${masked.slot.start}: what it names was judged as asterisks`,
      )
    const short = queries.flatMap(({ value }) => value.short)
    if (short[0]) return fail(`${short.length} queries gave less than they matched: ${short[0]}`)
    const unreadable = hours.reduce((sum, { value }) => sum + value.unreadable, 0)
    const said = `${hours.length} hours, ${hours.reduce((sum, { value }) => sum + value.fetched, 0)} entries judged`
    return unreadable > most
      ? fail(`${unreadable} entries could not be judged, which DET-58 tells: ${said}`)
      : pass(unreadable === 0 ? said : `${said}, ${unreadable} not, as many as the configuration allows`)
  },
  remedy:
    'A window that was read in part is read again by the next tick until the log expires. For entries that CloudWatch cuts, look at what writes objects that large; allow so many by the setting `unreadable`. Take the control-plane log group out of data protection: aws logs delete-data-protection-policy --log-group-identifier NAME; a policy of the account (aws logs delete-account-policy) holds for every group.',
  sameAs: [],
  examples: {
    pass: [
      both(hour(0), hour(1), hour(2)),
      { ...both(hour(0, [entry, 'cut {'])), with: { settings: { unreadable: 1 } } },
    ],
    fail: [both(hour(0), hour(1, ['cut {']), hour(2)), both(hour(0), noGroup)],
    notApplicable: [{ ...both(hour(0)), logging: [connectedCluster()] }],
  },
})
