// doctor --role: what IAM says of a function's role, without being that function.
import type { ContextEntry } from '@aws-sdk/client-iam'
import * as z from 'zod/mini'
import iam from '../../../gen/iam.json' with { type: 'json' }
import stream from '../../../gen/iam-stream.json' with { type: 'json' }
import { EvidenceError } from '../../errors.ts'
import { partitionOfRegion } from '../../partition.ts'
import { simulate } from '../operations.ts'
import { type Asker, unanswered } from './ask.ts'
import { cannotTell, fault, type Line, ok } from './line.ts'

type Grant = { actions: string[]; resources: string[]; inside?: string }
const grants: Record<string, Grant[]> = { ...iam, ...stream }

const Simulated = z.object({
  EvaluationResults: z._default(z.array(z.object({ EvalActionName: z.string(), EvalDecision: z.string() })), []),
})

/** The function whose role this is, by the end of its name. Throws USAGE. */
export const functionOf = (role: string): string => {
  const name = /^arn:[a-z-]+:iam::\d{12}:role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(role)?.[1]
  const found = Object.keys(grants).find((one) => name?.endsWith(`-${one}`))
  if (found) return found
  const hint = `expected the ARN of a role whose name ends in one of: ${Object.keys(grants).join(', ')}`
  throw new EvidenceError('USAGE', { '--role': role }, { hint })
}

type Place = { role: string; account: string; home: string; bucket: string | null }

/** Each action on one resource of the kind that the stack grants it on. What the stack itself names is left out where it is not known. */
export const roleLines = async (asker: Asker, { role, account, home, bucket }: Place): Promise<Line[]> => {
  const about = { what: 'role', which: role.split('/').at(-1) ?? role }
  const concrete = concreteFor({ role, account, home, bucket })
  const denied = new Set<string>()
  let asked = 0
  for (const { actions, resources, inside } of grants[functionOf(role)] ?? []) {
    const resource = concrete(resources[0] ?? '*')
    if (resource === undefined) continue
    const source = inside && concrete(functionArn(inside))
    const input = {
      PolicySourceArn: role,
      ActionNames: actions,
      ...(resource !== '*' && { ResourceArns: [resource] }),
      ...(source && { ContextEntries: within(source) }),
    }
    const said = await asker.all(simulate, input, '', Simulated)
    if (said.got === 'failed' && said.code.startsWith('NoSuchEntity'))
      return [fault(about, 'there is no such role', 'deploy the stack: npx serverless deploy')]
    if (said.got !== 'body') return [unanswered(about, said)]
    const results = said.body.flatMap(({ EvaluationResults }) => EvaluationResults)
    const silent = actions.filter((action) => !results.some((one) => one.EvalActionName === action))
    if (silent.length > 0)
      return [cannotTell(about, `nothing was said of ${silent.join(', ')}`, 'ask the policy simulator of the console')]
    asked += results.length
    for (const one of results) if (one.EvalDecision !== 'allowed') denied.add(one.EvalActionName)
  }
  if (denied.size === 0) return [ok(about, `${asked} actions simulated, none denied`)]
  return [...denied]
    .sort()
    .map((action) => fault({ what: 'role', which: action }, `${about.which} may not`, 'deploy the stack: it grants it'))
}

// What the request would say: the simulator is told, for it asks nobody.
const within = (source: string): ContextEntry[] => [
  { ContextKeyName: 'lambda:SourceFunctionArn', ContextKeyType: 'string', ContextKeyValues: [source] },
]

const functionArn = (name: string): string =>
  `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:\${self:custom.name}-${name}`

/** A resource of the kind, by the names of gen/iam.json; undefined for one that only the stack can name. */
const concreteFor = ({ role, account, home, bucket }: Place): ((resource: string) => string | undefined) => {
  const partition = partitionOfRegion(home)
  // As serverless.yml names roles: the deployment, its region, the function.
  const [, name, region] = /\/([^/]+)-([a-z]{2,}(?:-[a-z]+)+-\d+)-[a-z]+$/.exec(role) ?? []
  const known = new Map([
    ['AWS::Partition', partition],
    ['AWS::AccountId', account],
    ...(name && region
      ? ([
          ['AWS::Region', region],
          ['self:custom.name', name],
          ['self:custom.role', `${name}-${region}`],
        ] as const)
      : []),
    ...(bucket === null ? [] : [['EvidenceBucket.Arn', `arn:${partition}:s3:::${bucket}`] as const]),
    ...(bucket === null ? [] : [['EvidenceBucket', bucket] as const]),
  ])
  return (resource) => {
    if (resource === '*') return resource
    const named = resource.replace(/\$\{([^}]+)\}/g, (whole, name: string) => known.get(name) ?? whole)
    if (named.includes('{')) return undefined
    const [arn, of, service, region, ...rest] = named.split(':')
    return [arn, of, service, region === '*' ? home : region, ...rest].join(':').replaceAll('*', 'any')
  }
}
