// DeleteObject: a marker on top, or one version for ever if nothing locks it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
import { instant, seconds } from '../../../src/clock.ts'
import type { S3Answer } from '../../protocols/s3.ts'
import type { Call } from '../../service.ts'
import { bucketOf } from './access.ts'
import { type Buckets, erase, markerAt, write } from './bucket.ts'
import { accessDenied } from './faults.ts'

export const deleteObject =
  (buckets: Buckets) =>
  (call: Call): S3Answer => {
    const bucket = bucketOf(buckets, call)
    const key = String(call.input.Key)
    const id = call.input.VersionId
    if (id === undefined) {
      if (!bucket.versioned) {
        erase(bucket, key, 'null')
        return { status: 204 }
      }
      const marker = write(bucket, key, markerAt(instant(Math.floor(seconds(call.now)))))
      return { status: 204, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.id } }
    }
    const version = bucket.objects.get(key)?.find((one) => one.id === id)
    if (version?.lock && seconds(call.now) < seconds(version.lock.until)) {
      const bypassed = version.lock.mode === 'GOVERNANCE' && call.input.BypassGovernanceRetention === 'true'
      if (!bypassed) throw accessDenied('Access Denied because object protected by object lock.')
    }
    if (version) erase(bucket, key, version.id)
    const marker = version && version.body === null ? 'true' : undefined
    return { status: 204, headers: { 'x-amz-version-id': String(id), 'x-amz-delete-marker': marker } }
  }
