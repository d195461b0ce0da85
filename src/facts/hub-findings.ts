// How findings stand in Security Hub: where somebody looked, the workflow says so. Null: nobody subscribed to it in the region.
import * as z from 'zod/mini'
import { absence, answers, by, notDocumented } from '../answers/answers.ts'
import { time } from '../answers/time.ts'
import { detectionGenerator } from '../detection.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'

export type HubFinding = {
  id: string
  /** Of our own: the detection. Of GuardDuty: `GuardDuty`. */
  of: string
  title: string
  /** What whoever found it said, or what somebody made of it since, where that is worse. */
  severity: SeverityLabel
  /** NEW: nobody looked yet. NOTIFIED, RESOLVED and SUPPRESSED are what somebody decided. */
  workflow: string
  hasNote: boolean
  firstObservedAt: Instant
  /** ARNs of what it is about. */
  resources: string[]
}

const labels = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'] as const
type SeverityLabel = (typeof labels)[number]
const severity = z.object({ Label: z.enum(labels) })

const Page = z.object({
  Findings: z.array(
    z.object({
      Id: z.string(),
      GeneratorId: z.string(),
      ProductName: z.optional(z.string()),
      Title: z.string(),
      // BatchUpdateFindings changes the one, and whoever found it alone the other.
      Severity: severity,
      FindingProviderFields: z.nullish(z.object({ Severity: severity })),
      Workflow: z.object({ Status: z.enum(['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED']) }),
      Note: z.nullish(z.object({ Text: z.string() })),
      CreatedAt: time,
      FirstObservedAt: z.nullish(time),
      Resources: z.array(z.object({ Id: z.string() })),
    }),
  ),
})

/** Oldest first. */
export const hubFindings = defineFact<HubFinding[] | null>({
  id: 'hub-findings',
  source: 'hub-findings',
  of: 'region',
  actions: ['securityhub:GetFindings'],
  read(exchanges) {
    if (absence(exchanges, 'securityhub:GetFindings')) return null
    return [...answers(exchanges, 'securityhub:GetFindings', Page)]
      .flatMap(({ body }) => body.Findings)
      .map((one) => ({
        id: one.Id,
        of: one.GeneratorId.startsWith(detectionGenerator)
          ? one.GeneratorId.slice(detectionGenerator.length)
          : (one.ProductName ?? 'unknown'),
        title: one.Title,
        severity: severityOf(one),
        workflow: one.Workflow.Status,
        hasNote: Boolean(one.Note),
        firstObservedAt: one.FirstObservedAt ?? one.CreatedAt,
        resources: one.Resources.map(({ Id }) => Id),
      }))
      .sort(by(({ firstObservedAt, id }) => `${firstObservedAt} ${id}`))
  },
  about: (all, { id }) => all?.filter(({ resources }) => resources.includes(id)) ?? null,
})

const severityOf = (one: z.infer<typeof Page>['Findings'][number]): SeverityLabel => {
  const found = one.FindingProviderFields?.Severity.Label
  if (!found && one.GeneratorId.startsWith(detectionGenerator))
    throw notDocumented('securityhub:GetFindings', `severity of ${one.Id}`)
  return labels.find((label) => label === found || label === one.Severity.Label) ?? one.Severity.Label
}
