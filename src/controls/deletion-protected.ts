// AVL-02: the cluster cannot be deleted by one call.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { deletionProtection } from '../facts/deletion-protection.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const deletion = (deletionProtection: boolean) => ({ isProtected: [describedCluster({ deletionProtection })] })

export default defineControl({
  id: 'AVL-02',
  of: 'cluster',
  title: 'The cluster is protected from deletion',
  criteria: ['A1.2', 'CC8.1'],
  severity: 'medium',
  needs: { isProtected: latest(deletionProtection) },
  settings: {},
  assess: ({ isProtected }) => {
    if (isProtected === 'connected') return ofConnected
    return isProtected ? pass('deletionProtection is true') : fail('deletionProtection is false')
  },
  remedy:
    'Set deletionProtection to true: aws eks update-cluster-config --name NAME --deletion-protection; in a template DeletionProtection.',
  sameAs: ['Prowler eks_cluster_deletion_protection_enabled'],
  examples: { pass: [deletion(true)], fail: [deletion(false)], notApplicable: [{ isProtected: [connectedCluster()] }] },
})
