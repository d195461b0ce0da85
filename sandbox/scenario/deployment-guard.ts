// What infra/evidence.yml and infra/key.yml set the bucket and the key to, in short.
import type { Deployed } from './deployment.ts'
import { functionNames, policyOf, roleArn } from './deployment-names.ts'

export const guard = (at: Deployed): void => {
  const {
    account,
    bucket,
    key,
    writers = functionNames.filter((own) => own !== 'report').map((own) => roleArn(at, own)),
  } = at
  const everybody = { Effect: 'Deny', Principal: '*' }
  const objects = `arn:aws:s3:::${bucket.name}/*`
  bucket.settings.lockDefault = { mode: 'COMPLIANCE', days: 800 }
  bucket.settings.policy = policyOf([
    {
      Sid: 'OnlyOverTls',
      ...everybody,
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket.name}`, objects],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Sid: 'OnlyTheCollectorWrites',
      ...everybody,
      Action: 's3:PutObject*',
      Resource: objects,
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': writers } },
    },
    {
      Sid: 'EverythingIsPutOnce',
      ...everybody,
      Action: 's3:PutObject',
      Resource: objects,
      Condition: { Null: { 's3:if-none-match': 'true' } },
    },
  ])
  key.policy = policyOf([
    {
      Sid: 'AccountLooksAfterIt',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'],
      Resource: '*',
    },
    {
      Sid: 'NobodyElseSigns',
      ...everybody,
      Action: 'kms:Sign',
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleArn(at, 'seal') } },
    },
  ])
}
