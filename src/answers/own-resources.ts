// What the collector's stack lists as its own, of one type: for facts that say which of it is not there.
import * as z from 'zod/mini'
import type { Exchange } from '../model.ts'
import { answers, by } from './answers.ts'

const Page = z.object({
  StackResourceSummaries: z.array(
    z.object({
      LogicalResourceId: z.string(),
      PhysicalResourceId: z.nullish(z.string()),
      ResourceType: z.string(),
      ResourceStatus: z.string(),
    }),
  ),
})

export type StackResource = { /** in the template */ id: string /** in AWS */; name: string }

/** Sorted by id; without what is deleted, or has no name yet. Throws OBSERVATION_INVALID. */
export const stackResources = (exchanges: Iterable<Exchange>, type: string): StackResource[] =>
  [...answers(exchanges, 'cloudformation:ListStackResources', Page)]
    .flatMap(({ body }) => body.StackResourceSummaries)
    .filter((one) => one.ResourceType === type && one.ResourceStatus !== 'DELETE_COMPLETE')
    .flatMap(({ LogicalResourceId: id, PhysicalResourceId: name }) => (name ? [{ id, name }] : []))
    .sort(by(({ id }) => id))
