// What a stack lists as its own.
import type * as cloudformation from '@aws-sdk/client-cloudformation'
import { type Heard, listed, named } from '../source.ts'

type Pages = Heard<cloudformation.ListStackResourcesInput, cloudformation.ListStackResourcesOutput>[]

/**
 * Physical ids of a type. What was deleted with the stack's knowledge stays listed for a while, and what is only being made
 * may have no id yet. Throws OBSERVATION_INVALID.
 */
export const ofType = (type: string, pages: Pages): string[] =>
  pages
    .flatMap(({ answer }) => listed(answer.StackResourceSummaries, 'StackResourceSummaries'))
    .filter((one) => one.ResourceType === type && one.ResourceStatus !== 'DELETE_COMPLETE')
    .filter((one) => one.PhysicalResourceId || !one.ResourceStatus?.startsWith('CREATE_'))
    .map((one) => named(one.PhysicalResourceId, 'PhysicalResourceId'))
