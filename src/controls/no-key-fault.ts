// ENC-03: EKS can use the key that encrypts the cluster's secrets.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { clusterHealth } from '../facts/cluster-health.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const health = (...issues: { code: string; message: string; resourceIds: string[] }[]) => ({
  health: [describedCluster({ health: { issues } })],
})
const issue = (code: string) => ({ code, message: `${code} was reported`, resourceIds: ['prod'] })

export default defineControl({
  id: 'ENC-03',
  of: 'cluster',
  title: 'EKS reports no fault of the key that encrypts secrets',
  criteria: ['CC6.1'],
  severity: 'high',
  needs: { health: latest(clusterHealth) },
  settings: {},
  assess: ({ health }) => {
    if (health === 'connected') return ofConnected
    // KmsGrantRevoked, KmsKeyNotFound, KmsKeyMarkedForDeletion, KmsKeyDisabled, what AWS may add, and what it calls AccessDenied
    // or Other and says to be of KMS.
    const faults = health.filter(({ code, message }) => /^kms|\bkms\b/i.test(`${code} ${message ?? ''}`))
    if (faults.length > 0) return fail(faults.map(({ code, message }) => `${code}: ${message}`).join('; '))
    const silent = health.find(({ message }) => message === null)
    return silent
      ? unknown(`health issue ${silent.code} does not say what it is about`)
      : pass(`no key fault among ${health.length} health issues`)
  },
  remedy:
    'Enable the key again (aws kms enable-key), cancel its deletion (aws kms cancel-key-deletion), or restore the grant that EKS needs (aws kms list-grants tells what is left).',
  sameAs: [],
  examples: {
    pass: [health(), health(issue('InsufficientFreeAddresses'))],
    fail: [
      health(issue('KmsKeyDisabled')),
      health(issue('Ec2SubnetNotFound'), issue('KmsKeyMarkedForDeletion')),
      health({ code: 'Other', message: 'EKS cannot use the KMS key of the cluster.', resourceIds: [] }),
    ],
    notApplicable: [{ health: [connectedCluster()] }],
  },
})
