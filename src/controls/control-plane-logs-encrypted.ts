// ENC-06: the control plane's log says who asked what of the cluster, and is encrypted as the customer chose.
import { prefixes } from '../audit-log/log-groups.ts'
import { defineControl, latest } from '../control.ts'
import { answered } from '../examples/example.ts'
import { keyArn } from '../examples/keys.ts'
import { logGroupKeys } from '../facts/log-group-keys.ts'
import { fail, notApplicable, pass } from '../model.ts'

const group = (...logGroups: { logGroupName: string; kmsKeyId?: string }[]) => ({
  groups: prefixes.map((logGroupNamePrefix) =>
    answered(
      'logs:DescribeLogGroups',
      { logGroupNamePrefix },
      {
        logGroups: logGroups
          .filter(({ logGroupName }) => logGroupName.startsWith(logGroupNamePrefix))
          .map((one) => ({ creationTime: 1710430304348, logGroupClass: 'STANDARD', storedBytes: 0, ...one })),
      },
    ),
  ),
})
const own = '/aws/eks/prod/cluster'

export default defineControl({
  id: 'ENC-06',
  of: 'cluster',
  title: "The control plane's log group is encrypted with a KMS key of the account's choice",
  criteria: ['CC6.1'],
  severity: 'low',
  needs: { groups: latest(logGroupKeys) },
  settings: {},
  assess: ({ groups: [group] }) => {
    if (!group) return notApplicable('the cluster has no control-plane log group: LOG-01 judges that')
    return group.key
      ? pass(`${group.name} is encrypted with ${group.key}`)
      : fail(`${group.name} has no kmsKeyId: CloudWatch encrypts it with a key of its own`)
  },
  limits: 'Whose the key is, and whether it rotates, is not judged.',
  remedy:
    'Let the key policy admit `logs.REGION.amazonaws.com`, then `aws logs associate-kms-key --log-group-name /aws/eks/C/cluster --kms-key-id ARN`; what was written before stays under the old key.',
  sameAs: ['Prowler cloudwatch_log_group_kms_encryption_enabled', 'AWS Config cloudwatch-log-group-encrypted'],
  examples: {
    pass: [group({ logGroupName: own, kmsKeyId: keyArn })],
    fail: [
      group({ logGroupName: own }),
      group({ logGroupName: `/aws/eks/other/cluster`, kmsKeyId: keyArn }, { logGroupName: own }),
    ],
    notApplicable: [group(), group({ logGroupName: '/aws/eks/other/cluster' })],
  },
})
