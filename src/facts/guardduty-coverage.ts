// Which clusters GuardDuty's runtime agents cover, as GuardDuty tells it.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { accountOf } from '../arn.ts'
import { defineFact } from '../fact.ts'

export type Coverage = {
  /** An administrator's GuardDuty shows other accounts' clusters too. */
  account: string
  cluster: string
  status: string
  issue: string | null
  covered: number | null
  nodes: number | null
}

const number = z.nullish(z.number())
const Page = z.object({
  resources: z.array(
    z.object({
      accountId: z.string(),
      coverageStatus: z.enum(['HEALTHY', 'UNHEALTHY']),
      issue: z.nullish(z.string()),
      resourceDetails: z.object({
        eksClusterDetails: z.object({ clusterName: z.string(), coveredNodes: number, compatibleNodes: number }),
      }),
    }),
  ),
})

/** A cluster that GuardDuty does not name is not covered. */
export const guardDutyCoverage = defineFact<Coverage[]>({
  id: 'guardduty-coverage',
  source: 'guardduty',
  of: 'region',
  actions: ['guardduty:ListDetectors', 'guardduty:ListCoverage'],
  read: (exchanges) =>
    [...answers(exchanges, 'guardduty:ListCoverage', Page)]
      .flatMap(({ body }) => body.resources)
      .map(({ accountId, coverageStatus, issue, resourceDetails: { eksClusterDetails: of } }) => ({
        account: accountId,
        cluster: of.clusterName,
        status: coverageStatus,
        issue: issue || null,
        covered: of.coveredNodes ?? null,
        nodes: of.compatibleNodes ?? null,
      })),
  about: (all, { id, name }) => all.filter(({ account, cluster }) => cluster === name && account === accountOf(id)),
})
