// VUL-02: what may run has been scanned, and not long ago.

import { byStatus, called, runnable, unscanned } from '../answers/scans.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { imagesOf, scannedAt } from '../examples/images.ts'
import { imageScans } from '../facts/image-scans.ts'
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
]
const day = 86_400

export default defineControl({
  id: 'VUL-02',
  of: 'repository',
  title: 'Every image that may run has a valid, recent scan',
  criteria: ['CC7.1'],
  severity: 'medium',
  needs: { images: latest(imageScans) },
  settings: { days: 30 },
  assess: ({ images }, { asOf, settings }) => {
    const all = runnable(images)
    if (all.length === 0) return notApplicable('the repository holds no image that may run')
    const wrong = all.filter(({ scan }) => invalid.includes(scan.status))
    const age = (at: string | null) => (seconds(asOf) - seconds(at ?? '')) / day
    // ACTIVE is scanned again with every new vulnerability; COMPLETE stays as it was.
    const old = all.filter(({ scan }) => scan.status === 'COMPLETE' && age(scan.at) > settings.days)
    if (wrong.length + old.length > 0) {
      const stale =
        old.length > 0 ? [`${old.length} scanned over ${settings.days} days ago (${old.map(called).join(', ')})`] : []
      return fail(`of ${all.length} images: ${[...(wrong.length > 0 ? [byStatus(wrong)] : []), ...stale].join(', ')}`)
    }
    const open = unscanned(all)
    return open.length > 0
      ? unknown(`of ${all.length} images: ${byStatus(open)}`)
      : pass(`all ${all.length} images: ${statuses(all)}`)
  },
  remedy: 'Turn scanning on for the repository, push the image again, or delete it.',
  sameAs: [],
  examples: {
    pass: [
      { images: imagesOf({ enhanced: [] }, { basic: [] }) },
      { images: imagesOf({ enhanced: [] }, { details: { imageStatus: 'ARCHIVED' }, status: 'IMAGE_ARCHIVED' }) },
    ],
    fail: [
      { images: imagesOf({ status: 'FAILED' }) },
      { images: imagesOf({ enhanced: [] }, { status: 'SCAN_ELIGIBILITY_EXPIRED' }) },
      { images: imagesOf({ basic: [], scannedAt: scannedAt - 31 * day }) },
      { images: imagesOf({ status: 'UNSUPPORTED_IMAGE' }, { absent: 'ScanNotFoundException' }) },
    ],
    notApplicable: [
      { images: imagesOf() },
      {
        images: imagesOf({
          details: { imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' },
          absent: 'ScanNotFoundException',
        }),
      },
    ],
  },
})

const statuses = (images: { scan: { status: string } }[]): string =>
  [...new Set(images.map(({ scan }) => scan.status))].sort().join(', ')
