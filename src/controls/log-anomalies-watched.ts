// LOG-11: an anomaly detector watches the log of the control plane, and what it finds does not lie there.
import { plus, seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster, readAt } from '../examples/example.ts'
import { controlPlaneGroup, detectorOn, noDetector } from '../examples/logs.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { logAnomalies } from '../facts/log-anomalies.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const logging = [describedCluster()]
const daysAgo = (days: number) => (seconds(readAt) - days * 86_400) * 1_000
const watching = ['INITIALIZING', 'TRAINING', 'ANALYZING']

export default defineControl({
  id: 'LOG-11',
  of: 'cluster',
  title: 'An anomaly detector watches the control-plane log, and its anomalies are settled',
  criteria: ['CC7.2'],
  severity: 'low',
  needs: { detectors: latest(logAnomalies), logging: latest(controlPlaneLogging) },
  settings: { days: 7, patterns: [] as string[] },
  assess({ detectors, logging: mode }, { asOf, settings: { days, patterns } }) {
    if (mode === 'connected') return ofConnected
    if (detectors.length === 0) return fail('no anomaly detector watches the log group of the control plane')
    const unread = detectors.find((one) => one.unread !== null)
    if (unread) return unknown(`the anomalies of ${unread.name} were not read: ${unread.unread}`)
    const on = detectors.filter(({ status }) => watching.includes(status))
    if (on.length === 0)
      return fail(`none is running: ${detectors.map(({ name, status }) => `${name} ${status}`).join(', ')}`)
    const whole = on.filter(({ filterPattern }) => filterPattern === '' || patterns.includes(filterPattern))
    if (whole.length === 0)
      return fail(
        `only entries of a pattern are watched: ${on.map(({ name, filterPattern }) => `${name} ${filterPattern}`).join(', ')}`,
      )
    const lasting = whole.filter(({ baselineAfter }) => baselineAfter === null || baselineAfter > days)
    if (lasting.length === 0)
      return fail(
        `what is found is taken into the baseline before anybody must look at it: ${whole.map(({ name, baselineAfter }) => `${name} after ${baselineAfter} days`).join(', ')}`,
      )
    const overdue = on.flatMap(({ open }) => open).filter(({ firstSeen }) => firstSeen < plus(asOf, -days * 86_400))
    if (overdue[0])
      return fail(
        `${overdue.length} anomalies neither suppressed nor taken into the baseline for ${days} days, the first of ${overdue[0].firstSeen}`,
      )
    const said = on.map(
      ({ name, status, filterPattern, open }) =>
        `${name} ${status}${filterPattern === '' ? '' : ` of ${filterPattern}`}, ${open.length} open`,
    )
    return pass(said.join('; '))
  },
  remedy:
    'Make one: aws logs create-log-anomaly-detector --log-group-arn-list ARN --evaluation-frequency FIFTEEN_MIN --anomaly-visibility-time 21. Look at each anomaly, and suppress it (aws logs update-anomaly) or let it enter the baseline once it is explained.',
  sameAs: [],
  examples: {
    pass: [
      { detectors: detectorOn([controlPlaneGroup]), logging },
      {
        detectors: detectorOn(
          ['/aws/lambda/x', controlPlaneGroup],
          [
            { firstSeen: daysAgo(2) },
            { firstSeen: daysAgo(30), state: 'Suppressed', suppressed: true },
            { firstSeen: daysAgo(30), state: 'Baseline' },
          ],
        ),
        logging,
      },
      { detectors: detectorOn([controlPlaneGroup], [], { anomalyDetectorStatus: 'TRAINING' }), logging },
      {
        detectors: detectorOn([controlPlaneGroup], [], { filterPattern: '"audit.k8s.io"' }),
        logging,
        with: { settings: { patterns: ['"audit.k8s.io"'] } },
      },
    ],
    fail: [
      { detectors: noDetector(), logging },
      { detectors: detectorOn(['/aws/eks/dev/cluster']), logging },
      { detectors: detectorOn([controlPlaneGroup], [{ firstSeen: daysAgo(8) }]), logging },
      { detectors: detectorOn([controlPlaneGroup], [], { anomalyDetectorStatus: 'PAUSED' }), logging },
      // Over since, and nobody said anything of it.
      { detectors: detectorOn([controlPlaneGroup], [{ firstSeen: daysAgo(8), active: false }]), logging },
    ],
    notApplicable: [{ detectors: noDetector(), logging: [connectedCluster()] }],
  },
})
