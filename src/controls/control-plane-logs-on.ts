// LOG-01: the control plane's logs are sent to CloudWatch Logs.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass } from '../model.ts'

const all = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']
const logging = (...clusterLogging: { types: string[]; enabled: boolean }[]) => ({
  types: [describedCluster({ logging: { clusterLogging } })],
})

export default defineControl({
  id: 'LOG-01',
  of: 'cluster',
  title: 'Every required log type of the control plane is on',
  criteria: ['CC7.2'],
  severity: 'high',
  needs: { types: latest(controlPlaneLogging) },
  settings: { required: all },
  assess: ({ types }, { settings }) => {
    if (types === 'connected') return ofConnected
    if (settings.required.length === 0) return notApplicable('the settings require no log type')
    const off = settings.required.filter((type) => !types.includes(type)).sort()
    const on = types.length > 0 ? types.join(', ') : 'nothing'
    return off.length > 0 ? fail(`${off.join(', ')} off; on: ${on}`) : pass(`on: ${on}`)
  },
  remedy:
    'Turn the log types on: aws eks update-cluster-config --name NAME --logging \'{"clusterLogging":[{"types":["api","audit","authenticator","controllerManager","scheduler"],"enabled":true}]}\'; in a template Logging.ClusterLogging.EnabledTypes.',
  sameAs: [
    'Security Hub EKS.8',
    'Prowler eks_control_plane_logging_all_types_enabled',
    'CIS EKS 2.1.1',
    'AWS Config eks-cluster-log-enabled',
  ],
  examples: {
    pass: [
      logging({ types: all, enabled: true }),
      // The enabled types are spread over entries, and not in the first.
      logging(
        { types: [], enabled: false },
        { types: ['api', 'audit'], enabled: true },
        { types: all.slice(2), enabled: true },
      ),
      { ...logging({ types: ['audit'], enabled: true }), with: { settings: { required: ['audit'] } } },
    ],
    fail: [
      logging({ types: all, enabled: false }),
      logging({ types: ['audit'], enabled: true }, { types: ['api', 'authenticator'], enabled: false }),
      logging(),
    ],
    notApplicable: [
      { types: [connectedCluster()] },
      { ...logging({ types: all, enabled: false }), with: { settings: { required: [] } } },
    ],
  },
})
