// Sends a notice to a topic, once a day, and puts on record what SNS said of it.
import * as z from 'zod/mini'
import { heldAt, type Place, putDocument } from '../attested/put.ts'
import { type AttestedRecord, noticeKey, writeRecord } from '../attested/record.ts'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant } from '../model.ts'
import type { Notice } from '../report/notices/notice.ts'
import type { Operation, Send } from '../wire.ts'
import { getTopic, publish } from './operations.ts'

export type Notifying = {
  send: Send
  /** Where records lie. */
  records: Place
  /** The ARN by whose right it is sent, and which attests it. */
  by: string
  now(): Instant
}

/** `nobody`: no subscription, confirmed or waiting: nothing was sent. */
export type Sent = 'sent' | 'known' | 'nobody'

const count = z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number))
const Topic = z.object({
  Attributes: z.object({ SubscriptionsConfirmed: count, SubscriptionsPending: count, SubscriptionsDeleted: count }),
})
const Published = z.object({ MessageId: z.string().check(z.minLength(1)) })

/** Whether this notice of the day was sent, by its record. Throws STORE_UNREADABLE. */
export const wasSent = async ({ records }: Pick<Notifying, 'records'>, item: string, day: Instant): Promise<boolean> =>
  (await heldAt(records, noticeKey(item, day))) !== undefined

/**
 * Sent first and recorded then: a crash in between sends it again at the next run, and what stands on record is the second. Twice
 * is the lesser evil: recorded first, a crash would leave a record of what nobody was ever sent. Two runs at once may send it
 * twice as well, and record one. Throws AWS_REFUSED, STORE_REFUSED, STORE_UNREADABLE.
 */
export const notify = async (on: Notifying, topic: string, notice: Notice): Promise<Sent> => {
  const at = on.now()
  if (await wasSent(on, notice.item, at)) return 'known'
  const { Attributes: counts } = await asked(on.send, getTopic, { TopicArn: topic }, Topic)
  const { SubscriptionsConfirmed: confirmed, SubscriptionsPending: pending, SubscriptionsDeleted: deleted } = counts
  if (confirmed + pending === 0) return 'nobody'
  const message = { TopicArn: topic, Subject: notice.subject, Message: notice.text }
  const { MessageId: messageId } = await asked(on.send, publish, message, Published)
  const record: AttestedRecord = {
    schema: 'eks-evidence/record/v1',
    kind: 'delivery',
    item: notice.item,
    performedAt: at,
    by: on.by,
    attestedBy: on.by,
    notes: notice.subject,
    published: { topic, messageId, sha256: sha256(notice.text), confirmed, pending, deleted },
  }
  await recorded(on.records, noticeKey(notice.item, at), record)
  return 'sent'
}

// Another run was faster: its record stands, and says the same of another message.
const recorded = async (records: Place, key: string, record: AttestedRecord): Promise<void> => {
  try {
    await putDocument(records, key, Buffer.from(writeRecord(record)), { type: 'application/json', again: false })
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code !== 'STORE_CONFLICT') throw error
  }
}

const asked = async <I, O, T>(send: Send, op: Operation<I, O>, input: I, shape: z.ZodMiniType<T>): Promise<T> => {
  const answer = await send(op.action, input, '')
  const { data } = shape.safeParse('body' in answer ? answer.body : undefined)
  if (data) return data as T
  const why = answer.ok ? 'the answer is not as documented' : `${answer.code}: ${answer.message}`
  throw new EvidenceError(
    'AWS_REFUSED',
    { action: op.action, why },
    { hint: 'deploy the stack again: its topics and what its role may do belong together' },
  )
}
