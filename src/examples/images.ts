// Images for examples: what ECR answers about the images of a repository and their scans.

import type { Exchange } from '../model.ts'
import { account, answered, none } from './example.ts'

export type ExampleImage = {
  /** Laid over the image's details. */
  details?: Record<string, unknown>
  /** ECR's status, or the code by which it says that there is no scan. */
  status?: string
  absent?: string
  enhanced?: Record<string, unknown>[]
  basic?: { name: string; severity: string }[]
  scannedAt?: number
}

export const digestOf = (at: number): string =>
  `sha256:${String(at + 1)
    .repeat(64)
    .slice(0, 64)}`
export const scannedAt = 1767571200 // 2026-01-05T00:00:00Z

export const imagesOf = (...images: ExampleImage[]): Exchange[] => [
  answered(
    'ecr:DescribeImages',
    { repositoryName: 'app', maxResults: 1000, filter: { imageStatus: 'ANY' } },
    {
      imageDetails: images.map(({ details }, at) => ({
        registryId: account,
        repositoryName: 'app',
        imageDigest: digestOf(at),
        imageTags: [`v1.${at}`],
        imageSizeInBytes: 48318255,
        imagePushedAt: 1765128275,
        imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        artifactMediaType: 'application/vnd.docker.container.image.v1+json',
        imageStatus: 'ACTIVE',
        ...details,
      })),
    },
  ),
  ...images.map(scan),
]

const scan = (image: ExampleImage, at: number): Exchange => {
  const imageId = { imageDigest: digestOf(at) }
  const input = { repositoryName: 'app', imageId, maxResults: 1000 }
  if (image.absent) return none('ecr:DescribeImageScanFindings', input, image.absent)
  const { status = image.basic ? 'COMPLETE' : 'ACTIVE' } = image
  return answered('ecr:DescribeImageScanFindings', input, {
    registryId: account,
    repositoryName: 'app',
    imageId,
    imageScanStatus: { status, description: 'as ECR describes it' },
    ...((status === 'COMPLETE' || status === 'ACTIVE') && { imageScanFindings: findings(image) }),
  })
}

const findings = ({ basic, enhanced = [], scannedAt: at = scannedAt }: ExampleImage) => {
  const counts: Record<string, number> = {}
  for (const { severity } of basic ?? enhanced) counts[String(severity)] = (counts[String(severity)] ?? 0) + 1
  return {
    imageScanCompletedAt: at,
    vulnerabilitySourceUpdatedAt: at,
    findingSeverityCounts: counts,
    ...(basic ? { findings: basic } : { enhancedFindings: enhanced }),
  }
}

/** A finding as Inspector has it. */
export const finding = (severity: string, firstObservedAt: number, over: Record<string, unknown> = {}) => ({
  awsAccountId: account,
  findingArn: `arn:aws:inspector2:eu-central-1:${account}:finding/92ec736dde6c50c668cf5721027ae176`,
  title: 'CVE-2024-9681 - curl',
  type: 'PACKAGE_VULNERABILITY',
  packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2024-9681', vulnerablePackages: [{ name: 'curl' }] },
  severity,
  status: 'ACTIVE',
  fixAvailable: 'YES',
  exploitAvailable: 'NO',
  firstObservedAt,
  lastObservedAt: scannedAt,
  ...over,
})
