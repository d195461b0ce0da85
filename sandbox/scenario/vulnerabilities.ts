// Vulnerabilities that the demo's images carry, as basic and as enhanced scanning word them.
import type { EnhancedImageScanFinding, FindingSeverity, ImageScanFinding } from '@aws-sdk/client-ecr'
import type { OnWire } from '../world.ts'
import { account, daysAgo, digestOf, hex } from './seed.ts'

type Vulnerability = {
  id: string
  package: string
  version: string
  /** null: no fixed version is known. */
  fixed: string | null
  severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'UNTRIAGED'
  score: number
  exploit: boolean
  what: string
}

const vulnerability = (
  id: string,
  [name, version, fixed]: [string, string, string | null],
  severity: Vulnerability['severity'],
  score: number,
  what: string,
  exploit = false,
): Vulnerability => ({ id, package: name, version, fixed, severity, score, what, exploit })

// Public CVEs of Debian 12 packages.
export const vulnerabilities = {
  zlib: vulnerability(
    'CVE-2023-45853',
    ['zlib', '1:1.2.13.dfsg-1', null],
    'CRITICAL',
    9.8,
    'MiniZip in zlib has an integer overflow and a heap-based buffer overflow by a long filename.',
  ),
  curlSocks: vulnerability(
    'CVE-2023-38545',
    ['curl', '7.88.1-10+deb12u3', '7.88.1-10+deb12u4'],
    'CRITICAL',
    9.8,
    'curl overflows a heap-based buffer in the SOCKS5 proxy handshake.',
    true,
  ),
  expat: vulnerability(
    'CVE-2024-45491',
    ['expat', '2.5.0-1', '2.5.0-1+deb12u1'],
    'CRITICAL',
    9.8,
    'libexpat can have an integer overflow for nDefaultAtts on 32-bit platforms.',
  ),
  glibc: vulnerability(
    'CVE-2024-2961',
    ['glibc', '2.36-9+deb12u5', '2.36-9+deb12u7'],
    'HIGH',
    7.3,
    'iconv() may overflow its output buffer when converting to ISO-2022-CN-EXT.',
    true,
  ),
  nghttp2: vulnerability(
    'CVE-2023-44487',
    ['nghttp2', '1.52.0-1', '1.52.0-1+deb12u1'],
    'HIGH',
    7.5,
    'HTTP/2 request cancellation can reset many streams quickly and exhaust the server.',
    true,
  ),
  openssl: vulnerability(
    'CVE-2024-0727',
    ['openssl', '3.0.11-1~deb12u2', '3.0.13-1~deb12u1'],
    'MEDIUM',
    5.5,
    'A maliciously formatted PKCS12 file may lead OpenSSL to crash.',
  ),
  curlHsts: vulnerability(
    'CVE-2024-9681',
    ['curl', '7.88.1-10+deb12u8', null],
    'MEDIUM',
    6.5,
    'The HSTS expiry of a subdomain may overwrite the cache entry of its parent domain.',
  ),
  util: vulnerability(
    'CVE-2022-0563',
    ['util-linux', '2.38.1-5+deb12u3', null],
    'LOW',
    5.5,
    'chfn and chsh of util-linux with readline allow to read files of root.',
  ),
  krb5: vulnerability('CVE-2025-24528', ['krb5', '1.20.1-2+deb12u2', null], 'UNTRIAGED', 0, 'None Provided'),
} satisfies Record<string, Vulnerability>

export type VulnerabilityName = keyof typeof vulnerabilities

export const basicFinding = (name: VulnerabilityName): OnWire<ImageScanFinding> => {
  const one: Vulnerability = vulnerabilities[name]
  const severity: FindingSeverity = one.severity === 'UNTRIAGED' ? 'UNDEFINED' : one.severity
  return {
    name: one.id,
    description: one.what,
    uri: `https://security-tracker.debian.org/tracker/${one.id}`,
    severity,
    attributes: [
      { key: 'package_name', value: one.package },
      { key: 'package_version', value: one.version },
      { key: 'CVSS3_SCORE', value: one.score.toFixed(1) },
    ],
  }
}

export type Scanned = {
  region: string
  repositoryName: string
  imageDigest: string
  imageTags: string[]
  pushedAt: number
  inUse: number
}

/** As Inspector tells it by ECR: first seen when the image was pushed, last seen on the day before the story. */
export const enhancedFinding = (name: VulnerabilityName, image: Scanned): OnWire<EnhancedImageScanFinding> => {
  const one: Vulnerability = vulnerabilities[name]
  const label = `${image.imageDigest}/${one.id}`
  const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'
  const lastObservedAt = Math.max(image.pushedAt, Math.floor(daysAgo(label, 1)))
  const cvss = { scoringVector: vector, version: '3.1' }
  return {
    awsAccountId: account,
    description: one.what,
    findingArn: `arn:aws:inspector2:${image.region}:${account}:finding/${hex(label, 32)}`,
    firstObservedAt: image.pushedAt,
    lastObservedAt,
    updatedAt: lastObservedAt,
    packageVulnerabilityDetails: {
      cvss: one.score > 0 ? [{ baseScore: one.score, source: 'NVD', ...cvss }] : [],
      referenceUrls: [`https://nvd.nist.gov/vuln/detail/${one.id}`],
      relatedVulnerabilities: [],
      source: 'DEBIAN_CVE',
      sourceUrl: `https://security-tracker.debian.org/tracker/${one.id}`,
      vendorSeverity: 'not yet assigned',
      vulnerabilityId: one.id,
      vulnerablePackages: [
        {
          arch: 'AMD64',
          epoch: 0,
          name: one.package,
          packageManager: 'OS',
          sourceLayerHash: digestOf(`layer/${one.package}/${one.version}`),
          version: one.version,
          fixedInVersion: one.fixed ?? 'NotAvailable',
        },
      ],
    },
    remediation: { recommendation: { text: 'None Provided' } },
    resources: [
      {
        details: {
          awsEcrContainerImage: {
            architecture: 'amd64',
            imageHash: image.imageDigest,
            imageTags: image.imageTags,
            platform: 'DEBIAN_12',
            pushedAt: image.pushedAt,
            inUseCount: image.inUse,
            registry: account,
            repositoryName: image.repositoryName,
          },
        },
        id: `arn:aws:ecr:${image.region}:${account}:repository/${image.repositoryName}/${image.imageDigest}`,
        tags: {},
        type: 'AWS_ECR_CONTAINER_IMAGE',
      },
    ],
    score: one.score,
    ...(one.score > 0 && {
      scoreDetails: { cvss: { adjustments: [], score: one.score, scoreSource: 'NVD', ...cvss } },
    }),
    severity: one.severity,
    status: 'ACTIVE',
    title: `${one.id} - ${one.package}`,
    type: 'PACKAGE_VULNERABILITY',
    fixAvailable: one.fixed === null ? 'NO' : 'YES',
    exploitAvailable: one.exploit ? 'YES' : 'NO',
  }
}
