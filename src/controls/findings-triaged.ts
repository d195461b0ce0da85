// VUL-04: findings without a severity are seen by somebody, and not dropped from every count.

import { byStatus, called, runnable, unscanned } from '../answers/scans.ts'
import { defineControl, latest } from '../control.ts'
import { finding, imagesOf, scannedAt } from '../examples/images.ts'
import { imageScans } from '../facts/image-scans.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

// Enhanced scanning says UNTRIAGED, basic scanning UNDEFINED.
const without = ['UNTRIAGED', 'UNDEFINED']

export default defineControl({
  id: 'VUL-04',
  of: 'repository',
  title: 'No more findings than agreed are without a severity',
  criteria: ['CC7.1'],
  severity: 'low',
  needs: { images: latest(imageScans) },
  settings: { atMost: 0 },
  assess: ({ images }, { settings }) => {
    const all = runnable(images)
    if (all.length === 0) return notApplicable('the repository holds no image that may run')
    const counted = all
      .map((image) => ({
        image,
        count: without.reduce((sum, severity) => sum + (image.scan.counts[severity] ?? 0), 0),
      }))
      .filter(({ count }) => count > 0)
    const sum = counted.reduce((total, { count }) => total + count, 0)
    const said = counted.map(({ image, count }) => `${called(image)}: ${count}`).join(', ')
    if (sum > settings.atMost) return fail(`${sum} findings UNTRIAGED or UNDEFINED; ${said}`)
    const open = unscanned(all)
    if (open.length > 0) return unknown(`of ${all.length} images: ${byStatus(open)}`)
    return pass(`${sum} findings UNTRIAGED or UNDEFINED on ${all.length} images`)
  },
  remedy: 'Look each finding up, decide on it, and record the decision; raise `atMost` only by an approved change.',
  sameAs: [],
  examples: {
    pass: [
      { images: imagesOf({ enhanced: [finding('MEDIUM', scannedAt)] }, { basic: [] }) },
      { images: imagesOf({ enhanced: [finding('UNTRIAGED', scannedAt)] }), with: { settings: { atMost: 1 } } },
    ],
    fail: [
      { images: imagesOf({ enhanced: [finding('UNTRIAGED', scannedAt, { fixAvailable: 'NO' })] }) },
      { images: imagesOf({ basic: [{ name: 'CVE-2025-24528', severity: 'UNDEFINED' }] }) },
    ],
    notApplicable: [{ images: imagesOf() }],
  },
})
