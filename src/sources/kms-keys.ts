// What KMS says of the keys of a region: whose they are, whether they can be used, and whether they rotate by themselves.
import type * as kms from '@aws-sdk/client-kms'
import { asking, defineSource, each, list, listed, named } from '../source.ts'
import { operation } from '../wire.ts'

const listKeys = operation<kms.ListKeysRequest, kms.ListKeysResponse>('kms:ListKeys', {
  token: 'Marker',
  next: 'NextMarker',
})
// Not found is a read: the key's waiting period ended after it was listed.
const gone = { absentWhen: ['NotFoundException'] }
const describeKey = operation<kms.DescribeKeyRequest, kms.DescribeKeyResponse>('kms:DescribeKey', gone)
const getRotation = operation<kms.GetKeyRotationStatusRequest, kms.GetKeyRotationStatusResponse>(
  'kms:GetKeyRotationStatus',
  gone,
)

/**
 * Whether automatic rotation is the customer's to turn on: a symmetric key of theirs whose material KMS made. Asked of a key that
 * is enabled or disabled; in every other state it rotates nothing, or says for a moment that its state does not allow the question.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
 */
export const mayRotate = (key: {
  KeyManager?: string | null | undefined
  KeySpec?: string | null | undefined
  Origin?: string | null | undefined
  KeyState?: string | null | undefined
}): boolean =>
  key.KeyManager === 'CUSTOMER' &&
  key.KeySpec === 'SYMMETRIC_DEFAULT' &&
  key.Origin === 'AWS_KMS' &&
  (key.KeyState === 'Enabled' || key.KeyState === 'Disabled')

const cutOff = ({ Truncated, NextMarker }: kms.ListKeysResponse) =>
  Truncated && !NextMarker ? ['a page that goes on and does not say where'] : []

export default defineSource({
  id: 'kms-keys',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  ...asking(
    { ...list(listKeys, () => ({ Limit: 1_000 })), lacking: cutOff as ReturnType<typeof list>['lacking'] },
    each(describeKey, listKeys, (pages) =>
      pages
        .flatMap(({ answer }) => listed(answer.Keys, 'Keys'))
        .map(({ KeyArn }) => ({ KeyId: named(KeyArn, 'KeyArn') })),
    ),
    each(getRotation, describeKey, (heard) =>
      heard
        .filter(({ answer }) => mayRotate(answer.KeyMetadata ?? {}))
        .map(({ answer }) => ({ KeyId: named(answer.KeyMetadata?.Arn, 'Arn') })),
    ),
  ),
})
