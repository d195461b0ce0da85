// The documents bucket of a stack, as its outputs name it.
import { EvidenceError } from '../../errors.ts'
import { isRecord } from '../../json.ts'
import type { Send } from '../../wire.ts'
import { describeStacks } from '../operations.ts'

/** Throws AWS_REFUSED. */
export const documentsBucketOf = async (send: Send, stack: string): Promise<string> => {
  const answer = await send(describeStacks.action, { StackName: stack }, '')
  const refused = (why: string): never => {
    const hint = 'name the stack with --stack and its region with --region, or the bucket itself with --bucket'
    throw new EvidenceError('AWS_REFUSED', { action: describeStacks.action, stack, why }, { hint })
  }
  if (!answer.ok) return refused(`${answer.code}: ${answer.message}`)
  const said =
    'body' in answer && isRecord(answer.body)
      ? (answer.body as ReturnType<NonNullable<typeof describeStacks.types>>)
      : {}
  const output = said.Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'DocumentsBucket')
  return output?.OutputValue ?? refused('it has no output DocumentsBucket')
}
