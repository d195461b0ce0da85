// LOG-07: GuardDuty looks at what the Kubernetes API of the cluster is asked.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { detectorOf, noDetector } from '../examples/guardduty.ts'
import { clusterVersion } from '../facts/cluster-version.ts'
import { guardDuty } from '../facts/guardduty.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const cluster = [describedCluster()]

export default defineControl({
  id: 'LOG-07',
  of: 'cluster',
  title: 'GuardDuty monitors the Kubernetes audit log of the cluster',
  criteria: ['CC7.2', 'CC6.8'],
  severity: 'high',
  needs: { cluster: latest(clusterVersion), guardDuty: latest(guardDuty) },
  settings: {},
  assess: ({ cluster, guardDuty }) => {
    if (cluster === 'connected') return ofConnected
    if (!guardDuty) return fail('GuardDuty was never turned on in the region')
    if (!guardDuty.isEnabled) return fail('GuardDuty is suspended in the region')
    if (!guardDuty.features.includes('EKS_AUDIT_LOGS'))
      return fail('GuardDuty is on, and its feature EKS_AUDIT_LOGS is not')
    return pass('GuardDuty is on, with EKS_AUDIT_LOGS')
  },
  remedy:
    'Turn the feature on: aws guardduty update-detector --detector-id ID --enable --features Name=EKS_AUDIT_LOGS,Status=ENABLED, in each region; in an organisation by its GuardDuty administrator. CloudFormation: AWS::GuardDuty::Detector, Features.',
  sameAs: ['Security Hub GuardDuty.5', 'Prowler guardduty_eks_audit_log_enabled'],
  examples: {
    pass: [{ cluster, guardDuty: detectorOf({ EKS_AUDIT_LOGS: 'ENABLED', CLOUD_TRAIL: 'ENABLED' }) }],
    fail: [
      { cluster, guardDuty: noDetector() },
      { cluster, guardDuty: detectorOf({ EKS_AUDIT_LOGS: 'DISABLED' }) },
      { cluster, guardDuty: detectorOf({ CLOUD_TRAIL: 'ENABLED' }) },
      { cluster, guardDuty: detectorOf({ EKS_AUDIT_LOGS: 'ENABLED' }, 'DISABLED') },
    ],
    notApplicable: [{ cluster: [connectedCluster()], guardDuty: noDetector() }],
  },
})
