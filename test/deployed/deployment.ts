// Deploys what `serverless package` made, as `serverless deploy` does: the zips into a bucket, the template as a stack.
import { mkdtempSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  type Capability,
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3'
import { serverless } from '../stack/packaged.ts'
import { type Emulators, home } from './emulators.ts'

type Resource = { Type: string; Properties: Record<string, unknown> }
type Template = {
  Parameters: Record<string, { Default: unknown }>
  Resources: Record<string, Resource>
  Outputs: Record<string, unknown>
}
export type Deployed = {
  outputs: Record<string, string>
  /** Physical ids by logical ones. */
  ids: Record<string, string>
  /** What of the template the emulator is not given, or is given another way, and why. */
  changed: string[]
}

const StackName = 'eks-evidence-prod'
const artifacts = 'artifacts'

/** What ministack does not make: of a type, those that have the property. Each with the reason why no tick needs it. */
const notMade: { type: string; having: string; why: string }[] = [
  {
    type: 'AWS::CloudWatch::Alarm',
    having: 'Metrics',
    why: 'ministack makes no alarm over metric math; it only tells people, and nothing reads it',
  },
]

/** Packages the stack at one commit, into a folder of its own. */
export const release = async (emulators: Emulators, commit: string): Promise<string> => {
  const folder = mkdtempSync(join(emulators.folder, 'release-'))
  await serverless(['package', '--package', folder], { COMMIT: commit })
  return folder
}

/** Deploys a release; `redeploy` updates the stack in place. Throws with every failed resource. */
export const deploy = async (emulators: Emulators, folder: string, redeploy = false): Promise<Deployed> => {
  const s3 = new S3Client({ ...emulators.client(), forcePathStyle: true })
  const put = (Key: string, Body: Uint8Array | string) =>
    s3.send(new PutObjectCommand({ Bucket: artifacts, Key, Body }))
  if (!redeploy) {
    const here = { LocationConstraint: home as 'eu-west-1' }
    await s3.send(new CreateBucketCommand({ Bucket: artifacts, CreateBucketConfiguration: here }))
  }
  const template = JSON.parse(
    readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'),
  ) as Template
  const changed = withoutOwnBucket(template)
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    const known = notMade.find(({ type, having }) => type === Type && having in Properties)
    if (!known) continue
    delete template.Resources[id]
    changed.push(`${id} (${Type}) is left out: ${known.why}`)
  }
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::Lambda::Function') continue
    const { S3Key } = Properties.Code as { S3Key: string }
    await put(S3Key, readFileSync(join(folder, basename(S3Key))))
    Properties.Code = { S3Bucket: artifacts, S3Key }
  }
  await put('template.json', JSON.stringify(template))
  const given = {
    StackName,
    TemplateURL: `${emulators.endpoint}/${artifacts}/template.json`, // above 51,200 bytes there is no other way
    Capabilities: ['CAPABILITY_NAMED_IAM' as Capability],
  }
  const cloudFormation = new CloudFormationClient(emulators.client())
  await cloudFormation.send(redeploy ? new UpdateStackCommand(given) : new CreateStackCommand(given))
  const { Outputs = [] } = await settled(cloudFormation)
  const outputs = Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
  if (!redeploy) changed.push(await lock(s3, template, outputs))
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }))
  const ids = StackResources.map((one) => [one.LogicalResourceId ?? '', one.PhysicalResourceId ?? ''])
  return { outputs, ids: Object.fromEntries(ids), changed }
}

// `serverless deploy` makes this bucket first, with a template of its own, for the zips.
const withoutOwnBucket = ({ Resources, Outputs }: Template): string[] => {
  delete Outputs.ServerlessDeploymentBucketName
  return ['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy'].map((id) => {
    delete Resources[id]
    return `${id} is left out: the zips lie in a bucket of the test`
  })
}

// ministack's CloudFormation passes over the lock that the template asks for.
const lock = async (s3: S3Client, template: Template, outputs: Record<string, string>): Promise<string> => {
  const asked = template.Resources.EvidenceBucket?.Properties.ObjectLockConfiguration as LockAsked
  const { Mode, Days } = asked.Rule.DefaultRetention
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket: outputs.EvidenceBucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode, Days: Number(template.Parameters[Days.Ref]?.Default) } },
      },
    }),
  )
  return 'EvidenceBucket: its ObjectLockConfiguration is put over the wire: CloudFormation in ministack passes over it'
}
type LockAsked = { Rule: { DefaultRetention: { Mode: 'COMPLIANCE'; Days: { Ref: string } } } }

const settled = async (cloudFormation: CloudFormationClient): Promise<Stack> => {
  for (;;) {
    const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const status = String(stack?.StackStatus)
    if (stack && (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE')) return stack
    if (!status.endsWith('_IN_PROGRESS')) {
      const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }))
      const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
      const why = failed.map((one) => `${one.LogicalResourceId}: ${one.ResourceStatusReason}`)
      throw new Error([`the stack is ${status}`, ...why].join('\n'))
    }
    await wait(100)
  }
}
