// Opens what --store names: a bucket or a folder.
import { type Account, makeS3 } from '../aws.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant } from '../model.ts'
import { folderStore } from '../store/folder.ts'
import { s3Store } from '../store/s3.ts'
import type { Store } from '../store/store.ts'

export const isBucket = (where: string): boolean => where.startsWith('s3://')

/** The endpoint that AWS's own variables name, if any. */
export const endpointOf = (service: string): string | undefined =>
  process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? process.env['AWS_ENDPOINT_URL']

/** Throws USAGE. `owner` is the account that must own a bucket. */
export const openStore = (
  where: string,
  account: Account,
  owner: string,
  retainUntil: () => Instant,
): { store: Store; host: string | null } => {
  if (!isBucket(where)) return { store: folderStore(where), host: null }
  const bucket = where.slice('s3://'.length).replace(/\/$/, '')
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new EvidenceError(
      'USAGE',
      { store: where },
      { hint: 'name a bucket itself, as s3://my-evidence: no path in it, no access point, no ARN' },
    )
  }
  const endpoint = endpointOf('s3') ?? account.endpoint
  const client = makeS3(account, endpoint)
  const host = endpoint ? new URL(endpoint).hostname : `${bucket}.s3.${account.home}.amazonaws.com`
  return { store: s3Store({ client, bucket, owner, retainUntil }), host }
}

/** The region to call home: named, or AWS's own variable. Throws USAGE. */
export const homeRegion = (named: string | undefined): string => {
  const region = named ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION']
  if (region) return region
  throw new EvidenceError('USAGE', { missing: 'the region' }, { hint: 'give --region, or set AWS_REGION' })
}
