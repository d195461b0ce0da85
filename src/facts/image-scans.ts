// The images of a repository, and what the scan of each found: urgent findings one by one, the others counted.
import * as z from 'zod/mini'
import { absence, answers, by } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { type Exchange, unknown } from '../model.ts'
import { addPage, finish, noScan, type Pages, type Scan } from './scan-page.ts'

export type ImageScan = {
  digest: string
  tags: string[]
  /** What cannot be run is not scanned: an index (its images are listed beside it) and artifacts such as signatures. */
  kind: 'image' | 'index' | 'artifact'
  archived: boolean
  scan: Scan
}

export const Images = z.object({
  imageDetails: z.array(
    z.object({
      imageDigest: z.string(),
      imageTags: z.nullish(z.array(z.string())),
      imageManifestMediaType: z.nullish(z.string()),
      artifactMediaType: z.nullish(z.string()),
      imageStatus: z.nullish(z.string()),
      subjectManifestDigest: z.nullish(z.string()),
    }),
  ),
})
type Detail = z.infer<typeof Images>['imageDetails'][number]

export const imageScans = defineFact({
  id: 'image-scans',
  source: 'ecr-repository',
  of: 'repository',
  actions: ['ecr:DescribeImages', 'ecr:DescribeImageScanFindings'],
  read(exchanges) {
    const gone = absence(exchanges, 'ecr:DescribeImages')
    if (gone) return unknown(`the repository was gone when it was read: ${gone}`)
    const scans = collect(exchanges)
    return [...answers(exchanges, 'ecr:DescribeImages', Images)]
      .flatMap(({ body }) => body.imageDetails)
      .flatMap((detail): ImageScan[] => {
        const scan = scans.get(detail.imageDigest)
        // Deleted after it was listed.
        if (scan === 'gone') return []
        return [{ ...imageOf(detail), scan: scan ? finish(scan) : noScan('NEVER_SCANNED') }]
      })
      .sort(by(({ digest }) => digest))
  },
})

/** What DescribeImages says of an image. */
export const imageOf = (detail: Detail): Omit<ImageScan, 'scan'> => ({
  digest: detail.imageDigest,
  tags: (detail.imageTags ?? []).toSorted(),
  kind: kindOf(detail),
  archived: detail.imageStatus === 'ARCHIVED',
})

// Whatever is not plainly something else counts as an image: it must then have a scan.
const kindOf = ({ imageManifestMediaType: manifest, artifactMediaType: artifact }: Detail): ImageScan['kind'] => {
  if (manifest && /(\.image\.index\.|\.manifest\.list\.)/.test(manifest)) return 'index'
  return artifact && !/\.(image\.config\.|container\.image\.)/.test(artifact) ? 'artifact' : 'image'
}

// Page by page: the findings of thousands of images do not fit into memory together.
const collect = (exchanges: Iterable<Exchange>): Map<string, Pages | 'gone'> => {
  const scans = new Map<string, Pages | 'gone'>()
  for (const line of exchanges) {
    if (line.action !== 'ecr:DescribeImageScanFindings') continue
    const digest = (line.input as { imageId: { imageDigest: string } }).imageId.imageDigest
    const before = scans.get(digest)
    if (line.got === 'body') scans.set(digest, addPage(before === 'gone' ? undefined : before, line.body))
    else if (line.got === 'absent' && line.code !== 'ScanNotFoundException') scans.set(digest, 'gone')
  }
  return scans
}
