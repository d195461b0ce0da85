// VUL-04: findings without a severity are seen by somebody, and not dropped from every count.

import { withoutSeverity } from '../answers/overdue.ts'
import { byStatus, called, inUse, noneRuns, unscanned } from '../answers/scans.ts'
import { defineControl, latest } from '../control.ts'
import { finding, imagesOf, scannedAt } from '../examples/images.ts'
import { inspectorOf, inspectorOff } from '../examples/inspector.ts'
import { imageScans } from '../facts/image-scans.ts'
import { inspectedImages } from '../facts/inspected-images.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const inspected = inspectorOff
const untriaged = finding('UNTRIAGED', scannedAt, { fixAvailable: 'NO' })

export default defineControl({
  id: 'VUL-04',
  of: 'repository',
  title: 'No more findings than agreed are without a severity',
  criteria: ['CC7.1'],
  severity: 'low',
  needs: { images: latest(imageScans), inspected: latest(inspectedImages) },
  settings: { atMost: 0 },
  assess: ({ images, inspected }, { settings, subject }) => {
    const use = inUse(images, inspected, subject.name)
    if (use.judged.length === 0) return notApplicable(noneRuns(use))
    const sum = withoutSeverity(use.judged)
    const said = `${sum} findings UNTRIAGED or UNDEFINED; ${use.said}`
    const counted = use.judged.filter((image) => withoutSeverity([image]) > 0)
    if (sum > settings.atMost)
      return fail(`${said}; ${counted.map((image) => `${called(image)}: ${withoutSeverity([image])}`).join(', ')}`)
    const open = unscanned(use.judged)
    return open.length > 0 ? unknown(`${said}: ${byStatus(open)}`) : pass(said)
  },
  remedy: 'Look each finding up, decide on it, and record the decision; raise `atMost` only by an approved change.',
  sameAs: [],
  examples: {
    pass: [
      { images: imagesOf({ enhanced: [finding('MEDIUM', scannedAt)] }, { basic: [] }), inspected },
      { images: imagesOf({ enhanced: [untriaged] }), inspected, with: { settings: { atMost: 1 } } },
      // It is in an image that does not run.
      {
        images: imagesOf({ enhanced: [] }, { enhanced: [untriaged] }),
        inspected: inspectorOf({ images: [{ inUse: 1 }, { inUse: 0 }] }),
      },
    ],
    fail: [
      { images: imagesOf({ enhanced: [untriaged] }), inspected },
      { images: imagesOf({ basic: [{ name: 'CVE-2025-24528', severity: 'UNDEFINED' }] }), inspected },
      {
        images: imagesOf({ enhanced: [] }, { enhanced: [untriaged] }),
        inspected: inspectorOf({ images: [{ inUse: 1 }, { inUse: 2 }] }),
      },
    ],
    notApplicable: [
      { images: imagesOf(), inspected },
      {
        images: imagesOf({ enhanced: [untriaged] }),
        inspected: inspectorOf({ images: [{ inUse: 0, lastInUseAt: scannedAt - 86_400 }] }),
      },
    ],
  },
})
