// LOG-02: the audit log arrives up to the end of the window that was read.
import { countExample, windowExample } from '../audit-log/example-window.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { auditLogPopulation } from '../facts/audit-log-population.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' }
const until = (last: string) => windowExample(slot, { counts: [countExample(40, { last })] })
const logging = [describedCluster()]

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
    if (hour.logGroup === 'absent') return fail('there is no log group')
    if (hour.last === null || hour.quiet === null) return fail('no entry in the whole hour')
    const said = `newest entry of ${hour.last}, in ${hour.streams} streams`
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
    ],
    notApplicable: [{ hour: until('2026-01-05 00:59:58.911'), logging: [connectedCluster()] }],
  },
})
