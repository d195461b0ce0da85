// ENC-02: the key over the cluster's secrets is one that the customer holds, and it stays fit for it.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { keyArn, keysOf } from '../examples/keys.ts'
import { type Key, keyOf, kmsKeys } from '../facts/kms-keys.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { secretsEncryption } from '../facts/secrets-encryption.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const encrypted = (key: string | null = keyArn) => [
  describedCluster({ encryptionConfig: key ? [{ resources: ['secrets'], provider: { keyArn: key } }] : null }),
]

export default defineControl({
  id: 'ENC-02',
  of: 'cluster',
  title: 'Secrets are encrypted with a key of the customer that is enabled and rotates by itself',
  criteria: ['CC6.1'],
  severity: 'medium',
  needs: { encryption: latest(secretsEncryption), keys: latest(kmsKeys) },
  // Whether the policy asks for a key of the customer's at all, and the longest rotation period in days.
  settings: { required: true as boolean, days: 365 },
  assess: ({ encryption, keys }, { settings }) => {
    if (encryption === 'connected') return ofConnected
    if (encryption.keys.length === 0)
      return settings.required
        ? fail('no key of the customer is set: EKS encrypts with one that AWS owns, or not at all (ENC-01)')
        : notApplicable('no key of the customer is set, and the setting `required` asks for none')
    const found = encryption.keys.map((arn) => ({ arn, key: keyOf(keys, arn, encryption.since) }))
    const wrong = found.flatMap(({ arn, key }) => faults(key, settings.days).map((what) => `${arn} ${what}`))
    if (wrong.length > 0) return fail(wrong.join('; '))
    const open = found.flatMap(({ arn, key }) => openOf(key).map((why) => `${arn}: ${why}`))
    return open.length > 0
      ? unknown(open.join('; '))
      : pass(`${encryption.keys.join(', ')}: customer-managed, enabled, rotated every ${periods(found)} days`)
  },
  limits: 'A key of another account or region is not read, and makes the control unknown.',
  remedy:
    'Associate a symmetric customer key: `aws eks associate-encryption-config --cluster-name C --encryption-config resources=secrets,provider={keyArn=ARN}` (it cannot be taken back or exchanged), then `aws kms enable-key-rotation --key-id ARN --rotation-period-in-days 365`. Imported key material and custom key stores do not rotate by themselves: exchange the material by a procedure, and accept the failing control with that reason. Where the policy asks for no customer key, set `required` to false.',
  sameAs: ['Security Hub KMS.4', 'Prowler kms_cmk_rotation_enabled'],
  examples: {
    pass: [
      { encryption: encrypted(), keys: keysOf({}) },
      { encryption: encrypted(), keys: keysOf({ rotation: { RotationPeriodInDays: 90 } }) },
    ],
    fail: [
      { encryption: encrypted(null), keys: keysOf() },
      { encryption: encrypted(), keys: keysOf({ rotation: { KeyRotationEnabled: false } }) },
      { encryption: encrypted(), keys: keysOf({ rotation: { RotationPeriodInDays: 2560 } }) },
      { encryption: encrypted(), keys: keysOf({ over: { KeyState: 'Disabled', Enabled: false } }) },
      { encryption: encrypted(), keys: keysOf({ over: { KeyState: 'PendingDeletion' }, rotation: null }) },
      // Imported material never rotates by itself.
      { encryption: encrypted(), keys: keysOf({ over: { Origin: 'EXTERNAL' }, rotation: null }) },
      { encryption: encrypted(), keys: keysOf({ over: { Origin: 'AWS_CLOUDHSM' }, rotation: null }) },
      { encryption: encrypted(), keys: keysOf({ over: { KeyManager: 'AWS' }, rotation: null }) },
      // Listed nowhere in its account and region.
      { encryption: encrypted(), keys: keysOf() },
    ],
    notApplicable: [
      { encryption: [connectedCluster()], keys: keysOf() },
      { encryption: encrypted(null), keys: keysOf(), with: { settings: { required: false } } },
    ],
  },
})

/** While KMS changes a key over several regions it is neither well nor ill. */
const passing = ['Creating', 'Updating']

const faults = (key: Key, most: number): string[] => {
  if (key.state === 'unread') return []
  if (key.state === 'gone') return ['does not exist']
  if (key.manager !== 'CUSTOMER') return ['is managed by AWS']
  if (passing.includes(key.keyState)) return []
  const state = key.keyState === 'Enabled' ? [] : [`is ${key.keyState}`]
  if (key.origin !== 'AWS_KMS')
    return [...state, `has key material of origin ${key.origin}, which does not rotate by itself`]
  if (key.rotation === null) return state.length > 0 ? state : ['is of a kind that does not rotate by itself']
  if (!key.rotation.on) return [...state, 'does not rotate']
  return key.rotation.days > most ? [...state, `rotates every ${key.rotation.days} days`] : state
}

const openOf = (key: Key): string[] => {
  if (key.state === 'unread') return [key.why]
  return key.state === 'read' && passing.includes(key.keyState) ? [`it is ${key.keyState} at the moment`] : []
}

const periods = (found: { key: Key }[]): string =>
  found.flatMap(({ key }) => (key.state === 'read' && key.rotation?.on ? [key.rotation.days] : [])).join(', ')
