// What KMS says of the keys of a region: whose they are, whether they can be used, and whether they rotate by themselves.

import type * as kms from '@aws-sdk/client-kms'
import { mayRotate } from '../answers/key-rotation.ts'
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
