// The evidence bucket as a store: each key put once, in one part, locked, with a checksum that S3 verifies.
import { setTimeout as wait } from 'node:timers/promises'
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { asDate } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Instant, Ref } from '../model.ts'
import { isPlainKey, refuseStrangeKey } from './plain-key.ts'
import { custodyOf, listedOf, toBase64 } from './s3-answers.ts'
import { isNone, named, refused, unreadable } from './s3-errors.ts'
import type { Listed, Store } from './store.ts'

type Options = {
  /** Made with `s3ClientOptions` over whatever else it needs. */
  client: Pick<S3Client, 'send'>
  bucket: string
  /** The account that must own the bucket: 12 digits. Undefined for a copy with somebody else. */
  owner: string | undefined
  /** Asked at every put. */
  retainUntil: () => Instant
}

/**
 * What the store's client must be made with. The checksum is given with every put, so the SDK shall add none of its own;
 * a bucket in another region is a mistake and not to be followed.
 */
export const s3ClientOptions = (endpoint?: string) => ({
  requestChecksumCalculation: 'WHEN_REQUIRED' as const,
  responseChecksumValidation: 'WHEN_REQUIRED' as const,
  followRegionRedirects: false,
  forcePathStyle: endpoint !== undefined,
})

// Conflicts (409) pass when the other writer is done; what lasts longer than this is no race.
const pauses = [100, 200, 400, 800, 1600]

export const s3Store = ({ client, bucket, owner, retainUntil }: Options): Store => {
  const where = `s3://${bucket}`
  const whose = { Bucket: bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) }

  const put = async (ref: Ref, body: Uint8Array): Promise<Ref> => {
    const answer = await client.send(
      new PutObjectCommand({
        ...whose,
        Key: ref.key,
        Body: body,
        ContentType: typeOf(ref.key),
        IfNoneMatch: '*',
        ChecksumAlgorithm: 'SHA256', // beside the value, or emulators of S3 look for a checksum in vain
        ChecksumSHA256: toBase64(ref.sha256),
        ServerSideEncryption: 'AES256',
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: asDate(retainUntil()),
      }),
    )
    if (answer.ChecksumSHA256 !== toBase64(ref.sha256))
      throw named('ChecksumNotConfirmed', 'S3 does not confirm the SHA-256')
    if (!answer.VersionId) throw named('VersioningNotEnabled', 'the bucket keeps no versions')
    return { ...ref, versionId: answer.VersionId }
  }

  const store: Store = {
    where,
    async putOnce(key, body) {
      refuseStrangeKey(key)
      const ref = { key, versionId: null, sha256: sha256(body), bytes: body.length }
      for (const pause of pauses) {
        try {
          return { won: true, ref: await put(ref, body) }
        } catch (cause) {
          const { name } = cause as Error
          // 412 may also be the answer to our own put whose reply was lost: the winner's bytes are then ours.
          const winner = name === 'PreconditionFailed' ? await store.get({ key }) : undefined
          if (winner) return { won: false, ref: winner.ref }
          // No winner after a 412: a delete marker came between, and the next put goes over it.
          if (name !== 'PreconditionFailed' && name !== 'ConditionalRequestConflict') throw refused(where, key, cause)
          await wait(pause)
        }
      }
      throw refused(where, key, named('ConditionalRequestConflict', `no end of conflicts in ${pauses.length} attempts`))
    },

    async get({ key, versionId }) {
      if (!isPlainKey(key)) return undefined
      const which = { ...whose, Key: key, ...(versionId ? { VersionId: versionId } : {}) }
      try {
        const answer = await client.send(new GetObjectCommand({ ...which, ChecksumMode: 'ENABLED' }))
        const body = (await answer.Body?.transformToByteArray()) ?? new Uint8Array()
        const digest = sha256(body)
        const told = answer.ChecksumType === 'COMPOSITE' ? undefined : answer.ChecksumSHA256
        if (told !== undefined && told !== toBase64(digest))
          throw named('ChecksumMismatch', 'these are not the bytes that S3 vouches for')
        const ref = { key, versionId: answer.VersionId ?? null, sha256: digest, bytes: body.length }
        return { ref, body, ...(answer.LastModified && { custody: custodyOf(answer) }) }
      } catch (cause) {
        if (isNone(cause)) return undefined
        throw unreadable(where, key, cause)
      }
    },

    async *list(prefix, after): AsyncGenerator<Listed> {
      let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = { KeyMarker: after }
      for (;;) {
        const page = await client
          .send(new ListObjectVersionsCommand({ ...whose, Prefix: prefix, ...from }))
          .catch((cause: unknown) => Promise.reject(unreadable(where, prefix, cause)))
        yield* listedOf(page)
        if (!page.IsTruncated) return
        if (!page.NextKeyMarker)
          throw unreadable(where, prefix, named('MarkerMissing', 'more is said to come, not where'))
        from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      }
    },

    async custody({ key, versionId }) {
      try {
        const which = { ...whose, Key: key, ...(versionId ? { VersionId: versionId } : {}) }
        return custodyOf(await client.send(new HeadObjectCommand({ ...which, ChecksumMode: 'ENABLED' })))
      } catch (cause) {
        throw unreadable(where, key, cause)
      }
    },
  }
  return store
}

const typeOf = (key: string): string => {
  if (key.endsWith('.json')) return 'application/json'
  if (key.endsWith('.ndjson')) return 'application/x-ndjson'
  return key.endsWith('.gz') ? 'application/gzip' : 'application/octet-stream'
}
