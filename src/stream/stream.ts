// stream: judges a batch of a cluster's audit log as it is written, stores what it rests on, and tells Security Hub.
//
// What a crash leaves, by the step it comes after:
//   judged   nothing; Lambda invokes twice more with the same batch, and then puts it into the queue of what failed
//   put      the evidence, in the folder of the tick to come; the next attempt meets its key and goes on to tell
//   told     the finding; the next attempt sees that the Hub has it
import { judgeBatch, type SentEvent } from '../audit-log/batch.ts'
import { withholdInEntry } from '../audit-log/secrets.ts'
import type { Detection } from '../detection.ts'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import type { Ref, Subject } from '../model.ts'
import { slug, streamedKey } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { readStreamed, type Streamed, type StreamedEvent, writeStreamed } from '../store/streamed.ts'
import { identify, isExcluded, isGone } from './cluster.ts'
import { configBefore } from './config.ts'
import { nextTick } from './next-tick.ts'
import { type Batch, receive } from './receive.ts'
import type { Region } from './region.ts'
import { type Told, tell } from './tell.ts'

export type Streaming = Region & {
  catalog: { detections: readonly Detection[] }
  warn(message: string, error: unknown): void
}

export type Seen = { events: number; hits: number; stored: string | null; told: Told | null; nothing?: string }

/**
 * Never throws for what the payload holds: what cannot be read is told as BATCH_REFUSED, and an entry that cannot be read is a
 * hit. Throws STORE_REFUSED, STORE_UNREADABLE, and AWS_REFUSED where EKS or Security Hub did not answer.
 */
export const stream = async (on: Streaming, event: unknown): Promise<Seen> => {
  const received = receive(event, on.account)
  if (received.is !== 'batch') {
    if (received.is === 'refused') warn(on, received.why)
    return { events: 0, hits: 0, stored: null, told: null, nothing: received.why }
  }
  const { batch } = received
  if (batch.faulty > 0) warn(on, `${batch.faulty} of its events are none`, batch)
  const ruling = await configBefore(on.store, nextTick(on.clock.now(), on.minute))
  const rules = ruling.config.detections
  const judged = judgeBatch({ ...on.catalog, rules }, batch.logStream, batch.events.map(withheld))
  const seen: Seen = { events: batch.events.length, hits: judged.hits.length, stored: null, told: null }
  if (judged.hits.length === 0) return seen
  const { subject, why } = await identify(on.send, { ...on, name: batch.cluster })
  if (isExcluded(ruling.config, subject)) return { ...seen, nothing: 'excluded' }
  const { ref, hits: found } = await put(on, subject, batch, { ...judged, config: ruling.ref })
  if (why && !isGone(why)) {
    const detail = { cluster: subject.id, code: why.code, why: why.message, evidence: ref.key }
    throw new EvidenceError('AWS_REFUSED', detail, {
      hint: 'the role of the stream must be allowed eks:DescribeCluster',
    })
  }
  // Without its birth it cannot be named as the scan will name it: that tells it, under its own name.
  if (why) return { ...seen, stored: ref.key, nothing: 'the cluster is gone: the scan tells it' }
  const hits = found.map((hit) => ({ ...hit, basis: [ref] }))
  const { account, home, send, clock, catalog } = on
  const told = await tell({ account, home, send, now: clock.now(), detections: catalog.detections }, subject, hits, ref)
  return { ...seen, stored: ref.key, told }
}

// A batch that comes again under another configuration, or to another version, is told as it was stored.
const put = async (
  on: Streaming,
  subject: Subject,
  batch: Batch,
  judged: ReturnType<typeof judgeBatch<StreamedEvent>> & Pick<Streamed, 'config'>,
): Promise<{ ref: Ref; hits: Streamed['hits'] }> => {
  const at = on.clock.now()
  const tick = nextTick(at, on.minute)
  const { sha256, logGroup, logStream, events } = batch
  const body = writeStreamed({
    schema: 'eks-evidence/streamed/v1',
    tick,
    subject,
    at,
    collector: on.collector,
    config: judged.config,
    batch: { sha256, logGroup, logStream, events: events.length },
    events: judged.told,
    hits: judged.hits,
  })
  const { won, ref } = await on.store.putOnce(streamedKey(tick, slug(subject), sha256), body)
  return { ref, hits: (won ? undefined : await storedHits(on.store, ref.key)) ?? judged.hits }
}

// Undefined where what lies there is none of ours: verify says so, and a hit is told all the same.
const storedHits = async (store: Store, key: string): Promise<Streamed['hits'] | undefined> => {
  const found = await store.get({ key })
  try {
    return found && readStreamed(found.body).hits
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'JSON_INVALID') return undefined
    throw error
  }
}

// As the scan's rows: what is judged is what may be stored.
const withheld = ({ id, at, message }: SentEvent): StreamedEvent => {
  const names = new Set<string>()
  const left = withholdInEntry(message, (name) => names.add(name))
  if (names.size === 0) return { id, at, message }
  return { id, at, message: left, redacted: [...names].sort(), raw: sha256(message) }
}

const warn = (on: Streaming, why: string, batch?: Batch): void => {
  const detail = { why, ...(batch && { logGroup: batch.logGroup, batch: batch.sha256 }) }
  const hint = 'whoever invoked the function sent it; the hourly scan reads the log itself'
  on.warn('a batch was refused', new EvidenceError('BATCH_REFUSED', detail, { hint }))
}
