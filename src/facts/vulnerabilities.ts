// The population of vulnerabilities of one repository: since when each is known, when it must be gone, and when it was.

import { by } from '../answers/answers.ts'
import { inspectedIn, inUse } from '../answers/scans.ts'
import { earliest, latest, plus, seconds } from '../clock.ts'
import type { Instant } from '../model.ts'
import type { ImageScan } from './image-scans.ts'
import type { Inspected, InspectedImage, InspectorFinding } from './inspected-images.ts'
import { type Finding, type Severity, severities } from './scan-page.ts'

export type Vulnerability = {
  /** CVE, or what stands for it. */
  id: string
  severity: Severity
  /** Digests: of images that run with it, or may; where there are none, of those that had it. */
  images: string[]
  /** ARNs of the clusters in which those run, as far as Inspector says. */
  clusters: string[]
  /** In any image of the repository that a scanner still tells of: building the image anew does not make it younger. */
  firstSeen: Instant | null
  fixedAt: Instant | null
  /** `closed` by Inspector, image `deleted`, or no image with it in use any more. */
  fixedBy: 'closed' | 'deleted' | 'out-of-use' | null
  /** Null where a scanner does not say, as basic scanning. */
  fix: 'YES' | 'NO' | 'PARTIAL' | null
  exploit: 'YES' | 'NO' | null
  /** By a suppression rule of Inspector: that hides it, and mends nothing. */
  suppressed: boolean
  due: Instant | null
  state: State
}

/**
 * Of what is there: `open` within its deadline, `overdue`, `no-fix` is out, `no-deadline` for its severity, `unclear` where
 * the scanner tells neither fix nor age. Of what is not: `fixed` in time, `fixed-late`, `not-running`: in no image that ran
 * since it was known, `no-longer-scanned`: closed because Inspector stopped looking, which fixes nothing.
 */
export type State =
  | 'open'
  | 'overdue'
  | 'no-fix'
  | 'no-deadline'
  | 'unclear'
  | 'fixed'
  | 'fixed-late'
  | 'not-running'
  | 'no-longer-scanned'

export type Given = {
  images: ImageScan[]
  inspected: Inspected
  repository: string
  asOf: Instant
  /** Days from first seen until it must be gone; null: no deadline. */
  days(one: { severity: Severity; exploit: 'YES' | 'NO' | null }): number | null
}

/**
 * From one reading of ECR and one of Inspector. Of images that Inspector does not scan only critical and high findings are
 * listed, and those with a known exploit. Sorted by id.
 */
export const vulnerabilities = (given: Given): Vulnerability[] =>
  [...Map.groupBy(occurrences(given), ({ id }) => id)]
    .map(([id, all]) => vulnerability(id, all, given))
    .sort(by(({ id }) => id))

/** Whether it is in an image that runs, or may. */
export const isThere = ({ state }: Pick<Vulnerability, 'state'>): boolean =>
  ['open', 'overdue', 'no-fix', 'no-deadline', 'unclear'].includes(state)

type Gone = { at: Instant | null; by: Vulnerability['fixedBy'] } | 'no-longer-scanned'
/** One finding in one image; `gone` is null where the image runs with it, or may. */
type Occurrence = Omit<Finding, 'firstObservedAt'> & {
  digest: string
  suppressed: boolean
  clusters: string[]
  firstObservedAt: Instant | null
  gone: Gone | null
}

const occurrences = ({ images, inspected, repository }: Given): Occurrence[] => {
  const judged = new Set(inUse(images, inspected, repository).judged.map(({ digest }) => digest))
  const listed = new Set(images.map(({ digest }) => digest))
  const known = inspectedIn(inspected, repository)
  const findings = inspected.repositories.get(repository)?.findings ?? []
  const told = new Set(findings.map(({ digest, id }) => `${digest} ${id}`))
  return [
    ...findings.map((one): Occurrence => {
      const image = known.get(one.digest)
      // Pushed since ECR was read: what runs counts.
      const isJudged = judged.has(one.digest) || (!listed.has(one.digest) && (image?.inUse ?? 0) > 0)
      const gone = goneOf(one, { image, isListed: listed.has(one.digest), isJudged })
      return { ...one, suppressed: one.status === 'SUPPRESSED', clusters: image?.clusters ?? [], gone }
    }),
    ...images.flatMap(({ digest, scan }) =>
      scan.urgent
        .filter(({ id }) => !told.has(`${digest} ${id}`))
        .map((one): Occurrence => {
          const gone = judged.has(digest) ? null : outOfUse(known.get(digest), one.firstObservedAt)
          return { ...one, digest, suppressed: false, clusters: known.get(digest)?.clusters ?? [], gone }
        }),
    ),
  ]
}

type Where = { image: InspectedImage | undefined; isListed: boolean; isJudged: boolean }

const goneOf = (one: InspectorFinding, { image, isListed, isJudged }: Where): Gone | null => {
  if (one.status !== 'CLOSED') return isJudged ? null : outOfUse(image, one.firstObservedAt)
  if (!isListed && !isJudged) return { at: one.updatedAt, by: 'deleted' }
  if (image?.status === 'ACTIVE') return { at: one.updatedAt, by: 'closed' }
  return isJudged ? 'no-longer-scanned' : outOfUse(image, one.firstObservedAt)
}

// It ended with the last pod; where that was before anybody knew of the vulnerability, it never ran with it.
const outOfUse = (image: InspectedImage | undefined, since: Instant | null): Gone => {
  const end = image?.lastInUseAt ?? null
  return { at: end && since && seconds(end) >= seconds(since) ? end : null, by: 'out-of-use' }
}

const vulnerability = (id: string, all: Occurrence[], { days, asOf }: Given): Vulnerability => {
  const there = all.filter(({ gone }) => gone === null)
  const shown = there.length > 0 ? there : all
  const severity = severities.find((one) => shown.some((of) => of.severity === one)) ?? 'UNDEFINED'
  const exploit = said(shown.map((one) => one.exploit))
  const firstSeen = all.map((one) => one.firstObservedAt).reduce((a, b) => (a && b ? earliest(a, b) : (a ?? b)), null)
  const length = days({ severity, exploit })
  const due = firstSeen && length !== null ? plus(firstSeen, length * 86_400) : null
  const fix = said(shown.map((one) => one.fix))
  const common = {
    ...{ id, severity, firstSeen, fix, exploit, due },
    images: [...new Set(shown.map(({ digest }) => digest))].sort(),
    clusters: [...new Set(there.flatMap(({ clusters }) => clusters))].sort(),
    suppressed: there.some(({ suppressed }) => suppressed),
  }
  if (there.length > 0) {
    const state = stateOf({ fix, firstSeen, due, length }, asOf)
    return { ...common, fixedAt: null, fixedBy: null, state }
  }
  return { ...common, ...ended(all, due) }
}

// YES is said as soon as one says so, NO when all do.
const said = <T extends 'YES' | 'NO' | 'PARTIAL'>(all: (T | null)[]): T | null =>
  (all.find((one) => one === 'YES') ?? all.find((one) => one === 'PARTIAL')) ||
  (all.includes(null) ? null : (all[0] ?? null))

type Age = Pick<Vulnerability, 'fix' | 'firstSeen' | 'due'> & { length: number | null }

const stateOf = ({ fix, firstSeen, due, length }: Age, asOf: Instant): State => {
  if (length === null) return 'no-deadline'
  if (fix === 'NO') return 'no-fix'
  if (fix === null || !firstSeen || !due) return 'unclear'
  return seconds(asOf) > seconds(due) ? 'overdue' : 'open'
}

// It is gone when the last image was that had it.
const ended = (all: Occurrence[], due: Instant | null): Pick<Vulnerability, 'fixedAt' | 'fixedBy' | 'state'> => {
  if (all.some(({ gone }) => gone === 'no-longer-scanned'))
    return { fixedAt: null, fixedBy: null, state: 'no-longer-scanned' }
  const ends = all.flatMap(({ gone }) =>
    gone && gone !== 'no-longer-scanned' && gone.at ? [{ ...gone, at: gone.at }] : [],
  )
  const [first, ...more] = ends
  if (!first) return { fixedAt: null, fixedBy: null, state: 'not-running' }
  const last = more.reduce((a, b) => (latest(a.at, b.at) === a.at ? a : b), first)
  const isLate = due !== null && seconds(last.at) > seconds(due)
  return { fixedAt: last.at, fixedBy: last.by, state: isLate ? 'fixed-late' : 'fixed' }
}
