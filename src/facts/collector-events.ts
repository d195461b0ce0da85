// What was done to the collector's own stack and to what it is made of in a window: oldest first, each event once.
import * as z from 'zod/mini'
import { answers, by, listAnswers, notDocumented } from '../answers/answers.ts'
import { collectorSources, deployments } from '../changes/collector-names.ts'
import { type Acted, isIn, readActed } from '../changes/event.ts'
import { defineFact } from '../fact.ts'
import { isRecord } from '../json.ts'
import type { Exchange, Slot } from '../model.ts'

export type CollectorEvent = Acted & {
  /** The stack's name, or the part by the id that AWS knows it by. */
  of: string
  /** deployment: the stack as a whole. stack: CloudFormation, in its course. behind: anybody else. */
  by: 'deployment' | 'stack' | 'behind'
}

const Resources = z.object({
  StackResourceSummaries: z.array(z.object({ PhysicalResourceId: z.nullish(z.string()), ResourceStatus: z.string() })),
})
const Stacks = z.object({
  Stacks: z.array(z.object({ StackName: z.string(), Outputs: z.array(z.object({ OutputValue: z.string() })) })),
})
const Page = z.object({ Events: z.array(z.object({ EventId: z.string(), CloudTrailEvent: z.string() })) })

export const collectorEvents = defineFact<CollectorEvent[]>({
  id: 'collector-events',
  source: 'collector-events',
  of: 'deployment',
  actions: ['cloudformation:ListStackResources', 'cloudformation:DescribeStacks', 'cloudtrail:LookupEvents'],
  read(exchanges, { slot, subject }) {
    const parts = partsOf(exchanges)
    const found = new Map<string, CollectorEvent>()
    for (const { body } of answers(exchanges, 'cloudtrail:LookupEvents', Page)) {
      for (const one of body.Events) {
        const event = ofStack(one, parts, subject, slot)
        if (event) found.set(event.id, event)
      }
    }
    return [...found.values()].sort(by(({ at, id }) => `${at} ${id}`))
  },
})

// Buckets and the key may be ones that the stack did not make: its outputs name them.
const partsOf = (exchanges: Iterable<Exchange>): string[] => {
  const resources = listAnswers(exchanges, 'cloudformation:ListStackResources', Resources)
    .flatMap(({ body }) => body.StackResourceSummaries)
    .flatMap(({ PhysicalResourceId: id, ResourceStatus: status }) => {
      if (id) return [id]
      // What is only being made may have none yet.
      if (status === 'CREATE_IN_PROGRESS' || status === 'CREATE_FAILED') return []
      throw notDocumented('cloudformation:ListStackResources', 'a resource has no PhysicalResourceId')
    })
  const [stack] = [...answers(exchanges, 'cloudformation:DescribeStacks', Stacks)].flatMap(({ body }) => body.Stacks)
  if (!stack) throw notDocumented('cloudformation:DescribeStacks', 'it names no stack')
  return [...new Set([...resources, ...stack.Outputs.map(({ OutputValue }) => OutputValue)])].filter((id) => id !== '')
}

const ofStack = (
  one: z.infer<typeof Page>['Events'][number],
  parts: string[],
  { id, name }: { id: string; name: string },
  slot: Slot,
): CollectorEvent | undefined => {
  const read = readActed(one, (source) => collectorSources.includes(source))
  if (!read || !isIn(slot, read.acted.at)) return undefined
  const { acted, source, asked, answered } = read
  const said = [...texts(asked), ...functionNames([asked.functionName, answered.functionArn])]
  if (source === 'cloudformation.amazonaws.com') {
    const isOwn = said.some((text) => text === name || text === id)
    return isOwn && deployments.includes(acted.name) ? { ...acted, of: name, by: 'deployment' } : undefined
  }
  // IAM tells names apart without their case.
  const spelled = (text: string): string => (source === 'iam.amazonaws.com' ? text.toLowerCase() : text)
  const names = said.map(spelled)
  const part = parts.find((one) => {
    const own = spelled(one)
    return names.some((text) => text === own || isNamedBy(own, text) || isNamedBy(text, own))
  })
  if (part === undefined) return undefined
  const { ip } = acted.from
  const isByStack = [ip, acted.who.invokedBy].includes('cloudformation.amazonaws.com')
  return { ...acted, of: part, by: isByStack ? 'stack' : 'behind' }
}

// An ARN names what its end names: arn:aws:kms:REGION:ACCOUNT:key/ID, arn:aws:lambda:REGION:ACCOUNT:function:NAME.
const isNamedBy = (name: string, arn: string): boolean =>
  arn.startsWith('arn:') && (arn.endsWith(`/${name}`) || arn.endsWith(`:${name}`))

// A function is named by its name, its ARN or the end of one, with a version behind it or without.
const functionNames = (named: unknown[]): string[] =>
  named.flatMap((one) => {
    const [, name] =
      /^(?:arn:[a-z-]+:lambda:[a-z0-9-]+:)?(?:\d{12}:)?(?:function:)?([\w-]+)(?::[$\w-]+)?$/.exec(String(one)) ?? []
    return name === undefined ? [] : [name]
  })

const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(texts)
  return isRecord(value) ? Object.values(value).flatMap(texts) : []
}
