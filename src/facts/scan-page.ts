// One page of DescribeImageScanFindings, laid to the pages before it.
import * as z from 'zod/mini'
import { by } from '../answers/answers.ts'
import { readTime } from '../clock.ts'
import type { Instant } from '../model.ts'

export type Severity = (typeof severities)[number]
export type Finding = {
  id: string
  severity: Severity
  /** Fix and exploit as Inspector says them; basic scanning says nothing, and then they are null. */
  fix: 'YES' | 'NO' | 'PARTIAL' | null
  exploit: 'YES' | 'NO' | null
  firstObservedAt: Instant | null
}

export type Scan = {
  /** ECR's status; NEVER_SCANNED where ECR has no scan, NOT_DOCUMENTED where its answer cannot be relied on. */
  status: string
  at: Instant | null
  /** Findings that are not closed, by severity. */
  counts: Record<string, number>
  /** How many of them say nothing of an exploit, as all of basic scanning. */
  exploitUnsaid: number
  /** The critical and high ones, and those with a known exploit. */
  urgent: Finding[]
}

export const noScan = (status: string): Scan => ({ status, at: null, counts: {}, exploitUnsaid: 0, urgent: [] })

/** Worst first; Inspector's and basic scanning's. One that is none of them has no deadline, and is no reading. */
export const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNTRIAGED', 'UNDEFINED', 'INFORMATIONAL'] as const
const severity = z.enum(severities)

const time = z.union([z.number(), z.string()])
const Page = z.object({
  imageScanStatus: z.object({ status: z.string() }),
  imageScanFindings: z.nullish(
    z.object({
      imageScanCompletedAt: z.nullish(time),
      findingSeverityCounts: z.nullish(z.record(z.string(), z.number())),
      findings: z.nullish(z.array(z.object({ name: z.string(), severity }))),
      enhancedFindings: z.nullish(
        z.array(
          z.object({
            packageVulnerabilityDetails: z.nullish(z.object({ vulnerabilityId: z.string() })),
            title: z.nullish(z.string()),
            severity,
            status: z.nullish(z.string()),
            fixAvailable: z.nullish(z.enum(['YES', 'NO', 'PARTIAL'])),
            exploitAvailable: z.nullish(z.enum(['YES', 'NO'])),
            firstObservedAt: z.nullish(time),
          }),
        ),
      ),
    }),
  ),
})
type Findings = NonNullable<z.infer<typeof Page>['imageScanFindings']>

/** What the pages so far come to; `listed` and `counted` are ECR's findings and its own count of them. */
export type Pages = Scan & { listed: number; counted: number }

/** Pages of one image may come in any order. */
export const addPage = (before: Pages | undefined, body: unknown): Pages => {
  const { data } = Page.safeParse(body)
  const status = data?.imageScanStatus.status
  if (!data || !status || (before && before.status !== status)) return broken
  const pages = before ?? { ...noScan(status), listed: 0, counted: 0 }
  const page = data.imageScanFindings
  if (!page) return pages
  const all = findingsOf(page)
  if (isDone(status) && !all) return broken
  const open = (all ?? []).filter((one) => one.status !== 'CLOSED')
  const counts = { ...pages.counts }
  for (const { severity } of open) counts[severity] = (counts[severity] ?? 0) + 1
  const urgent = open.filter(({ severity, exploit }) => ['CRITICAL', 'HIGH'].includes(severity) || exploit === 'YES')
  return {
    status,
    at: readTime(page.imageScanCompletedAt) ?? pages.at,
    counts,
    exploitUnsaid: pages.exploitUnsaid + open.filter(({ exploit }) => exploit === null).length,
    urgent: [...pages.urgent, ...urgent.map(({ status: _, ...finding }) => finding)],
    listed: pages.listed + (all ?? []).length,
    counted: Math.max(pages.counted, sum(Object.values(page.findingSeverityCounts ?? {}))),
  }
}

const broken: Pages = { ...noScan('NOT_DOCUMENTED'), listed: 0, counted: 0 }
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)

/**
 * What all pages together come to. Fewer findings than ECR counts, or a finished scan without the time it finished, is
 * no scan: ECR says COMPLETE for a while before the enhanced findings are there (aws/aws-sdk issue 289).
 */
export const finish = ({ listed, counted, ...scan }: Pages): Scan => {
  if (isDone(scan.status) && (listed < counted || scan.at === null)) return noScan('NOT_DOCUMENTED')
  return { ...scan, urgent: scan.urgent.sort(by(({ id, firstObservedAt }) => `${id} ${firstObservedAt}`)) }
}

/** Only these say that the findings are all there. */
export const isDone = (status: string): boolean => status === 'COMPLETE' || status === 'ACTIVE'

// Basic answers carry `findings`, enhanced ones `enhancedFindings`, sometimes with an empty list of the other kind.
// Neither list: undefined.
const findingsOf = (page: Findings): (Finding & { status: string | null })[] | undefined => {
  if (!page.findings && !page.enhancedFindings) return undefined
  const basic = (page.findings ?? []).map(({ name, severity }) => ({
    id: name,
    severity,
    status: null,
    fix: null,
    exploit: null,
    firstObservedAt: null,
  }))
  const enhanced = (page.enhancedFindings ?? []).map((one) => ({
    id: one.packageVulnerabilityDetails?.vulnerabilityId ?? one.title ?? 'a finding without a name',
    severity: one.severity,
    status: one.status ?? null,
    fix: one.fixAvailable ?? null,
    exploit: one.exploitAvailable ?? null,
    firstObservedAt: readTime(one.firstObservedAt) ?? null,
  }))
  return [...basic, ...enhanced]
}
