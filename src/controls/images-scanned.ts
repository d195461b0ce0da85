// VUL-02: what runs has been scanned, and not long ago; where nobody knows what runs, all that may.

import { byStatus, called, inUse, noneRuns, unscanned } from '../answers/scans.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { imagesOf, scannedAt } from '../examples/images.ts'
import { inspectorOf, inspectorOff } from '../examples/inspector.ts'
import { imageScans } from '../facts/image-scans.ts'
import { inspectedImages } from '../facts/inspected-images.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

// By these ECR says that there is no valid scan and that none is on its way. NEVER_SCANNED is not among them: basic
// scanning forgets, and ECR then answers as if there had been none.
const invalid = [
  'FAILED',
  'UNSUPPORTED_IMAGE',
  'SCAN_ELIGIBILITY_EXPIRED',
  'FINDINGS_UNAVAILABLE',
  'LIMIT_EXCEEDED',
  'IMAGE_SIZE_EXCEEDED',
  // Of an archived image that runs: others are not judged.
  'IMAGE_ARCHIVED',
]
const day = 86_400
const inspected = inspectorOff
const stopped = {
  ...{ inUse: 0, lastInUseAt: scannedAt - 5 * day },
  ...{ status: 'INACTIVE' as const, reason: 'SCAN_ELIGIBILITY_EXPIRED' },
}

export default defineControl({
  id: 'VUL-02',
  of: 'repository',
  title: 'Every image that runs, or may, has a valid, recent scan',
  criteria: ['CC7.1'],
  severity: 'medium',
  needs: { images: latest(imageScans), inspected: latest(inspectedImages) },
  settings: { days: 30 },
  assess: ({ images, inspected }, { asOf, settings, subject }) => {
    const use = inUse(images, inspected, subject.name)
    const { judged: all } = use
    if (all.length === 0) return notApplicable(noneRuns(use))
    const wrong = all.filter(({ scan }) => invalid.includes(scan.status))
    const age = (at: string | null) => (seconds(asOf) - seconds(at ?? '')) / day
    // ACTIVE is scanned again with every new vulnerability; COMPLETE stays as it was.
    const old = all.filter(({ scan }) => scan.status === 'COMPLETE' && age(scan.at) > settings.days)
    if (wrong.length + old.length > 0) {
      const stale =
        old.length > 0 ? [`${old.length} scanned over ${settings.days} days ago (${old.map(called).join(', ')})`] : []
      return fail(`${use.said}: ${[...(wrong.length > 0 ? [byStatus(wrong)] : []), ...stale].join(', ')}`)
    }
    const open = unscanned(all)
    return open.length > 0 ? unknown(`${use.said}: ${byStatus(open)}`) : pass(`${use.said}: each ${statuses(all)}`)
  },
  remedy:
    'Let the scanning rules of the registry match the repository (aws ecr put-registry-scanning-configuration), and push the image again, scan it (aws ecr start-image-scan, basic scanning), or delete it. What Inspector scans no longer is scanned for longer by aws inspector2 update-configuration --ecr-configuration.',
  sameAs: [],
  examples: {
    pass: [
      { images: imagesOf({ enhanced: [] }, { basic: [] }), inspected },
      {
        images: imagesOf({ enhanced: [] }, { details: { imageStatus: 'ARCHIVED' }, status: 'IMAGE_ARCHIVED' }),
        inspected,
      },
      // What expired runs no longer.
      {
        images: imagesOf({ enhanced: [] }, { status: 'SCAN_ELIGIBILITY_EXPIRED' }),
        inspected: inspectorOf({ images: [{ inUse: 3 }, stopped] }),
      },
    ],
    fail: [
      { images: imagesOf({ status: 'FAILED' }), inspected },
      { images: imagesOf({ enhanced: [] }, { status: 'SCAN_ELIGIBILITY_EXPIRED' }), inspected },
      { images: imagesOf({ basic: [], scannedAt: scannedAt - 31 * day }), inspected },
      { images: imagesOf({ status: 'UNSUPPORTED_IMAGE' }, { absent: 'ScanNotFoundException' }), inspected },
      // Inspector looks at it no longer, and it still runs.
      {
        images: imagesOf({ enhanced: [] }, { status: 'SCAN_ELIGIBILITY_EXPIRED' }),
        inspected: inspectorOf({ images: [{ inUse: 3 }, { ...stopped, inUse: 1 }] }),
      },
    ],
    notApplicable: [
      { images: imagesOf(), inspected },
      {
        images: imagesOf({
          details: { imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' },
          absent: 'ScanNotFoundException',
        }),
        inspected,
      },
      {
        images: imagesOf({ status: 'SCAN_ELIGIBILITY_EXPIRED' }),
        inspected: inspectorOf({ images: [stopped] }),
      },
    ],
  },
})

const statuses = (images: { scan: { status: string } }[]): string =>
  [...new Set(images.map(({ scan }) => scan.status))].sort().join(', ')
