// Opens what --store names: a bucket or a folder.
import { statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type Account, makeS3 } from '../aws.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant } from '../model.ts'
import { folderStore } from '../store/folder.ts'
import { s3Store } from '../store/s3.ts'
import type { Store } from '../store/store.ts'

export const isBucket = (where: string): boolean => /^s3:\/\//i.test(where)

/** The endpoint that AWS's own variables name for S3, if any. Throws USAGE. */
export const endpointOfS3 = (): string | undefined => {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL
  if (!endpoint || URL.canParse(endpoint)) return endpoint || undefined
  throw new EvidenceError(
    'USAGE',
    { AWS_ENDPOINT_URL: endpoint },
    { hint: 'expected a URL, or nothing for AWS itself' },
  )
}

/** Requests go elsewhere than to AWS: what is made there is the sandbox's. */
export const isSandbox = (): boolean => endpointOfS3() !== undefined

/** Throws USAGE, and STORE_UNREADABLE for a file. `owner` is the account that must own a bucket; undefined: whosever it is. */
export const openStore = (
  where: string,
  account: Account,
  owner: string | undefined,
  retainUntil: () => Instant,
): { store: Store; host: string | null } => {
  if (where.trim() === '' || /^(?!s3:)[a-z][a-z0-9+.-]*:\/\//i.test(where)) {
    throw new EvidenceError('USAGE', { store: where }, { hint: 'name a bucket, as s3://my-evidence, or a folder' })
  }
  if (!isBucket(where)) {
    if (statSync(where, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw new EvidenceError(
        'STORE_UNREADABLE',
        { store: where, why: 'it is no folder' },
        { hint: 'name the folder that holds ledger/ and ticks/, or s3://BUCKET' },
      )
    }
    return { store: folderStore(where), host: null }
  }
  const bucket = bucketNamed(where)
  const endpoint = endpointOfS3() ?? account.endpoint
  const client = makeS3(account, endpoint)
  const host = endpoint ? new URL(endpoint).hostname : `${bucket}.s3.${account.home}.amazonaws.com`
  return { store: s3Store({ client, bucket, owner, retainUntil }), host }
}

/** Nothing is written into the folder of the evidence: verify would find it there. Throws USAGE. */
export const mustBeBeside = (store: string, option: '--out' | '--csv', path: string): void => {
  if (isBucket(store) || isBucket(path) || /^\.\.(\/|$)/.test(relative(resolve(store), resolve(path)))) return
  throw new EvidenceError(
    'USAGE',
    { [option]: path, why: 'that folder holds the evidence' },
    { hint: 'name a place outside of the store' },
  )
}

/** The bucket that s3://BUCKET names. Throws USAGE. */
export const bucketNamed = (where: string): string => {
  const bucket = isBucket(where) ? where.slice('s3://'.length).replace(/\/$/, '') : ''
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return bucket
  throw new EvidenceError(
    'USAGE',
    { store: where },
    { hint: 'name a bucket itself, as s3://my-evidence: no path in it, no access point, no ARN' },
  )
}

/** The region to call home: named, or AWS's own variable. Throws USAGE. */
export const homeRegion = (named: string | undefined): string => {
  const region = named ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION
  if (region && /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) return region
  throw new EvidenceError('USAGE', region ? { region, why: 'this is no region name' } : { missing: 'the region' }, {
    hint: 'give --region, or set AWS_REGION, as eu-west-1',
  })
}
