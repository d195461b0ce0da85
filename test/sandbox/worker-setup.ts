// A small setup for worker.test.ts: one bucket, and two ways to change it.
import type { Setup } from '../../sandbox/in-thread.ts'
import { plant, steal } from '../../sandbox/services/s3/back-door.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { s3 } from '../../sandbox/services/s3.ts'

const setup: Setup = (argument, clock) => {
  const { name } = argument as { name: string }
  const bucket = newBucket({
    name,
    region: 'eu-west-1',
    owner: '111122223333',
    createdAt: clock.now(),
    objectLock: true,
  })
  return {
    account: '111122223333',
    seed: 'worker',
    principals: { AKIASANDBOX: 'arn:aws:iam::111122223333:role/any' },
    services: [s3(new Map([[name, bucket]]))],
    scenarios: {
      plant: (key) => plant(bucket, String(key), Buffer.from('planted'), clock.now()).id,
      steal: (key) => steal(bucket, String(key)),
    },
  }
}
export default setup
