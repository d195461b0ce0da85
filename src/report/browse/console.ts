// Addresses in the S3 console, as https://docs.aws.amazon.com/general/latest/gr/mgmt-console.html has its endpoints by region.
// A page that the console opens has an address signed for it alone: a link beside it would lead to a refusal, so all lead here.
import { partitionOfRegion } from '../../partition.ts'
import { type Place, pathOf } from './place.ts'
import type { Ways } from './ways.ts'

/** By partition; of others none is documented. */
const hosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}

export type Buckets = { region: string; evidence: string; work: string }

/** Where the object's bytes can be opened and taken; of this version where one is named. Null in a partition without a known console. */
export const objectAddress = (region: string, bucket: string, key: string, versionId: string | null): string | null =>
  address(region, `object/${bucket}`, [
    ['region', region],
    ['bucketType', 'general'],
    ['prefix', key],
    ...(versionId === null ? [] : [['versionId', versionId] as const]),
  ])

/** What lies below a prefix that ends in a slash; with all versions. */
export const folderAddress = (region: string, bucket: string, prefix: string): string | null =>
  address(region, `buckets/${bucket}`, [
    ['region', region],
    ['bucketType', 'general'],
    ['prefix', prefix],
    ['showversions', 'true'],
  ])

const address = (region: string, path: string, asked: (readonly [string, string])[]): string | null => {
  const host = hosts[partitionOfRegion(region)]
  if (host === undefined || !/^[a-z0-9-]+$/.test(region)) return null
  const query = asked.map(([name, value]) => `${name}=${value.split('/').map(encodeURIComponent).join('/')}`).join('&')
  return `https://${region}.${host}/s3/${path}?${query}`
}

/** The key of a page in the work bucket. */
export const pageKey = (place: Place): string => `pages/${pathOf(place).replace(/\.html$/, '')}.html`

/** What pages there are in the work bucket; others are not linked. */
const isThere = (place: Place): boolean => {
  if (place.page === 'object' || place.page === 'raw' || place.page === 'ledger' || place.page === 'changes')
    return false
  return place.page !== 'subject' || place.day === null
}

export const consoleWays = ({ region, evidence, work }: Buckets): Ways => ({
  to: (place) => (isThere(place) ? objectAddress(region, work, pageKey(place), null) : null),
  stored: ({ key, versionId }) => objectAddress(region, evidence, key, versionId),
  folder: (prefix) => folderAddress(region, evidence, prefix),
})

/** Of pages that lie in no bucket: nothing leads anywhere. */
export const noWays: Ways = { to: () => null, stored: () => null, folder: () => null }
