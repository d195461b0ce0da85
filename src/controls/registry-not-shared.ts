// NET-10: the registry takes from and gives to agreed accounts only.

import { outsiders } from '../answers/policy.ts'
import { accountOf } from '../arn.ts'
import { defineControl, latest } from '../control.ts'
import { answered, none } from '../examples/example.ts'
import { registryPolicy } from '../facts/registry-policy.ts'
import { registryReplication } from '../facts/registry-replication.ts'
import { fail, pass } from '../model.ts'

const noPolicy = [none('ecr:GetRegistryPolicy', {}, 'RegistryPolicyNotFoundException')]
const policy = (Principal: unknown) => [
  answered(
    'ecr:GetRegistryPolicy',
    {},
    {
      registryId: '111122223333',
      policyText: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'replicate',
            Effect: 'Allow',
            Principal,
            Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'],
            Resource: 'arn:aws:ecr:eu-central-1:111122223333:repository/*',
          },
        ],
      }),
    },
  ),
]
const replication = (...accounts: string[]) => [
  answered(
    'ecr:DescribeRegistry',
    {},
    {
      registryId: '111122223333',
      replicationConfiguration: {
        rules: accounts.map((registryId) => ({
          destinations: [{ region: 'eu-west-1', registryId }],
          repositoryFilters: [],
        })),
      },
    },
  ),
]
const agreed = { with: { settings: { accounts: ['444455556666'] } } }

export default defineControl({
  id: 'NET-10',
  of: 'region',
  title: 'The registry shares images with agreed accounts only',
  criteria: ['CC6.1', 'CC6.6'],
  severity: 'high',
  needs: { policy: latest(registryPolicy), replication: latest(registryReplication) },
  // Account numbers beside the registry's own, and organisation ids.
  settings: { accounts: [] as string[] },
  assess: ({ policy, replication }, { settings, subject }) => {
    const known = [accountOf(subject.id), ...settings.accounts]
    const inward = outsiders(policy, known).map((one) => `the registry policy lets in ${one}`)
    const outward = replication
      .filter(({ account }) => !known.includes(account))
      .map(({ account, region }) => `images are replicated to ${account} in ${region}`)
    return inward.length + outward.length > 0
      ? fail([...inward, ...outward].join('; '))
      : pass(
          `${policy.length} policy statements and ${replication.length} replication destinations, all of agreed accounts`,
        )
  },
  limits: 'Deny statements are not subtracted: what they take away depends on the request.',
  remedy:
    'Take the account out of the registry policy (aws ecr put-registry-policy) or the replication rules (aws ecr put-replication-configuration), or agree on it in the setting `accounts`.',
  sameAs: [],
  examples: {
    pass: [
      { policy: noPolicy, replication: replication() },
      { policy: noPolicy, replication: replication('111122223333') },
      {
        policy: policy({ AWS: 'arn:aws:iam::444455556666:root' }),
        replication: replication('444455556666'),
        ...agreed,
      },
    ],
    fail: [
      { policy: policy({ AWS: 'arn:aws:iam::444455556666:root' }), replication: replication() },
      { policy: policy('*'), replication: replication('444455556666'), ...agreed },
      { policy: noPolicy, replication: replication('111122223333', '444455556666') },
    ],
  },
})
