// The same conformance suite over moto's S3, which nobody of this project wrote.
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe } from 'vitest'
import { s3ClientOptions, s3Store } from '../../src/store/s3.ts'
import { conformsAsBucket } from './bucket-conformance.ts'
import { conformsAsStore } from './conformance.ts'
import { motoMissing, startMoto } from './moto.ts'

const missing = motoMissing()
const until = '2038-04-01T00:00:00Z'
const owner = '123456789012'

describe.skipIf(missing)(`a bucket of moto${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let moto: Awaited<ReturnType<typeof startMoto>>
  let client: S3Client
  let made = 0
  beforeAll(async () => {
    moto = await startMoto()
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    client = new S3Client({
      region: 'us-east-1',
      endpoint: moto.endpoint,
      credentials,
      ...s3ClientOptions(moto.endpoint),
    })
  }, 60_000)
  afterAll(() => {
    client.destroy()
    moto.stop()
  })

  const open = async () => {
    const bucket = `evidence-${process.pid}-${made++}`
    await client.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }))
    const handle = () => s3Store({ client, bucket, owner, retainUntil: () => until })
    return { store: handle(), again: handle(), client, bucket, until }
  }
  // What moto does otherwise than AWS's documentation: it skips the first key behind a marker that is no key, leaves out
  // x-amz-checksum-type, lets a COMPLIANCE lock be shortened, compares no checksum with the bytes, and has its own code
  // for a locked put without one.
  conformsAsStore(open, ['behind-no-key'])
  conformsAsBucket(open, ['checksum-type', 'shorten', 'checksum-needed', 'bad-digest'])
})
