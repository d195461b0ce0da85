// gen/commands/<service>.ts: the SDK's client and the commands in use, so that bundles hold nothing else.
import { type Declared, generated } from './declared.ts'

// The SDK's package and client per IAM service name.
const clients: Record<string, [module: string, client: string]> = {
  account: ['account', 'AccountClient'],
  backup: ['backup', 'BackupClient'],
  cloudformation: ['cloudformation', 'CloudFormationClient'],
  cloudtrail: ['cloudtrail', 'CloudTrailClient'],
  cloudwatch: ['cloudwatch', 'CloudWatchClient'],
  config: ['config-service', 'ConfigServiceClient'],
  ec2: ['ec2', 'EC2Client'],
  ecr: ['ecr', 'ECRClient'],
  eks: ['eks', 'EKSClient'],
  elb: ['elastic-load-balancing', 'ElasticLoadBalancingClient'],
  elbv2: ['elastic-load-balancing-v2', 'ElasticLoadBalancingV2Client'],
  events: ['eventbridge', 'EventBridgeClient'],
  guardduty: ['guardduty', 'GuardDutyClient'],
  iam: ['iam', 'IAMClient'],
  inspector2: ['inspector2', 'Inspector2Client'],
  kms: ['kms', 'KMSClient'],
  lambda: ['lambda', 'LambdaClient'],
  logs: ['cloudwatch-logs', 'CloudWatchLogsClient'],
  s3: ['s3', 'S3Client'],
  scheduler: ['scheduler', 'SchedulerClient'],
  securityhub: ['securityhub', 'SecurityHubClient'],
  sns: ['sns', 'SNSClient'],
  states: ['sfn', 'SFNClient'],
  sts: ['sts', 'STSClient'],
}

type Declaring = Iterable<{ action: string }>

export const commands = ({ sources, asked, command }: Declared): [path: string, text: string][] => {
  const functions = [...sources.flatMap(({ it }) => it.operations), ...Object.values(asked).flat()]
  const files = byService(functions).map(([service, own]): [string, string] => [
    `gen/commands/${service}.ts`,
    file(service, own),
  ])
  const asking = byService(sources.flatMap(({ it }) => it.operations)).map(([service]) => service)
  return [
    ...files,
    ['gen/commands/sources.ts', joined(asking)],
    ['gen/commands/command-line.ts', allServices(byService([...functions, ...command]))],
  ]
}

const byService = (declared: Declaring): [service: string, operations: string[]][] => {
  const actions = [...new Set([...declared].map(({ action }) => action))].sort()
  return [...Map.groupBy(actions, (action) => action.split(':')[0] ?? '')].map(([service, own]) => [
    service,
    own.map((action) => action.split(':')[1] ?? ''),
  ])
}

const clientOf = (service: string): [module: string, client: string] => {
  const known = clients[service]
  if (known) return known
  throw new Error(`${service}: name its client in scripts/gen/commands.ts`)
}

// What the sources ask of, together: whoever reads them all need not name each.
const joined = (services: string[]): string => `// ${generated}
${services.map((service) => `import { ${service} } from './${service}.ts'`).join('\n')}

export const services = [
${services.map((service) => `  ${service},`).join('\n')}
]
`

// The command asks what the functions ask and some more; what it has more must not weigh on their bundles.
const allServices = (services: [service: string, operations: string[]][]): string => `// ${generated}
${services.map(([service]) => `import * as ${service} from '@aws-sdk/client-${clientOf(service)[0]}'`).join('\n')}
import type { Service } from '../../src/aws.ts'

export const services = [
${services
  .map(
    ([service, operations]) => `  {
    name: '${service}',
    client: ${service}.${clientOf(service)[1]},
    commands: {
${operations.map((name) => `      ${name}: ${service}.${name}Command,`).join('\n')}
    },
  },`,
  )
  .join('\n')}
] as unknown as Service[]
`

const file = (service: string, operations: string[]): string => {
  const [module, client] = clientOf(service)
  return `// ${generated}
import {
${[client, ...operations.map((name) => `${name}Command`)].map((name) => `  ${name},`).join('\n')}
} from '@aws-sdk/client-${module}'
import type { Service } from '../../src/aws.ts'

export const ${service} = {
  name: '${service}',
  client: ${client},
  commands: {
${operations.map((name) => `    ${name}: ${name}Command,`).join('\n')}
  },
} as unknown as Service
`
}
