// Takes a subscription's payload apart: base64, gzip, JSON, events. Whatever it is, the answer says so; nothing is thrown.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
import { gunzipSync } from 'node:zlib'
import * as z from 'zod/mini'
import type { SentEvent } from '../audit-log/batch.ts'
import { clusterOf } from '../audit-log/subscription.ts'
import { readTime } from '../clock.ts'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import { parseJson, utf8 } from '../json.ts'
import type { Digest } from '../model.ts'

export type Batch = {
  sha256: Digest
  cluster: string
  logGroup: string
  logStream: string
  events: SentEvent[]
  /** Events that are none: without id, time or message. */
  faulty: number
}

export type Received =
  | { is: 'batch'; batch: Batch }
  /** CloudWatch's own word that the destination can be reached, or another of the group's kinds of logs. */
  | { is: 'nothing'; why: string }
  | { is: 'refused'; why: string }

/** Bytes of an unpacked batch: many times what one invocation carries, so that a bomb is refused and no batch is. */
const most = 64 * 1024 * 1024

const envelope = z.object({ awslogs: z.object({ data: z.string() }) })
// More members may come with the years, and say nothing that matters here.
const payload = z.object({
  messageType: z.string(),
  owner: z.string(),
  logGroup: z.string(),
  logStream: z.string(),
  logEvents: z.array(z.unknown()),
})
const one = z.object({ id: z.string().check(z.regex(/^\d{1,64}$/)), timestamp: z.int(), message: z.string() })

export const receive = (event: unknown, account: string): Received => {
  const { data: wrapped } = envelope.safeParse(event)
  if (!wrapped) return refused('no payload of CloudWatch Logs')
  const unpacked = unpack(wrapped.awslogs.data)
  if ('why' in unpacked) return refused(unpacked.why)
  const { data: sent } = payload.safeParse(unpacked.value)
  if (!sent) return refused('not as CloudWatch Logs documents it')
  if (sent.messageType === 'CONTROL_MESSAGE') return { is: 'nothing', why: 'a control message' }
  if (sent.messageType !== 'DATA_MESSAGE') return refused('a message of an unknown type')
  if (sent.owner !== account) return refused('from another account')
  const cluster = clusterOf(sent.logGroup)
  if (cluster === undefined) return refused("not from a cluster's log group")
  if (!sent.logStream.startsWith('kube-apiserver-audit-')) return { is: 'nothing', why: 'not the audit log' }
  const events = sent.logEvents.flatMap(read)
  const faulty = sent.logEvents.length - events.length
  const { logGroup, logStream } = sent
  return {
    is: 'batch',
    batch: { sha256: unpacked.sha256, cluster, logGroup, logStream: logStream.toWellFormed(), events, faulty },
  }
}

// Of a batch only its value and its digest are held on to: bytes and text are as large again.
const unpack = (packed: string): { value: unknown; sha256: Digest } | { why: string } => {
  let bytes: Uint8Array
  try {
    bytes = gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: most })
  } catch (cause) {
    return { why: `not gzip in base64, or more than it may be (${(cause as NodeJS.ErrnoException).code})` }
  }
  try {
    return { value: parseJson(utf8(bytes)), sha256: sha256(bytes) }
  } catch (cause) {
    if (!(cause instanceof EvidenceError) && !(cause instanceof RangeError)) throw cause
    return { why: cause.message }
  }
}

const refused = (why: string): Received => ({ is: 'refused', why })

// What is no Unicode cannot be stored as it is: it shows as U+FFFD.
const read = (event: unknown): SentEvent[] => {
  const { data } = one.safeParse(event)
  const at = readTime(data && data.timestamp / 1_000)
  return data && at ? [{ id: data.id, at, message: data.message.toWellFormed() }] : []
}
