// ENC-01: Kubernetes secrets are envelope-encrypted in etcd.

import { readVersion } from '../answers/version.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { secretsEncryption } from '../facts/secrets-encryption.ts'
import { fail, pass, unknown } from '../model.ts'

const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const encryption = (version: string, encryptionConfig: unknown) => ({
  encryption: [describedCluster({ version, encryptionConfig })],
})

export default defineControl({
  id: 'ENC-01',
  of: 'cluster',
  title: 'Kubernetes secrets are encrypted with a KMS key',
  criteria: ['CC6.1'],
  severity: 'high',
  needs: { encryption: latest(secretsEncryption) },
  settings: {},
  assess: ({ encryption }) => {
    if (encryption === 'connected') return ofConnected
    const { version, keys } = encryption
    if (keys.length > 0) return pass(`secrets are encrypted with ${keys.join(', ')}`)
    const at = readVersion(version)
    if (!at) return unknown(`the version ${version} cannot be read`)
    // From 1.28 EKS encrypts all API data with a key of its own where no other is given (EKS user guide, "Default
    // envelope encryption for all Kubernetes API Data"). Whose key it is, is another control's question.
    return at.major > 1 || at.minor >= 28
      ? pass(`version ${version}: EKS encrypts with a key that AWS owns; no key of the customer is set`)
      : fail(`version ${version} has no encryptionConfig for secrets`)
  },
  remedy:
    'Associate an encryption configuration with a KMS key (aws eks associate-encryption-config --cluster-name NAME --encryption-config, which cannot be undone), or move to Kubernetes 1.28 or later.',
  sameAs: [
    'Security Hub EKS.3',
    'CIS EKS 5.3.1',
    'Prowler eks_cluster_kms_cmk_encryption_in_secrets_enabled',
    'AWS Config eks-cluster-secrets-encrypted',
  ],
  examples: {
    pass: [
      encryption('1.27', [{ resources: ['secrets'], provider: { keyArn: key } }]),
      encryption('1.33', [{ resources: ['secrets'], provider: { keyArn: key } }]),
      encryption('1.28', undefined),
      encryption('1.33', null),
    ],
    fail: [
      encryption('1.27', undefined),
      encryption('1.26', []),
      encryption('1.27', [{ resources: [], provider: { keyArn: key } }]),
    ],
    notApplicable: [{ encryption: [connectedCluster()] }],
  },
})
