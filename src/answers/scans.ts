// What controls over images have in common: which of them are judged, which were scanned, and how they are called.
import type { ImageScan } from '../facts/image-scans.ts'
import type { Inspected, InspectedImage } from '../facts/inspected-images.ts'
import { isDone } from '../facts/scan-page.ts'

/** Images that can be pulled and run. */
export const runnable = <T extends Pick<ImageScan, 'kind' | 'archived'>>(images: T[]): T[] =>
  images.filter(({ kind, archived }) => kind === 'image' && !archived)

/** Of one repository: its images that Inspector knows, by digest. */
export const inspectedIn = ({ repositories }: Inspected, repository: string): Map<string, InspectedImage> =>
  new Map(repositories.get(repository)?.images.map((image) => [image.digest, image]))

/**
 * Whether an image runs in a task or a pod, as Inspector sees it; null where nobody knows: it says nothing of the image, sees
 * no image of the region in use, or never saw this one in a repository with an index, by whose digest pods may name it.
 */
export const runs = (image: InspectedImage | undefined, { seesUse }: Inspected, hasIndex: boolean): boolean | null => {
  if (image?.inUse === null || image?.inUse === undefined) return null
  if (image.inUse > 0) return true
  return image.lastInUseAt || (seesUse && !hasIndex) ? false : null
}

type Image = Pick<ImageScan, 'digest' | 'kind' | 'archived'>
/** `judged`: images that run, and images of which that is not known. `said`: how many are which, for a reason. */
export type InUse<T> = { judged: T[]; of: number; said: string }

export const inUse = <T extends Image>(images: T[], inspected: Inspected, repository: string): InUse<T> => {
  const known = inspectedIn(inspected, repository)
  const hasIndex = images.some(({ kind }) => kind === 'index')
  // What Inspector sees running runs: a pod goes on with an image that was archived, or pushed under another type.
  const isRunning = ({ digest }: Image): boolean => (known.get(digest)?.inUse ?? 0) > 0
  const counted = new Set(runnable(images))
  const all = images
    .filter((image) => counted.has(image) || isRunning(image))
    .map((image) => ({ image, runs: runs(known.get(image.digest), inspected, hasIndex) }))
  const [running, perhaps] = [all.filter((one) => one.runs), all.filter((one) => one.runs === null)]
  const some = perhaps.length === 0 ? '' : `, of ${perhaps.length} it is not known`
  return {
    judged: [...running, ...perhaps].map(({ image }) => image),
    of: all.length,
    said:
      perhaps.length === all.length
        ? `${all.length} images, not known which run`
        : `${running.length} of ${all.length} images run${some}`,
  }
}

/** Why there is nothing to judge. */
export const noneRuns = ({ of }: InUse<unknown>): string =>
  of === 0 ? 'the repository holds no image that may run' : `none of ${of} images runs, as Inspector sees it`

export const unscanned = (images: ImageScan[]): ImageScan[] => images.filter(({ scan }) => !isDone(scan.status))

/** `sha256:1111111111 v1.0`: enough of the digest to find it, and its tags. */
export const called = ({ digest, tags }: Pick<ImageScan, 'digest' | 'tags'>): string =>
  [digest.slice(0, 19), ...tags].join(' ')

/** `2 SCAN_ELIGIBILITY_EXPIRED (sha256:…, sha256:…), 1 NEVER_SCANNED (sha256:…)` */
export const byStatus = (images: ImageScan[]): string =>
  [...Map.groupBy(images, ({ scan }) => scan.status)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, those]) => `${those.length} ${status} (${those.map(called).join(', ')})`)
    .join(', ')
