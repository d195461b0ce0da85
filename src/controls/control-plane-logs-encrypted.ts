// ENC-06: the control plane's log says who asked what of the cluster, and is encrypted as the customer chose.

import { accountOf } from '../arn.ts'
import { prefixes } from '../audit-log/log-groups.ts'
import { defineControl, latest } from '../control.ts'
import { answered } from '../examples/example.ts'
import { keyArn, keysOf } from '../examples/keys.ts'
import { keyOf, kmsKeys } from '../facts/kms-keys.ts'
import { logGroupKeys } from '../facts/log-group-keys.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const own = '/aws/eks/prod/cluster'
const group = (...logGroups: { logGroupName: string; kmsKeyId?: string }[]) => ({
  keys: logGroups.some(({ logGroupName, kmsKeyId }) => logGroupName === own && kmsKeyId === keyArn)
    ? keysOf({})
    : keysOf(),
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

export default defineControl({
  id: 'ENC-06',
  of: 'cluster',
  title: "The control plane's log group is encrypted with a KMS key of the account's choice that can be used",
  criteria: ['CC6.1'],
  severity: 'low',
  needs: { groups: latest(logGroupKeys), keys: latest(kmsKeys) },
  settings: {},
  assess: ({ groups: [group], keys }, { subject }) => {
    if (!group) return notApplicable('the cluster has no control-plane log group: LOG-01 judges that')
    if (!group.key) return fail(`${group.name} has no kmsKeyId: CloudWatch encrypts it with a key of its own`)
    const said = `${group.name} is encrypted with ${group.key}`
    const owner = accountOf(group.key)
    if (owner !== '' && owner !== accountOf(subject.id))
      return pass(`${said}; whether account ${owner} lets it be used is not read`)
    // A group takes another key at any time, and does not say since when it has this one.
    const key = keyOf(keys, group.key, keys.readAt)
    if (key.state === 'unread') return unknown(`${said}: ${key.why}`)
    if (key.state === 'gone') return fail(`${said}, which does not exist`)
    return unusable.has(key.keyState)
      ? fail(`${said}, which is ${key.keyState}: nothing can be written or read`)
      : pass(`${said}, which is ${key.keyState}`)
  },
  limits: 'A key of another account is not read, and rotation is not judged.',
  remedy:
    'Let the key policy admit `logs.REGION.amazonaws.com`, then `aws logs associate-kms-key --log-group-name /aws/eks/C/cluster --kms-key-id ARN`; what was written before stays under the old key.',
  sameAs: ['Prowler cloudwatch_log_group_kms_encryption_enabled', 'AWS Config cloudwatch-log-group-encrypted'],
  examples: {
    pass: [
      group({ logGroupName: own, kmsKeyId: keyArn }),
      // Of another account.
      group({ logGroupName: own, kmsKeyId: keyArn.replace('111122223333', '444455556666') }),
    ],
    fail: [
      group({ logGroupName: own }),
      {
        ...group({ logGroupName: own, kmsKeyId: keyArn }),
        keys: keysOf({ over: { KeyState: 'Disabled', Enabled: false } }),
      },
      {
        ...group({ logGroupName: own, kmsKeyId: keyArn }),
        keys: keysOf({ over: { KeyState: 'PendingDeletion' }, rotation: null }),
      },
      group({ logGroupName: `/aws/eks/other/cluster`, kmsKeyId: keyArn }, { logGroupName: own }),
    ],
    notApplicable: [group(), group({ logGroupName: '/aws/eks/other/cluster' })],
  },
})

const unusable = new Set(['Disabled', 'PendingDeletion', 'PendingImport', 'PendingReplicaDeletion', 'Unavailable'])
