// NOD-02: an agent on the nodes watches what containers do while they run.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { coverageOf, detectorOf, noDetector } from '../examples/guardduty.ts'
import { clusterVersion } from '../facts/cluster-version.ts'
import { guardDuty } from '../facts/guardduty.ts'
import { guardDutyCoverage } from '../facts/guardduty-coverage.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const cluster = [describedCluster()]
const on = detectorOf({ RUNTIME_MONITORING: 'ENABLED' })
const ofNobody = noDetector()

export default defineControl({
  id: 'NOD-02',
  of: 'cluster',
  title: "GuardDuty's runtime monitoring covers the cluster, and its agents are healthy",
  criteria: ['CC6.8', 'CC7.2'],
  severity: 'medium',
  needs: { cluster: latest(clusterVersion), guardDuty: latest(guardDuty), coverage: latest(guardDutyCoverage) },
  settings: {},
  assess: ({ cluster, guardDuty, coverage }) => {
    if (cluster === 'connected') return ofConnected
    if (!guardDuty?.isEnabled) return fail('GuardDuty is not on in the region')
    const isOn = ['RUNTIME_MONITORING', 'EKS_RUNTIME_MONITORING'].some((name) => guardDuty.features.includes(name))
    if (!isOn) return fail('GuardDuty is on, and runtime monitoring is not')
    // Named twice, as after it was made anew: the worse counts.
    const own = coverage.find(({ status }) => status !== 'HEALTHY') ?? coverage[0]
    if (!own) return fail('runtime monitoring is on, and GuardDuty knows of no agent in the cluster')
    const nodes = own.nodes === null ? '' : `, ${own.covered ?? 'unsaid'} of ${own.nodes} nodes covered`
    const said = `coverage is ${own.status}${own.issue ? ` (${own.issue})` : ''}${nodes}`
    return own.status === 'HEALTHY' ? pass(said) : fail(said)
  },
  limits: "Another agent than GuardDuty's is not seen, and GuardDuty covers no pods on Fargate.",
  remedy:
    'Turn it on: aws guardduty update-detector --detector-id ID --features with RUNTIME_MONITORING and EKS_ADDON_MANAGEMENT enabled; then aws guardduty list-coverage tells what hinders the agent (add-on aws-guardduty-agent, its VPC endpoint).',
  sameAs: ['Security Hub GuardDuty.7', 'Security Hub GuardDuty.11', 'Prowler guardduty_eks_runtime_monitoring_enabled'],
  examples: {
    pass: [
      { cluster, guardDuty: on, coverage: coverageOf({ name: 'prod' }) },
      {
        cluster,
        guardDuty: detectorOf({ EKS_RUNTIME_MONITORING: 'ENABLED', RUNTIME_MONITORING: 'DISABLED' }),
        coverage: coverageOf({ name: 'prod' }),
      },
    ],
    fail: [
      { cluster, guardDuty: ofNobody, coverage: ofNobody },
      { cluster, guardDuty: detectorOf({ RUNTIME_MONITORING: 'DISABLED' }), coverage: coverageOf({ name: 'prod' }) },
      { cluster, guardDuty: on, coverage: coverageOf() },
      { cluster, guardDuty: on, coverage: coverageOf({ name: 'prod-2' }) },
      // One of the same name in another account, that an administrator is shown.
      { cluster, guardDuty: on, coverage: coverageOf({ name: 'prod', of: '444455556666' }) },
      {
        cluster,
        guardDuty: on,
        coverage: coverageOf({ name: 'prod', status: 'UNHEALTHY', issue: 'VPC Endpoint Creation Failed' }),
      },
    ],
    notApplicable: [{ cluster: [connectedCluster()], guardDuty: ofNobody, coverage: ofNobody }],
  },
})
