// Where a report goes: a folder, or a bucket that holds no evidence. What is there under its names is replaced.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, makeS3 } from '../../aws.ts'
import { EvidenceError } from '../../errors.ts'
import type { Piecewise } from '../../report/tables/tables.ts'
import { s3Pages } from '../../store/s3-pages.ts'
import { bucketNamed, endpointOfS3, isBucket, mustBeBeside } from '../place.ts'

export type Out = {
  where: string
  /** What to call a file of it. */
  at(name: string): string
  /** Throws USAGE for a folder that cannot be written, STORE_REFUSED for a bucket. */
  write(file: Piecewise): Promise<void>
}

/** `store`: the evidence, into which nothing is written. Throws USAGE. */
export const outOf = (path: string, store: string, account: Account, owner: string): Out => {
  mustBeBeside(store, '--out', path)
  if (!isBucket(path)) return folderAt(path)
  const [bucket = '', ...rest] = path.slice('s3://'.length).split('/')
  if (bucketNamed(`s3://${bucket}`) === (isBucket(store) ? bucketNamed(store) : undefined))
    throw new EvidenceError(
      'USAGE',
      { '--out': path, why: 'that bucket holds the evidence' },
      { hint: 'name the work bucket, or a folder' },
    )
  const prefix = rest
    .filter((part) => part !== '')
    .map((part) => `${part}/`)
    .join('')
  const endpoint = endpointOfS3() ?? account.endpoint
  const pages = s3Pages({ client: makeS3(account, endpoint), bucket, owner, prefix })
  return {
    where: pages.where,
    at: (name) => `${pages.where}${name}`,
    // One PutObject needs its length beforehand: the one file is held, and no other.
    write: ({ name, pieces }) =>
      pages.put(name, Buffer.concat([...pieces()].map((one) => Buffer.from(one))), typeOf(name)),
  }
}

const folderAt = (path: string): Out => ({
  where: path,
  at: (name) => join(path, name),
  async write({ name, pieces }) {
    const file = opened(path, name)
    try {
      for (const piece of pieces()) writeSync(file, piece)
    } finally {
      closeSync(file)
    }
  },
})

const opened = (path: string, name: string): number => {
  try {
    mkdirSync(path, { recursive: true })
    return openSync(join(path, name), 'w')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError('USAGE', { '--out': path, why }, { hint: 'name a folder that can be written', cause })
  }
}

const typeOf = (name: string): string => {
  if (name.endsWith('.html')) return 'text/html; charset=utf-8'
  return name.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/json'
}
