// What a stack says of itself: buckets and keys may be ones that it did not make, so its outputs are asked and not its resources.
import type * as cloudformation from '@aws-sdk/client-cloudformation'
import { type Heard, listed, named } from '../source.ts'

type Described = Heard<cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput>[]

/** Throws OBSERVATION_INVALID where the stack has no such output. */
export const stackOutput = (name: string, heard: Described): string[] =>
  heard
    .flatMap(({ answer }) => listed(answer.Stacks, 'Stacks'))
    .map(({ Outputs }) => Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue)
    .map((value) => named(value, `the output ${name}`))
