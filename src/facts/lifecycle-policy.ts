// By which rules images of the repository are thrown away; null where it has no lifecycle policy.
import * as z from 'zod/mini'
import { shapedText } from '../answers/answers.ts'
import { repositoryFact } from './of-repository.ts'

const policy = z.object({
  rules: z.array(z.object({ rulePriority: z.number(), action: z.object({ type: z.string() }) })),
})
export type LifecycleRule = { priority: number; action: string }

export const lifecyclePolicy = repositoryFact<{ lifecyclePolicyText: string }, LifecycleRule[] | null>(
  'lifecycle-policy',
  'ecr:GetLifecyclePolicy',
  z.object({ lifecyclePolicyText: z.string() }),
  ({ lifecyclePolicyText }) =>
    shapedText(policy, lifecyclePolicyText, 'the lifecycle policy')
      .rules.map(({ rulePriority, action }) => ({ priority: rulePriority, action: action.type }))
      .sort((a, b) => a.priority - b.priority),
  { code: 'LifecyclePolicyNotFoundException', value: null },
)
