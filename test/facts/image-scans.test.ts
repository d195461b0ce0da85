// What the scan of an image found, from answers that look clean and are not.
import { describe, expect, it } from 'vitest'
import { answered, none, subjects } from '../../src/examples/example.ts'
import { digestOf, finding, imagesOf, scannedAt } from '../../src/examples/images.ts'
import { imageScans } from '../../src/facts/image-scans.ts'
import type { Exchange } from '../../src/model.ts'

const given = { subject: subjects.repository, slot: { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' } }
const read = (exchanges: Exchange[]) => imageScans.read(exchanges, given)
const [images] = imagesOf({ enhanced: [] })
const input = { repositoryName: 'app', imageId: { imageDigest: digestOf(0) }, maxResults: 1000 }
const page = (imageScanFindings: unknown, status = 'COMPLETE', nextToken?: string) =>
  answered('ecr:DescribeImageScanFindings', nextToken ? { ...input, nextToken } : input, {
    imageScanStatus: { status },
    imageScanFindings,
  })
const scanOf = (...pages: Exchange[]) => {
  const all = read([...(images ? [images] : []), ...pages])
  return 'outcome' in all ? all : all[0]?.scan
}

describe('the scan of an image', () => {
  it('is not there where ECR knows none', () => {
    const scan = scanOf(none('ecr:DescribeImageScanFindings', input, 'ScanNotFoundException'))
    expect(scan).toMatchObject({ status: 'NEVER_SCANNED' })
  })

  it('goes with an image that was deleted after it was listed', () => {
    expect(scanOf(none('ecr:DescribeImageScanFindings', input, 'ImageNotFoundException'))).toBeUndefined()
  })

  it('is not there while ECR says COMPLETE and the findings are still to come', () => {
    expect(scanOf(page({ findings: [] }))).toMatchObject({ status: 'NOT_DOCUMENTED' })
  })

  it('is not there where the answer has no list of findings', () => {
    expect(scanOf(page({ imageScanCompletedAt: scannedAt }))).toMatchObject({ status: 'NOT_DOCUMENTED' })
  })

  it('is not there where fewer findings are listed than counted', () => {
    const cut = { imageScanCompletedAt: scannedAt, findings: [], findingSeverityCounts: { CRITICAL: 1 } }
    expect(scanOf(page(cut))).toMatchObject({ status: 'NOT_DOCUMENTED' })
  })

  it('adds up over its pages, whatever their order', () => {
    const half = (at: number) => ({
      imageScanCompletedAt: scannedAt,
      findingSeverityCounts: { HIGH: 1, UNTRIAGED: 1 },
      enhancedFindings: [finding(at === 0 ? 'HIGH' : 'UNTRIAGED', scannedAt)],
    })
    const pages = [page(half(0), 'ACTIVE'), page(half(1), 'ACTIVE', 'next')]
    expect(scanOf(...pages)).toMatchObject({ status: 'ACTIVE', counts: { HIGH: 1, UNTRIAGED: 1 } })
    expect(scanOf(...pages.toReversed())).toEqual(scanOf(...pages))
  })

  it('does not count what Inspector closed, and counts what it was told to suppress', () => {
    const enhancedFindings = ['CLOSED', 'SUPPRESSED'].map((status) => finding('HIGH', scannedAt, { status }))
    expect(scanOf(page({ imageScanCompletedAt: scannedAt, enhancedFindings }))).toMatchObject({ counts: { HIGH: 1 } })
  })

  it('is that of an image unless the manifest says otherwise', () => {
    const kinds = [
      { imageManifestMediaType: null, artifactMediaType: null },
      { imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' },
      { imageManifestMediaType: 'application/vnd.docker.distribution.manifest.list.v2+json' },
      { artifactMediaType: 'application/vnd.oci.image.config.v1+json' },
      { artifactMediaType: 'application/vnd.cncf.notary.signature' },
      { artifactMediaType: 'application/vnd.cncf.helm.config.v1+json' },
    ].map((details) => ({ details, enhanced: [] }))
    const all = read(imagesOf(...kinds))
    expect('outcome' in all ? all : all.map(({ kind }) => kind)).toEqual([
      'image',
      'index',
      'index',
      'image',
      'artifact',
      'artifact',
    ])
  })
})
