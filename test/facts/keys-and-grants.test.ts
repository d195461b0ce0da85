// What of an account or a region could not be read concerns those that need it, and nobody else.
import { describe, expect, it } from 'vitest'
import { rightsOf } from '../../src/answers/role-rights.ts'
import { denied } from '../../src/evaluate/examples.ts'
import { account, subjects } from '../../src/examples/example.ts'
import { allow, detailsOf, grantsOf, managed, roleArn } from '../../src/examples/identities.ts'
import { keyArn, keysOf } from '../../src/examples/keys.ts'
import type { Fact } from '../../src/fact.ts'
import { iamGrants } from '../../src/facts/iam-grants.ts'
import { iamPrincipals } from '../../src/facts/iam-principals.ts'
import { type Keys, keyOf, kmsKeys } from '../../src/facts/kms-keys.ts'
import { type Exchange, isUnknown } from '../../src/model.ts'
import { readFact } from '../../src/observation/fact.ts'
import iam from '../../src/sources/iam.ts'
import kms from '../../src/sources/kms-keys.ts'

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' }
const read = <T>(fact: Fact<T>, lines: Exchange[]): T => {
  const [source, subject] = fact.source === 'iam' ? [iam, subjects.account] : [kms, subjects.region]
  const value = readFact(fact, source, lines, { subject, slot })
  if (isUnknown(value)) throw new Error(value.reason)
  return value as T
}
const answersTo = (action: string) => (line: Exchange) => line.action === action

describe('a key', () => {
  const lines = keysOf({})
  const other = keyArn.replace('1234abcd', '5678efab')
  const both = (): Exchange[] => {
    const [list, ...own] = lines
    if (list?.got !== 'body') throw new Error('no list')
    const text = JSON.stringify(own).replaceAll('1234abcd', '5678efab')
    return [
      { ...list, body: { Keys: [{ KeyArn: keyArn }, { KeyArn: other }], Truncated: false } },
      ...own,
      ...(JSON.parse(text) as Exchange[]),
    ]
  }
  const without = (action: string, KeyId: string): Exchange[] =>
    both().map((line) =>
      line.action === action && (line.input as { KeyId?: string }).KeyId === KeyId ? denied(line) : line,
    )

  it.each(['kms:DescribeKey', 'kms:GetKeyRotationStatus'])(
    'whose %s was denied is unread, and the other is not',
    (action) => {
      const keys = read(kmsKeys, without(action, other))
      expect(keyOf(keys, other, null)).toEqual({ state: 'unread', why: `${action}: AccessDeniedException` })
      expect(keyOf(keys, keyArn, null)).toMatchObject({ state: 'read', rotation: { on: true, days: 365 } })
    },
  )

  it('that nobody asked about is unread', () => {
    const keys = read(
      kmsKeys,
      both().filter((line) => (line.input as { KeyId?: string }).KeyId !== other),
    )
    expect(keyOf(keys, other, null)).toEqual({ state: 'unread', why: 'kms:DescribeKey: never asked' })
  })

  it.each(['kms:DescribeKey', 'kms:GetKeyRotationStatus'])('whose %s came twice is unread', (action) => {
    const keys = read(kmsKeys, [...lines, ...lines.filter(answersTo(action))])
    expect(keyOf(keys, keyArn, null)).toEqual({ state: 'unread', why: `${action}: answered twice` })
  })

  it('says no more than it was asked', () => {
    const described = lines.filter((line) => !answersTo('kms:GetKeyRotationStatus')(line))
    expect(keyOf(read(kmsKeys, described), keyArn, null)).toMatchObject({ state: 'unread' })
  })

  it.each([
    ['of another account', keyArn.replace(account, '444455556666'), 'account 444455556666'],
    ['of another region', keyArn.replace('eu-central-1', 'eu-west-1'), 'eu-west-1'],
    ['named by an alias', `arn:aws:kms:eu-central-1:${account}:alias/prod`, 'alias'],
    ['that is none', 'alias/prod', 'no ARN'],
  ])('%s is unread, and says why', (_, arn, why) => {
    const key = keyOf(read(kmsKeys, lines), arn, null)
    expect(key).toEqual({ state: 'unread', why: expect.stringContaining(why) })
  })

  it('that was named after the keys were listed may exist', () => {
    const keys = read(kmsKeys, lines)
    expect(keyOf(keys, other, '2026-01-05T00:20:00Z')).toMatchObject({ state: 'unread' })
    for (const since of ['2026-01-05T00:19:59Z', null]) expect(keyOf(keys, other, since)).toEqual({ state: 'gone' })
  })

  it('of a partition of its own is found there', () => {
    const arn = `arn:aws-us-gov:kms:us-gov-west-1:${account}:key/1`
    const readAt = '2026-01-05T00:20:00Z'
    const keys: Keys = { region: 'us-gov-west-1', account, readAt, keys: { [arn]: { state: 'gone' } } }
    expect(keyOf(keys, arn, null)).toEqual({ state: 'gone' })
  })
})

describe('a role', () => {
  const roles = [
    { name: 'a', attached: ['Usual'] },
    { name: 'b', policies: { own: allow('s3:GetObject', 'arn:aws:s3:::x/*') } },
  ]
  const lines = grantsOf(roles, { aws: { Usual: allow('ec2:DescribeInstances') } })
  const rights = (given: Exchange[], name: string) =>
    rightsOf([{ role: roleArn(name), since: null }], read(iamGrants, given), account)

  it('whose policy was denied is unread, and the other is not', () => {
    const given = lines.map((line) => (answersTo('iam:GetPolicyVersion')(line) ? denied(line) : line))
    expect(rights(given, 'a')).toMatchObject({
      faults: [],
      unread: ['Usual of role/a: iam:GetPolicyVersion: AccessDeniedException'],
    })
    expect(rights(given, 'b')).toEqual({ faults: [], unread: [], foreign: [] })
  })

  it('whose policy is attached and not listed is unread', () => {
    const [unread] = rights([detailsOf(roles), ...managed()], 'a').unread
    expect(unread).toContain('not among the policies listed')
  })

  it('is held against the default version of a policy, and no other', () => {
    const own = { Wide: allow('*') }
    expect(rights(grantsOf([{ name: 'a', attached: ['Wide'] }], { own }), 'a').faults).toEqual([
      'role/a by Wide: every action',
    ])
  })

  it.each(['no json', '{"Statement":[{"Effect":"Allow","Action":"*"}]}', '"*"'])(
    'whose own policy is %s is unread',
    (document) => {
      const { faults, unread } = rights(grantsOf([{ name: 'a', policies: { own: document } }]), 'a')
      expect([faults, unread]).toEqual([[], ['its own policy own of role/a: its document is not understood']])
    },
  )

  it('whose trust is not understood trusts nobody knows whom', () => {
    const { roles: found } = read(iamPrincipals, [detailsOf([{ name: 'a', trust: '{"Statement":{}}' }, { name: 'b' }])])
    expect(found.map(({ trust }) => trust === null)).toEqual([true, false])
  })

  it('that was named after IAM was read may exist, and one that was named before does not', () => {
    const grants = read(iamGrants, lines)
    const named = (...since: (string | null)[]) => since.map((one) => ({ role: roleArn('new'), since: one }))
    const [before, after] = ['2026-01-05T00:19:59Z', '2026-01-05T00:20:00Z']
    expect(rightsOf(named(after, after), grants, account)).toMatchObject({
      ...{ faults: [], unread: [`role/new is newer than the reading of IAM at ${after}`] },
    })
    for (const since of [[before], [after, before], [null]])
      expect(rightsOf(named(...since), grants, account).faults).toEqual(['role/new does not exist'])
  })

  it('of another account is not read, and one that IAM does not list does not exist', () => {
    const grants = read(iamGrants, lines)
    const named = [roleArn('a', '444455556666'), roleArn('gone')].map((role) => ({ role, since: null }))
    expect(rightsOf(named, grants, account)).toEqual({
      faults: ['role/gone does not exist'],
      unread: [],
      foreign: [roleArn('a', '444455556666')],
    })
  })
})
