// Keys of any number and kind, as KMS answers the questions of the source `kms-keys`.
import { body } from '../record.ts'
import { account, many, type Part, region } from '../world.ts'

const kms: Part =
  ({ page, authorities: keys }) =>
  (action, input) => {
    switch (action) {
      case 'kms:ListKeys': {
        const all = many(keys, (at) => ({
          KeyArn: `arn:aws:kms:${region}:${account}:key/key-${at}`,
          KeyId: `key-${at}`,
        }))
        const from = Number(input.Marker ?? 0)
        const next = from + page < keys ? { NextMarker: String(from + page), Truncated: true } : { Truncated: false }
        return body({ Keys: all.slice(from, from + page), ...next })
      }
      case 'kms:DescribeKey': {
        const Arn = String(input.KeyId)
        const own = { KeyManager: 'CUSTOMER', KeySpec: 'SYMMETRIC_DEFAULT', Origin: 'AWS_KMS', KeyState: 'Enabled' }
        const managed = { ...own, KeyManager: 'AWS' }
        return body({ KeyMetadata: { Arn, ...(Arn.endsWith('-1') ? managed : own) } })
      }
      default:
        return undefined
    }
  }

export default kms
