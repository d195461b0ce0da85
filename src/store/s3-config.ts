// The configuration's files in the documents bucket, below `config/`: read once per tick, and stored as evidence by plan.
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import type { ConfigFile } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import { utf8 } from '../json.ts'
import { unreadable } from './s3-errors.ts'

type Options = {
  client: Pick<S3Client, 'send'>
  bucket: string /** the account that must own it: 12 digits */
  owner: string
}

const prefix = 'config/'

/** Every file, by name. None: the default configuration. Throws STORE_UNREADABLE, CONFIG_INVALID. */
export const s3Config = async ({ client, bucket, owner }: Options): Promise<ConfigFile[]> => {
  const whose = { Bucket: bucket, ExpectedBucketOwner: owner }
  const where = `s3://${bucket}`
  const fail = (key: string) => (cause: unknown) => Promise.reject(unreadable(where, key, cause))
  const files: ConfigFile[] = []
  for (let token: string | undefined; ; ) {
    const page = await client
      .send(new ListObjectsV2Command({ ...whose, Prefix: prefix, ...(token && { ContinuationToken: token }) }))
      .catch(fail(prefix))
    for (const { Key: key = prefix } of page.Contents ?? []) {
      if (key === prefix) continue // the console makes an empty object where somebody makes a folder
      const answer = await client.send(new GetObjectCommand({ ...whose, Key: key })).catch(fail(key))
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array()
      files.push({ name: key.slice(prefix.length), text: readable(key, bytes) })
    }
    token = page.NextContinuationToken
    if (!page.IsTruncated || !token) return files
  }
}

const readable = (key: string, bytes: Uint8Array): string => {
  try {
    return utf8(bytes)
  } catch (cause) {
    throw new EvidenceError(
      'CONFIG_INVALID',
      { key, why: 'not UTF-8' },
      { hint: 'put the file again, as UTF-8', cause },
    )
  }
}
