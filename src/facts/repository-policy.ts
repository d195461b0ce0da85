// Who else may use the repository: its policy's statements, none where it has no policy.
import * as z from 'zod/mini'
import { readPolicy, type Statement } from '../answers/policy.ts'
import { repositoryFact } from './of-repository.ts'

export const repositoryPolicy = repositoryFact<{ policyText: string }, Statement[]>(
  'repository-policy',
  'ecr:GetRepositoryPolicy',
  z.object({ policyText: z.string() }),
  ({ policyText }) => readPolicy(policyText, 'the repository policy'),
  { code: 'RepositoryPolicyNotFoundException', value: [] },
)
