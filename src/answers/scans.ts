// What controls over scans have in common: which images have to be scanned, and which were.
import type { ImageScan } from '../facts/image-scans.ts'
import { isDone } from '../facts/scan-page.ts'

/** Images that can be pulled and run. */
export const runnable = (images: ImageScan[]): ImageScan[] =>
  images.filter(({ kind, archived }) => kind === 'image' && !archived)

export const unscanned = (images: ImageScan[]): ImageScan[] => images.filter(({ scan }) => !isDone(scan.status))

/** `sha256:1111111111 v1.0`: enough of the digest to find it, and its tags. */
export const called = ({ digest, tags }: ImageScan): string => [digest.slice(0, 19), ...tags].join(' ')

/** `2 SCAN_ELIGIBILITY_EXPIRED (sha256:…, sha256:…), 1 NEVER_SCANNED (sha256:…)` */
export const byStatus = (images: ImageScan[]): string =>
  [...Map.groupBy(images, ({ scan }) => scan.status)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, those]) => `${those.length} ${status} (${those.map(called).join(', ')})`)
    .join(', ')
