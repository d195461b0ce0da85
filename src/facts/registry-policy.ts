// Who else may use the registry of a region: its policy's statements, none where it has no policy.
import * as z from 'zod/mini'
import { absence, answers } from '../answers/answers.ts'
import { readPolicy, type Statement } from '../answers/policy.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

export const registryPolicy = defineFact<Statement[]>({
  id: 'registry-policy',
  source: 'ecr-registry',
  of: 'region',
  actions: ['ecr:GetRegistryPolicy'],
  read(exchanges) {
    const [answer] = answers(exchanges, 'ecr:GetRegistryPolicy', z.object({ policyText: z.string() }))
    if (answer) return readPolicy(answer.body.policyText, 'the registry policy')
    return absence(exchanges, 'ecr:GetRegistryPolicy') ? [] : unknown('GetRegistryPolicy was not read')
  },
})
