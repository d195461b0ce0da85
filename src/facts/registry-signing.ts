// Which repositories' images ECR signs when they are pushed; null where nothing is signed.
import * as z from 'zod/mini'
import { absence, answers, by } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

const Signing = z.object({
  signingConfiguration: z.object({
    rules: z.array(
      z.object({
        signingProfileArn: z.string(),
        repositoryFilters: z.nullish(z.array(z.object({ filter: z.string() }))),
      }),
    ),
  }),
})

/** `filters`: of the names of repositories, `*` stands for any characters; none: of all. */
export type SigningRule = { profile: string; filters: string[] }

export const registrySigning = defineFact<SigningRule[] | null>({
  id: 'registry-signing',
  source: 'ecr-registry',
  of: 'region',
  actions: ['ecr:GetSigningConfiguration'],
  read(exchanges) {
    const [answer] = answers(exchanges, 'ecr:GetSigningConfiguration', Signing)
    if (!answer) return absence(exchanges, 'ecr:GetSigningConfiguration') ? null : unknown('nothing was read')
    return answer.body.signingConfiguration.rules
      .map(({ signingProfileArn, repositoryFilters }) => ({
        profile: signingProfileArn,
        filters: (repositoryFilters ?? []).map(({ filter }) => filter).sort(),
      }))
      .sort(by(({ profile, filters }) => `${profile} ${filters.join(' ')}`))
  },
})
