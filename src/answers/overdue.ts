// What controls over vulnerabilities say of them, and what keeps them from saying that there are none.

import type { ImageScan } from '../facts/image-scans.ts'
import type { Inspected } from '../facts/inspected-images.ts'
import { type Severity, severities } from '../facts/scan-page.ts'
import { isThere, type Vulnerability } from '../facts/vulnerabilities.ts'
import { by } from './answers.ts'
import { byStatus, called, type InUse, inspectedIn, unscanned } from './scans.ts'

const states: [Vulnerability['state'], string][] = [
  ['overdue', 'overdue'],
  ['open', 'within the deadline'],
  ['no-fix', 'without a fix'],
  ['no-deadline', 'without a deadline'],
  ['unclear', 'of which the scan tells neither fix nor age'],
  ['fixed-late', 'fixed late'],
  ['fixed', 'fixed in time'],
  ['no-longer-scanned', 'closed because no longer scanned'],
]

/** `2 overdue, 1 fixed late, 4 fixed in time, 3 without a severity; 2 of 5 images run; CVE-… CRITICAL since …`, counts first. */
export const vulnerabilitiesSaid =
  (all: Vulnerability[], use: InUse<ImageScan>) =>
  (named: Vulnerability[]): string => {
    const count = (state: Vulnerability['state']) => all.filter((one) => one.state === state).length
    const counts = states.flatMap(([state, text]) =>
      count(state) > 0 || state === 'overdue' || state === 'fixed' ? [`${count(state)} ${text}`] : [],
    )
    const suppressed = all.filter((one) => one.suppressed && isThere(one)).length
    const said = [
      ...counts,
      ...(suppressed > 0 ? [`${suppressed} hidden by suppression rules`] : []),
      `${withoutSeverity(use.judged)} UNTRIAGED or UNDEFINED`,
    ]
    return [said.join(', '), use.said, ...named.toSorted(worstFirst).map((one) => name(one, use))].join('; ')
  }

const worstFirst = (a: Vulnerability, b: Vulnerability): number =>
  rank(a) - rank(b) || by(({ due, id }: Vulnerability) => `${due} ${id}`)(a, b)
const rank = ({ severity }: Vulnerability): number => severities.indexOf(severity)

/** Enhanced scanning says UNTRIAGED, basic scanning UNDEFINED. */
export const withoutSeverity = (images: ImageScan[]): number =>
  images.reduce((sum, { scan }) => sum + (scan.counts.UNTRIAGED ?? 0) + (scan.counts.UNDEFINED ?? 0), 0)

const name = (
  { id, severity, firstSeen, due, images, clusters }: Vulnerability,
  { judged }: InUse<ImageScan>,
): string => {
  const [digest = '', ...more] = images
  const image = judged.find((one) => one.digest === digest)
  const where = image ? called(image) : digest.slice(0, 19)
  const others = more.length > 0 ? ` and ${more.length} more images` : ''
  const running = clusters.length > 0 ? ` in ${clusters.map((arn) => arn.replace(/^.*\//, '')).join(', ')}` : ''
  const since = `since ${firstSeen ?? 'an unknown time'}${due ? `, due ${due}` : ''}`
  return `${id} ${severity} ${since} in ${where}${others}${running}`
}

/** Why it cannot be said that nothing else is there, or undefined. */
export const whatIsOpen = (
  all: Vulnerability[],
  { judged }: InUse<ImageScan>,
  inspected: Inspected,
  repository: string,
  days: (one: { severity: Severity; exploit: null }) => number | null,
): string | undefined => {
  const unread = unscanned(judged)
  if (unread.length > 0) return `not scanned: ${byStatus(unread)}`
  const unclear = all.filter(({ state }) => state === 'unclear' || state === 'no-longer-scanned')
  if (unclear.length > 0) return `the scan tells neither age nor fix of ${unclear.map(({ id }) => id).join(', ')}`
  // Of images that Inspector does not know, findings below high are counted only.
  const known = inspectedIn(inspected, repository)
  const counted = (['MEDIUM', 'LOW'] as const).filter(
    (severity) =>
      days({ severity, exploit: null }) !== null &&
      judged.some(({ digest, scan }) => !known.has(digest) && (scan.counts[severity] ?? 0) > 0),
  )
  return counted.length > 0 ? `${counted.join(' and ')} findings of images that Inspector does not scan` : undefined
}
