// IAM-01: access is granted where it can be seen and logged, not in a ConfigMap inside the cluster.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { authenticationMode } from '../facts/authentication-mode.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const mode = (authenticationMode: string) => ({
  mode: [describedCluster({ accessConfig: { bootstrapClusterCreatorAdminPermissions: false, authenticationMode } })],
})

export default defineControl({
  id: 'IAM-01',
  of: 'cluster',
  title: 'Access to the cluster is granted by access entries alone',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'low',
  needs: { mode: latest(authenticationMode) },
  settings: {},
  assess: ({ mode }) => {
    if (mode === 'connected') return ofConnected
    return mode === 'API'
      ? pass('authenticationMode is API')
      : fail(`authenticationMode is ${mode}: the aws-auth ConfigMap grants access too`)
  },
  remedy:
    'Move the mappings of aws-auth to access entries (aws eks create-access-entry), then aws eks update-cluster-config --name NAME --access-config authenticationMode=API: there is no way back to the ConfigMap.',
  sameAs: ['CIS EKS 4.1.7', 'Kubescape C-0285'],
  examples: {
    pass: [mode('API')],
    fail: [mode('API_AND_CONFIG_MAP'), mode('CONFIG_MAP')],
    notApplicable: [{ mode: [connectedCluster()] }],
  },
})
