// GetObjectRetention and PutObjectRetention. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
import { seconds } from '../../../src/clock.ts'
import type { S3Answer } from '../../protocols/s3.ts'
import { textOf } from '../../protocols/xml.ts'
import { AwsFault, type Call } from '../../service.ts'
import { bucketOf, versionOf } from './access.ts'
import type { Buckets, Lock } from './bucket.ts'
import { accessDenied, invalidRequest } from './faults.ts'
import { iso } from './iso.ts'
import { readLock } from './put.ts'

export const getRetention =
  (buckets: Buckets) =>
  (call: Call): S3Answer => {
    const bucket = bucketOf(buckets, call)
    if (!bucket.objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration')
    const { lock } = versionOf(bucket, call)
    if (!lock) {
      const message = 'The specified object does not have a ObjectLock configuration'
      throw new AwsFault('NoSuchObjectLockConfiguration', 404, message)
    }
    return { body: { root: 'Retention', content: { Mode: lock.mode, RetainUntilDate: iso(lock.until) } } }
  }

export const putRetention =
  (buckets: Buckets) =>
  (call: Call): S3Answer => {
    const bucket = bucketOf(buckets, call)
    if (!bucket.objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration')
    const { id, lock } = versionOf(bucket, call)
    const xml = new TextDecoder().decode(call.input.Body as Uint8Array)
    const wanted = readLock(textOf(xml, 'Mode'), textOf(xml, 'RetainUntilDate'), call.now)
    const bypassed = lock?.mode === 'GOVERNANCE' && call.input.BypassGovernanceRetention === 'true'
    if (lock && weaker(wanted, lock) && seconds(call.now) < seconds(lock.until) && !bypassed) {
      throw accessDenied('Access Denied because object protected by object lock.')
    }
    const key = String(call.input.Key)
    const versions = bucket.objects.get(key) ?? []
    bucket.objects.set(
      key,
      versions.map((one) => (one.id === id ? { ...one, lock: wanted } : one)),
    )
    return {}
  }

const weaker = (wanted: Lock, now: Lock): boolean =>
  seconds(wanted.until) < seconds(now.until) || (now.mode === 'COMPLIANCE' && wanted.mode !== 'COMPLIANCE')
