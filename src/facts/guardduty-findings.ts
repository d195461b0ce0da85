// What GuardDuty found about clusters, archived or not: it keeps ninety days.
import * as z from 'zod/mini'
import { answers, by, notDocumented } from '../answers/answers.ts'
import { readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'

export type GuardDutyFinding = {
  arn: string
  type: string
  /** 1 to 10; from 7 on GuardDuty calls it high, from 4 on medium. */
  severity: number
  /** The cluster's ARN. */
  cluster: string
  firstSeen: Instant
  updatedAt: Instant
  isArchived: boolean
}

const List = z.object({ findingIds: z.array(z.string()) })
// What a sequence is about stands in it: clusters, and whatever else was touched.
const Sequence = z.object({
  resources: z.array(z.object({ data: z.nullish(z.object({ eksCluster: z.nullish(z.object({ arn: z.string() })) })) })),
})
const Page = z.object({
  findings: z.array(
    z.object({
      arn: z.string(),
      id: z.string(),
      type: z.string(),
      severity: z.number(),
      createdAt: z.string(),
      updatedAt: z.string(),
      resource: z.object({ resourceType: z.string(), eksClusterDetails: z.nullish(z.object({ arn: z.string() })) }),
      service: z.object({ archived: z.boolean(), detection: z.nullish(z.object({ sequence: z.nullish(Sequence) })) }),
    }),
  ),
})

/** Oldest first. */
export const guardDutyFindings = defineFact<GuardDutyFinding[]>({
  id: 'guardduty-findings',
  source: 'guardduty',
  of: 'region',
  actions: ['guardduty:ListDetectors', 'guardduty:ListFindings', 'guardduty:GetFindings'],
  read(exchanges) {
    const listed = [...answers(exchanges, 'guardduty:ListFindings', List)].flatMap(({ body }) => body.findingIds)
    const found = [...answers(exchanges, 'guardduty:GetFindings', Page)].flatMap(({ body }) => body.findings)
    const known = new Set(found.map(({ id }) => id))
    // A list of ids is answered without those that GuardDuty does not know: then something was not read.
    const missing = listed.filter((id) => !known.has(id))
    if (missing.length > 0) throw notDocumented('guardduty:GetFindings', `nothing about ${missing[0]}, which is listed`)
    return found
      .flatMap(({ arn, type, severity, createdAt, updatedAt, ...of }) =>
        clustersOf(type, of).map((cluster) => ({
          ...{ arn, type, severity, cluster },
          firstSeen: time(createdAt),
          updatedAt: time(updatedAt),
          isArchived: of.service.archived,
        })),
      )
      .sort(by(({ firstSeen, arn }) => `${firstSeen} ${arn}`))
  },
  about: (all, { id }) => all.filter(({ cluster }) => cluster === id),
})

type Found = z.infer<typeof Page>['findings'][number]

// A sequence about S3 or credentials may touch no cluster; any other finding of those asked for is about one.
const clustersOf = (type: string, { resource, service }: Pick<Found, 'resource' | 'service'>): string[] => {
  const own = resource.eksClusterDetails?.arn
  const inside = (service.detection?.sequence?.resources ?? []).flatMap(({ data }) => data?.eksCluster?.arn ?? [])
  const all = [...new Set([...(own ? [own] : []), ...inside])]
  if (all.length === 0 && (resource.resourceType !== 'AttackSequence' || type.startsWith('AttackSequence:EKS/')))
    throw notDocumented('guardduty:GetFindings', `a finding ${type} without its cluster`)
  return all
}

const time = (text: string): Instant => {
  const at = readTime(text)
  if (at) return at
  throw notDocumented('guardduty:GetFindings', `the time ${text}`)
}
