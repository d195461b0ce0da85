// By which rules images of the repository are thrown away; null where it has no lifecycle policy.
import * as z from 'zod/mini'
import { shapedText } from '../answers/answers.ts'
import { repositoryFact } from './of-repository.ts'

const texts = z.nullish(z.array(z.string()))
const selection = z.object({
  tagStatus: z.string(),
  tagPrefixList: texts,
  tagPatternList: texts,
  countType: z.string(),
  countNumber: z.number(),
  countUnit: z.nullish(z.string()),
  storageClass: z.nullish(z.string()),
})
const policy = z.object({
  rules: z.array(z.object({ rulePriority: z.number(), selection, action: z.object({ type: z.string() }) })),
})
/** `selects`: `tagged release-*, sinceImagePushed 14 days`. */
export type LifecycleRule = { priority: number; action: string; selects: string }

export const lifecyclePolicy = repositoryFact<{ lifecyclePolicyText: string }, LifecycleRule[] | null>(
  'lifecycle-policy',
  'ecr:GetLifecyclePolicy',
  z.object({ lifecyclePolicyText: z.string() }),
  ({ lifecyclePolicyText }) =>
    shapedText(policy, lifecyclePolicyText, 'the lifecycle policy')
      .rules.map(({ rulePriority, action, selection }) => ({
        ...{ priority: rulePriority, action: action.type, selects: said(selection) },
      }))
      .sort((a, b) => a.priority - b.priority),
  { code: 'LifecyclePolicyNotFoundException', value: null },
)

const said = (of: z.infer<typeof selection>): string =>
  [
    [of.storageClass, of.tagStatus, ...(of.tagPrefixList ?? []), ...(of.tagPatternList ?? [])]
      .filter((one) => one != null)
      .join(' '),
    [of.countType, of.countNumber, of.countUnit].filter((one) => one != null).join(' '),
  ].join(', ')
