// What the account holds before the product comes: clusters in two regions, repositories, an audit log. All made over the wire.
import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr'
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreateAddonCommand,
  CreateClusterCommand,
  CreateNodegroupCommand,
  EKSClient,
} from '@aws-sdk/client-eks'
import { GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { example } from '../../src/audit-log/example.ts'
import { seconds } from '../../src/clock.ts'
import { account, type Emulators, home } from './emulators.ts'

export const away = 'us-east-1'
export const group = '/aws/eks/prod/cluster'
const stream = 'kube-apiserver-audit-0123456789abcdef0123456789abcdef'
const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`
const administrator = 'administrator'

const trusts = (...principals: object[]) => ({
  Version: '2012-10-17',
  Statement: principals.map((Principal) => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' })),
})
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
const roleOf = (RoleName: string, AssumeRolePolicyDocument: object, Policies: object[] = []) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName, AssumeRolePolicyDocument, Policies },
})

const roles = async (emulators: Emulators): Promise<void> => {
  const cloudFormation = new CloudFormationClient(emulators.client())
  const services = trusts({ Service: ['eks.amazonaws.com', 'ec2.amazonaws.com'] })
  const people = trusts({ AWS: `arn:aws:iam::${account}:root` })
  const Resources = {
    Eks: roleOf('eks', services),
    Administrator: roleOf(administrator, people, [{ PolicyName: 'all', PolicyDocument: everything }]),
  }
  const StackName = 'before'
  const TemplateBody = JSON.stringify({ Resources })
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }))
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 60, minDelay: 1 }, { StackName })
}

const cluster = (name: string) => ({
  name,
  version: '1.33',
  roleArn: role('eks'),
  resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2'], publicAccessCidrs: ['0.0.0.0/0'] },
})

export const seedAccount = async (emulators: Emulators): Promise<void> => {
  await roles(emulators)
  const eks = new EKSClient(emulators.client())
  const clusterName = 'prod'
  const principalArn = role(administrator)
  await eks.send(new CreateClusterCommand(cluster(clusterName)))
  await eks.send(
    new CreateNodegroupCommand({
      ...{ clusterName, nodegroupName: 'workers', subnets: ['subnet-1'], nodeRole: role('eks') },
      scalingConfig: { minSize: 1, maxSize: 2, desiredSize: 1 },
    }),
  )
  await eks.send(new CreateAddonCommand({ clusterName, addonName: 'vpc-cni' }))
  await eks.send(new CreateAccessEntryCommand({ clusterName, principalArn }))
  await eks.send(
    new AssociateAccessPolicyCommand({
      ...{ clusterName, principalArn, accessScope: { type: 'cluster' } },
      policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
    }),
  )
  await new EKSClient(emulators.client(away)).send(new CreateClusterCommand(cluster('spare')))
  await createRepository(emulators, 'api', 'MUTABLE')
  const logs = new CloudWatchLogsClient(emulators.client())
  await logs.send(new CreateLogGroupCommand({ logGroupName: group }))
  await logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream }))
}

/** What a client of the account's administrator is made with: every right that a policy can give. */
export const asAdministrator = async (emulators: Emulators) => {
  const sts = new STSClient(emulators.client())
  const assume = new AssumeRoleCommand({ RoleArn: role(administrator), RoleSessionName: 'insider' })
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = (await sts.send(assume)).Credentials ?? {}
  return emulators.client(home, {
    ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  })
}

/** The administrator may not disable the key. He may say that nobody signs with it; what is returned takes that back. */
export const takeKeyAway = async (emulators: Emulators, KeyId: string): Promise<() => Promise<void>> => {
  const kms = new KMSClient(await asAdministrator(emulators))
  const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId }))
  const changed = JSON.parse(Policy) as { Statement: object[] }
  changed.Statement.push({ Sid: 'Nobody', Effect: 'Deny', Principal: '*', Action: 'kms:Sign', Resource: '*' })
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(changed) }))
  return async () => {
    await new KMSClient(await asAdministrator(emulators)).send(new PutKeyPolicyCommand({ KeyId, Policy }))
  }
}

export const createRepository = async (
  emulators: Emulators,
  repositoryName: string,
  imageTagMutability: 'MUTABLE' | 'IMMUTABLE',
): Promise<void> => {
  const ecr = new ECRClient(emulators.client())
  await ecr.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability }))
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {},
    layers: [],
  })
  await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: '1' }))
}

/** Somebody opens a shell in a pod of kube-system. */
export const execIntoKubeSystem = async (emulators: Emulators, at: string): Promise<void> => {
  const received = at.replace('Z', '.000000Z')
  const session = {
    subresource: 'exec',
    namespace: 'kube-system',
    name: 'coredns-0',
    stage: 'ResponseStarted',
  } as const
  const event = example({
    verb: 'create',
    resource: 'pods',
    ...session,
    code: 101,
    user: 'mallory',
    received,
    reached: received,
  })
  await new CloudWatchLogsClient(emulators.client()).send(
    new PutLogEventsCommand({
      ...{ logGroupName: group, logStreamName: stream },
      logEvents: [{ timestamp: seconds(at) * 1_000, message: JSON.stringify(event) }],
    }),
  )
}
