// A record: what the account's owner attests, because AWS cannot tell it. One schema, for who writes and who reads.
import * as z from 'zod/mini'
import { isInstant, seconds } from '../clock.ts'
import { isDigest, sha256 } from '../digest.ts'
import { writeJson } from '../json.ts'
import type { Digest, Instant } from '../model.ts'
import { saysSomething } from './person.ts'

export const kinds = [
  'access-review',
  'acknowledgement',
  'change',
  'delivery',
  'drill',
  'post-mortem',
  'restore-test',
  'review',
  'sign-off',
  'training',
] as const
export type Kind = (typeof kinds)[number]

const text = z
  .string('expected text')
  .check(z.refine(saysSomething, 'is empty'), z.maxLength(2_000, 'is longer than 2000 characters'))
const instant = z.custom<Instant>(isInstant, 'expected a time as 2026-01-01T00:00:00Z')
const digest = z.custom<Digest>(isDigest, 'expected sha256: and 64 hex digits')
const texts = z.array(text, 'expected a list').check(z.minLength(1, 'is empty'))
/** Where records and their documents lie; what ends in a slash is a prefix. */
export const isDocumentKey = (key: string): boolean =>
  /^(records|documents)\/[A-Za-z0-9._/-]{1,400}$/.test(key) && !/\.\.|\/\.?\//.test(key)

const schema = z.strictObject({
  schema: z.literal('eks-evidence/record/v1'),
  kind: z.enum(kinds, `expected one of ${kinds.join(', ')}`),
  /** What of the governance register it is about. */
  item: z.optional(
    z
      .string('expected an item of the register')
      .check(z.regex(/^[a-z][a-z0-9-]{0,63}$/, 'expected an item of the register')),
  ),
  performedAt: instant,
  /** Who did it, or wrote it. */
  by: text,
  /** Who looked at it and is not who wrote it. */
  reviewedBy: z.optional(text),
  /** The ARN of whose credentials put the record: said by the command that put it. */
  attestedBy: text,
  approvedBy: z.optional(text),
  approvedAt: z.optional(instant),
  ticket: z.optional(text),
  /** ARNs; `*` stands for any characters. */
  subjects: z.optional(texts),
  /** What it speaks of, half-open. Of an access review `until` is when the list was drawn up. */
  from: z.optional(instant),
  until: z.optional(instant),
  /** Who took part. */
  people: z.optional(texts),
  /** Who should have. */
  roster: z.optional(texts),
  /** What an access review decided of each entry that it saw. */
  entries: z.optional(
    z
      .array(
        z.strictObject({
          /** The ARN of the cluster. */
          subject: text,
          principal: text,
          decision: z.enum(['keep', 'revoke'], 'expected keep or revoke'),
          /** Who decided on it, where it is not `reviewedBy`. */
          reviewedBy: z.optional(text),
        }),
      )
      .check(z.minLength(1, 'is empty')),
  ),
  findings: z.optional(texts),
  notes: z.optional(text),
  /** What SNS said of a notice that the collector's own function sent: no mail was read by that. Nobody else says it. */
  published: z.optional(
    z.strictObject({
      topic: text,
      messageId: text,
      /** Of the message. */
      sha256: digest,
      /** Subscriptions to the topic when it was published. */
      confirmed: z.int('expected a number'),
      pending: z.int('expected a number'),
      deleted: z.int('expected a number'),
    }),
  ),
  /** Of bytes that lie beside the records, or among the documents. */
  document: z.optional(
    z.strictObject({
      name: text,
      sha256: digest,
      bytes: z.int('expected a number of bytes'),
      key: z
        .string()
        .check(
          z.refine((key) => isDocumentKey(key) && !key.endsWith('/'), 'expected a key below records/ or documents/'),
        ),
    }),
  ),
})
export type AttestedRecord = z.infer<typeof schema>

/** What a record of a kind says at least, beside what every record says. */
export const needed: Record<Kind, (keyof AttestedRecord)[]> = {
  'access-review': ['reviewedBy', 'subjects', 'until', 'entries'],
  acknowledgement: ['item'],
  change: ['approvedBy', 'approvedAt', 'subjects', 'from', 'until'],
  delivery: ['item', 'people'],
  drill: ['item', 'people'],
  'post-mortem': ['findings', 'reviewedBy'],
  'restore-test': ['subjects'],
  review: ['item', 'reviewedBy'],
  'sign-off': ['item', 'reviewedBy', 'document'],
  training: ['item', 'people'],
}

/** What a record lacks of what its kind says at least: then it counts for nothing. */
export const lacking = (record: AttestedRecord): (keyof AttestedRecord)[] =>
  needed[record.kind].filter((name) => record[name] === undefined)

/** The record that a value is, or every fault with its path. A kind's own needs are not asked for here. */
export const readRecord = (value: unknown): { record: AttestedRecord } | { faults: string[] } => {
  const { data, error } = schema.safeParse(value)
  if (!data) return { faults: error.issues.flatMap(said) }
  const { from, until, approvedBy, approvedAt } = data
  const faults = [
    ...(from && until && seconds(from) >= seconds(until) ? ['until: expected a time after from'] : []),
    ...((approvedBy === undefined) !== (approvedAt === undefined)
      ? ['approvedAt: expected beside approvedBy, and not without it']
      : []),
  ]
  return faults.length > 0 ? { faults } : { record: data }
}

const said = ({ path, ...issue }: z.core.$ZodIssue): string[] => {
  const at = path.map((key, place) => (typeof key === 'number' ? `[${key}]` : `${place ? '.' : ''}${String(key)}`))
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${[...at, at.length > 0 ? `.${key}` : key].join('')}: no such member`)
  return [`${at.join('') || 'the record'}: ${issue.message}`]
}

/** As it is put: canonical and on one line. */
export const writeRecord = (record: AttestedRecord): string => writeJson(record)

/**
 * `records/<kind>/<day>.<20 hex of the record's digest>.json`: what is put under another name is no record. Of a notice the digest
 * is of its item and day: so that it is sent once a day, whatever SNS answers.
 */
export const recordKey = (record: AttestedRecord): string => {
  const { kind, item = '', performedAt, published } = record
  return published ? noticeKey(item, performedAt) : keyOf(kind, performedAt, writeRecord(record))
}

/** Under which name it is told that a notice was published that day. */
export const noticeKey = (item: string, at: Instant): string => keyOf('delivery', at, `${item} ${at.slice(0, 10)}`)

const keyOf = (kind: Kind, at: Instant, named: string): string =>
  `records/${kind}/${at.slice(0, 10)}.${sha256(named).slice(7, 27)}.json`

/** Where a document of a record is put: `records/<kind>/<day>.<20 hex of its digest>/<name>`. */
export const documentKey = ({ kind, performedAt }: AttestedRecord, digest: Digest, name: string): string =>
  `records/${kind}/${performedAt.slice(0, 10)}.${digest.slice(7, 27)}/${name}`

/** The kind under whose name a key lies directly, as a record does; undefined for documents and whatever else there is. */
export const kindOf = (key: string): Kind | undefined => {
  const [, kind] = /^records\/([a-z-]+)\/[^/]+\.json$/.exec(key) ?? []
  return kinds.find((one) => one === kind)
}

/** Bytes: what is larger is no record, and is not read. */
export const largestRecord = 256 * 1_024
