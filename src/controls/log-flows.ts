// LOG-02: the audit log arrives up to the end of the window that was read.
import { countExample, windowExample } from '../audit-log/example-window.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { lostSaid } from '../facts/audit-log-group.ts'
import { auditLogPopulation, type Population } from '../facts/audit-log-population.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
const until = (last: string) => windowExample(slot, { counts: [countExample(40, { last })] })
const logging = [describedCluster()]
const off = [describedCluster({ logging: { clusterLogging: [{ types: ['audit'], enabled: false }] } })]

export default defineControl({
  id: 'LOG-02',
  of: 'cluster',
  title: 'Audit log entries arrived until the end of the hour',
  criteria: ['CC7.2'],
  severity: 'high',
  needs: { hour: latest(auditLogPopulation), logging: latest(controlPlaneLogging) },
  settings: { minutes: 15 },
  assess({ hour, logging: mode }, { settings: { minutes } }) {
    if (mode === 'connected') return ofConnected
    const isOff = !mode.includes('audit')
    if (isOff && hour.delivered === 0)
      return unknown('the log type audit is off, and nothing was delivered: LOG-01 judges that')
    if (hour.logGroup === 'absent') return fail('there is no log group')
    if (hour.last === null || hour.quiet === null) return fail('no entry in the whole hour')
    if (hour.lost) return fail(lostSaid(hour.lost))
    const said = `newest entry of ${hour.last}, in ${hour.streams} streams${byStream(hour)}`
    return hour.quiet > minutes * 60
      ? fail(`nothing in the last ${Math.floor(hour.quiet / 60)} minutes of the hour: ${said}`)
      : pass(said)
  },
  remedy: 'Turn the log type audit on, and look in CloudTrail for who turned it off or deleted the log group.',
  sameAs: [],
  examples: {
    pass: [
      { hour: until('2026-01-05 00:59:58.911'), logging },
      { hour: until('2026-01-05 00:45:00.000'), logging },
    ],
    fail: [
      { hour: until('2026-01-05 00:44:59.000'), logging },
      { hour: windowExample(slot, {}), logging },
      { hour: windowExample(slot, { madeAt: null }), logging },
      { hour: windowExample(slot, { madeAt: '2026-01-05T00:10:00Z', counts: [countExample(40)] }), logging },
      // Switched off within the hour.
      { hour: until('2026-01-05 00:20:00.000'), logging: off },
    ],
    notApplicable: [{ hour: until('2026-01-05 00:59:58.911'), logging: [connectedCluster()] }],
  },
})

const byStream = ({ byStream: all }: Population): string => {
  const told = all.slice(0, 3).map(({ stream, delivered, last }) => `${delivered} of ${stream} until ${last}`)
  return told.length > 0 ? `: ${told.join(', ')}${all.length > 3 ? ', and more' : ''}` : ''
}
