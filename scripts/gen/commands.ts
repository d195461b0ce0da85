// gen/commands/<service>.ts: the SDK's client and the commands in use, so that bundles hold nothing else.
import { type Declared, generated } from './declared.ts'

// The SDK's package and client per IAM service name.
const clients: Record<string, [module: string, client: string]> = {
  account: ['account', 'AccountClient'],
  ecr: ['ecr', 'ECRClient'],
  eks: ['eks', 'EKSClient'],
  kms: ['kms', 'KMSClient'],
  logs: ['cloudwatch-logs', 'CloudWatchLogsClient'],
  securityhub: ['securityhub', 'SecurityHubClient'],
  sts: ['sts', 'STSClient'],
}

export const commands = ({ sources, asked }: Declared): [path: string, text: string][] => {
  const declared = [...sources.flatMap(({ it }) => it.operations), ...Object.values(asked).flat()]
  const actions = [...new Set(declared.map(({ action }) => action))].sort()
  return [...Map.groupBy(actions, (action) => action.split(':')[0] ?? '')].map(([service, own]) => [
    `gen/commands/${service}.ts`,
    file(
      service,
      own.map((action) => action.split(':')[1] ?? ''),
    ),
  ])
}

const file = (service: string, operations: string[]): string => {
  const [module, client] = clients[service] ?? []
  if (!module) throw new Error(`${service}: name its client in scripts/gen/commands.ts`)
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
