// Who is asking: the account and the role, from STS.
import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import { EvidenceError } from '../errors.ts'
import { operation, type Send } from '../wire.ts'

const identity = operation<GetCallerIdentityRequest, GetCallerIdentityResponse>('sts:GetCallerIdentity')
export const operations = [identity]

/** Throws AWS_REFUSED: without an account there is no ledger to write to. */
export const caller = async (send: Send): Promise<{ account: string; arn: string }> => {
  const answer = await send(identity.action, {}, '')
  const said = answer.ok && 'body' in answer ? (answer.body as GetCallerIdentityResponse) : undefined
  if (said?.Account && said.Arn) return { account: said.Account, arn: said.Arn }
  const why = answer.ok ? 'the answer names no account' : `${answer.code}: ${answer.message}`
  throw new EvidenceError(
    'AWS_REFUSED',
    { action: identity.action, why },
    { hint: 'aws sts get-caller-identity must work from here: check the credentials, the region and the network' },
  )
}
