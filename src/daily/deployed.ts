// The daily function's environment: what every function is told, its topics, and what a deployment may have beside.
import * as z from 'zod/mini'
import type { Service } from '../aws.ts'
import { type Clock, systemClock } from '../clock.ts'
import { deployment, readEnvironment } from '../deployment.ts'
import { copyBucket } from './copy-bucket.ts'
import type { Daily } from './daily.ts'
import { pagesIn } from './pages.ts'

const set = z.string().check(z.minLength(1, 'is empty'))
const topic = z
  .string()
  .check(z.regex(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/, 'expected the ARN of a topic'))
const optional = (pattern: RegExp, expected: string) =>
  z._default(z.string().check(z.refine((text) => text === '' || pattern.test(text), expected)), '')
const schema = z.object({
  AUDITOR_TOPIC: topic,
  STAKEHOLDER_TOPIC: topic,
  DOCUMENTS_BUCKET: set,
  EVIDENCE_BUCKET: set,
  WORK_BUCKET: set,
  TIMESTAMP_AUTHORITY: optional(/^https?:\/\/\S+$/, 'expected a URL, or nothing'),
  LEDGER_COPY_BUCKET: optional(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket, or nothing'),
  LEDGER_COPY_OWNER: optional(/^\d{12}$/, 'expected the 12 digits of an account, or nothing'),
  LEDGER_COPY_REGION: optional(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'expected a region, or nothing'),
})

export type Deployed = Omit<Daily, 'catalog' | 'warn' | 'isTimeUp'>

/** Throws CONFIG_INVALID with every fault of the environment. Asks AWS nothing. */
export const deployed = (env: NodeJS.ProcessEnv, services: Service[], clock: Clock = systemClock): Deployed => {
  const on = readEnvironment(schema, env)
  const { store, signer, previousSigner, send, account, home, collector } = deployment(env, services, clock)
  const [bucket, owner, region] = [on.LEDGER_COPY_BUCKET, on.LEDGER_COPY_OWNER, on.LEDGER_COPY_REGION]
  return {
    ...{ store, signer, send, clock, account, collector },
    ...(previousSigner && { previousSigner }),
    records: { send, bucket: on.DOCUMENTS_BUCKET, account },
    pages: pagesIn({ send, bucket: on.WORK_BUCKET, account }),
    console: { region: home, evidence: on.EVIDENCE_BUCKET, work: on.WORK_BUCKET },
    topics: { auditor: on.AUDITOR_TOPIC, stakeholders: on.STAKEHOLDER_TOPIC },
    authority: on.TIMESTAMP_AUTHORITY || undefined,
    copy: bucket === '' ? undefined : copyBucket(send, { bucket, owner: owner || account, region }),
  }
}
