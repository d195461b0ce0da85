// The keys of a region: whose they are, their state, and whether they rotate. A key that was not read is unread by itself.

import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { itemsOf, neverAsked } from '../answers/items.ts'
import { mayRotate } from '../answers/key-rotation.ts'
import { firstAnswered, isNewer } from '../answers/newer.ts'
import { accountOf } from '../arn.ts'
import { defineFact } from '../fact.ts'
import type { Exchange, Instant } from '../model.ts'

export type Key =
  | { state: 'unread'; why: string }
  /** Listed nowhere in its own account and region, or its waiting period has ended. */
  | { state: 'gone' }
  | {
      state: 'read'
      manager: 'AWS' | 'CUSTOMER'
      keyState: string
      origin: string
      /** null: KMS offers no automatic rotation for such a key, or not in its state. Days are null where it is off. */
      rotation: { on: false; days: null } | { on: true; days: number } | null
    }

/** By ARN. */
export type Keys = { region: string; account: string; readAt: Instant; keys: Record<string, Key> }

const List = z.object({ Keys: z.array(z.object({ KeyArn: z.string() })) })
const Described = z.object({
  KeyMetadata: z.object({
    Arn: z.string(),
    KeyManager: z.enum(['AWS', 'CUSTOMER']),
    KeyState: z.string(),
    Origin: z.string(),
    KeySpec: z.string(),
  }),
})
const Rotation = z.object({ KeyRotationEnabled: z.boolean(), RotationPeriodInDays: z.nullish(z.number()) })

export const kmsKeys = defineFact<Keys>({
  id: 'kms-keys',
  source: 'kms-keys',
  of: 'region',
  // Not DescribeKey and not GetKeyRotationStatus: a key's own policy may shut the collector out, and then it is about that key.
  actions: ['kms:ListKeys'],
  read: (exchanges, { subject }) => ({
    region: subject.region,
    account: accountOf(subject.id),
    readAt: firstAnswered(exchanges, 'kms:ListKeys'),
    keys: Object.fromEntries(keysIn(exchanges)),
  }),
})

const keysIn = (exchanges: Iterable<Exchange>): [string, Key][] => {
  const arns = [...answers(exchanges, 'kms:ListKeys', List)].flatMap(({ body }) => body.Keys).map((one) => one.KeyArn)
  const byKey = (input: Record<string, unknown>) => String(input.KeyId)
  const described = itemsOf(exchanges, 'kms:DescribeKey', Described, byKey)
  const rotations = itemsOf(exchanges, 'kms:GetKeyRotationStatus', Rotation, byKey)
  return arns.toSorted().map((arn): [string, Key] => {
    const item = described.get(arn) ?? neverAsked('kms:DescribeKey')
    if (item.got === 'unread') return [arn, { state: 'unread', why: item.why }]
    if (item.got === 'absent') return [arn, { state: 'gone' }]
    const { KeyMetadata: key } = item.body
    const read = { state: 'read', manager: key.KeyManager, keyState: key.KeyState, origin: key.Origin } as const
    if (!mayRotate(key)) return [arn, { ...read, rotation: null }]
    const rotation = rotations.get(key.Arn) ?? neverAsked('kms:GetKeyRotationStatus')
    if (rotation.got === 'unread') return [arn, { state: 'unread', why: rotation.why }]
    if (rotation.got === 'absent') return [arn, { state: 'gone' }]
    const { KeyRotationEnabled: on, RotationPeriodInDays: days } = rotation.body
    if (!on) return [arn, { ...read, rotation: { on, days: null } }]
    return typeof days === 'number'
      ? [arn, { ...read, rotation: { on, days } }]
      : [arn, { state: 'unread', why: 'kms:GetKeyRotationStatus says no period' }]
  })
}

/**
 * A key by the ARN that a cluster or repository of this region names, since when it does if that is known; what cannot be looked
 * up here is unread, and says why.
 */
export const keyOf = ({ region, account, readAt, keys }: Keys, arn: string, since: Instant | null): Key => {
  const [, service, of, owner, kind] = /^arn:[a-z-]+:([a-z]+):([^:]+):(\d{12}):(key|alias)\/./.exec(arn) ?? []
  if (service !== 'kms') return { state: 'unread', why: 'it is no ARN of a key' }
  if (owner !== account) return { state: 'unread', why: `it is a key of account ${owner}, which is not read` }
  if (of !== region) return { state: 'unread', why: `it is a key of ${of}, another region` }
  // An alias can be moved to another key, and the cluster goes on with the one that it began with.
  if (kind === 'alias') return { state: 'unread', why: 'it is named by an alias, which can be moved' }
  const key = keys[arn]
  if (!key && isNewer(since, readAt))
    return { state: 'unread', why: `it is newer than the reading of keys at ${readAt}` }
  return key ?? { state: 'gone' }
}
