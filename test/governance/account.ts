// A sandbox with the collector's stack and a documents bucket in it, and the source `governance` observed over the wire.
import { services } from '../../gen/commands/command-line.ts'
import { deployed } from '../../sandbox/scenario/deployment.ts'
import { policyOf, stackArn } from '../../sandbox/scenario/deployment-names.ts'
import { recordsArePutOnce } from '../../sandbox/scenario/governance.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { cloudformation } from '../../sandbox/services/cloudformation.ts'
import { kms } from '../../sandbox/services/kms.ts'
import { signingKey } from '../../sandbox/services/kms-key.ts'
import { plant } from '../../sandbox/services/s3/back-door.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { s3 } from '../../sandbox/services/s3.ts'
import { sts } from '../../sandbox/services/sts.ts'
import { type AttestedRecord, recordKey, writeRecord } from '../../src/attested/record.ts'
import { makeAws } from '../../src/aws.ts'
import { seconds, settableClock } from '../../src/clock.ts'
import type { Fact } from '../../src/fact.ts'
import type { Subject } from '../../src/model.ts'
import { readFact } from '../../src/observation/fact.ts'
import { observe } from '../../src/observation/observe.ts'
import governance from '../../src/sources/governance.ts'
import { memoryStore } from '../prove/memory-store.ts'

export const account = '111122223333'
export const region = 'eu-west-1'
const tick = '2026-01-05T00:20:00Z'
const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' }
export const caller = `arn:aws:sts::${account}:assumed-role/compliance/jane`
const subject: Subject = {
  scope: 'deployment',
  id: stackArn({ account, region }),
  name: 'eks-evidence-prod',
  region,
  bornAt: null,
}

export const drillAt = (performedAt: string, more: Partial<AttestedRecord> = {}): AttestedRecord => ({
  schema: 'eks-evidence/record/v1',
  kind: 'drill',
  item: 'incident-response',
  performedAt,
  by: 'Olu Ops',
  attestedBy: caller,
  people: ['Olu Ops'],
  ...more,
})

export const openAccount = async () => {
  const clock = settableClock(tick)
  const made = { region, owner: account, createdAt: '2025-12-01T00:00:00Z' }
  const bucket = newBucket({ ...made, name: 'evidence', objectLock: true })
  const documents = newBucket({ ...made, name: 'documents' })
  documents.versioned = true
  documents.settings.policy = policyOf([recordsArePutOnce(documents.name)])
  const key = signingKey({ seed: 'governance', region, createdAt: made.createdAt })
  const stack = deployed({ account, region, at: seconds(made.createdAt), bucket, documents, key })
  const sandbox = await startSandbox({
    account,
    clock,
    seed: 'governance',
    principals: { AKIASANDBOX: caller },
    services: [
      cloudformation([stack]),
      kms([key]),
      s3(new Map([bucket, documents].map((one) => [one.name, one]))),
      sts,
    ],
  })
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' }
  const place = { home: region, endpoint: sandbox.endpoint, credentials, maxAttempts: 2, retryAfter: 1 }
  const aws = makeAws(place, services, clock)
  return {
    clock,
    documents,
    sandbox,
    /** Puts a record as attest would have, an hour after what it speaks of. */
    put(record: AttestedRecord, at = '2026-01-04T12:00:00Z') {
      plant(documents, recordKey(record), Buffer.from(writeRecord(record)), at, { contentType: 'application/json' })
      return recordKey(record)
    },
    async observed() {
      const store = memoryStore('/evidence')
      const header = { version: '1', commit: '0'.repeat(40), caller }
      const on = { store, send: aws.send, clock, collector: header, config: `sha256:${'0'.repeat(64)}` as const, tick }
      const made = await observe(on, governance, { subject, slot })
      if ('again' in made) throw new Error('put down')
      const exchanges = [...made.exchanges]
      return {
        ...made,
        exchanges,
        read: <T>(fact: Fact<T>) => readFact(fact, governance, exchanges, { subject, slot }),
      }
    },
    async close() {
      aws.close()
      await sandbox.close()
    },
  }
}
