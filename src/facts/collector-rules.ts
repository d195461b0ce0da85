// The rules of the collector's own stack: whether each is there and on, and where it sends what it hears.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { stackResources } from '../answers/own-resources.ts'
import { defineFact } from '../fact.ts'

export type CollectorRule = {
  /** In the template. */
  id: string
  name: string
  /** As EventBridge says it; null: the stack lists the rule, and EventBridge has none of that name. */
  state: string | null
  /** ARNs. */
  targets: string[]
}

const Rule = z.object({ Name: z.string(), State: z.string() })
const Targets = z.object({ Targets: z.array(z.object({ Arn: z.string() })) })

/** Sorted by id. */
export const collectorRules = defineFact<CollectorRule[]>({
  id: 'collector-rules',
  source: 'alerts',
  of: 'deployment',
  actions: ['cloudformation:ListStackResources', 'events:DescribeRule', 'events:ListTargetsByRule'],
  read(exchanges) {
    const rules = [...answers(exchanges, 'events:DescribeRule', Rule)].map(({ body }) => body)
    const targets = [...answers(exchanges, 'events:ListTargetsByRule', Targets)]
    return stackResources(exchanges, 'AWS::Events::Rule').map(({ id, name }) => ({
      id,
      name,
      state: rules.find(({ Name }) => Name === name)?.State ?? null,
      targets: targets
        .filter(({ input }) => input.Rule === name)
        .flatMap(({ body }) => body.Targets.map(({ Arn }) => Arn)),
    }))
  },
})
