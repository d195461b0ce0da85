// A sandbox with a deployment's alarms, rules and topic in it, and who may read what of them.
import { deployed } from '../../sandbox/scenario/deployment.ts'
import { signingKey } from '../../sandbox/services/kms-key.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { account, region } from './start.ts'

const createdAt = '2026-01-01T00:00:00Z'

export const stackTold = () =>
  deployed({
    ...{ account, region, at: 1_767_225_600 },
    bucket: newBucket({ name: 'evidence', region, owner: account, createdAt, objectLock: true }),
    key: signingKey({ seed: 'told', region, createdAt }),
  })
