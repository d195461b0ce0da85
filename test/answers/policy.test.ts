// How policies are read: in every form that AWS takes, and never for less than they say.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allows, isNarrowed, isWide, matches } from '../../src/answers/grants.ts'
import { excess, registryWrites, tooMuch } from '../../src/answers/least-privilege.ts'
import { decoded, readGrants, readTrust, type Statement } from '../../src/answers/policy.ts'
import { asksForExternalId } from '../../src/answers/trust.ts'
import { openTo } from '../../src/answers/web-identity.ts'

const grants = (...statements: object[]): Statement[] =>
  readGrants(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'a policy')
const allow = (Action: unknown, Resource: unknown = '*', more: object = {}): Statement[] =>
  grants({ Effect: 'Allow', Action, Resource, ...more })
const trust = (statement: object): Statement[] =>
  readTrust(
    JSON.stringify({ Statement: { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', ...statement } }),
    'x',
  )

describe('a policy', () => {
  it('may hold one statement where a list is expected', () => {
    const text = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'ecr:PutImage', Resource: '*' } })
    expect(readGrants(text, 'a policy')).toHaveLength(1)
  })

  it.each([
    ['is no JSON', 'not json'],
    ['has no statement', '{}'],
    ['has a statement without a resource', '{"Statement":{"Effect":"Allow","Action":"*"}}'],
    ['has a statement without an action', '{"Statement":{"Effect":"Allow","Resource":"*"}}'],
    ['has an effect that nobody knows', '{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}'],
    ['names action and NotAction', '{"Statement":{"Effect":"Allow","Action":"a:b","NotAction":"*","Resource":"*"}}'],
    ['has a member twice', '{"Statement":{"Effect":"Allow","Action":"*","Action":"a:b","Resource":"*"}}'],
    ['spells its members otherwise', '{"statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'],
  ])('that %s is not understood', (_, text) => {
    expect(() => readGrants(text, 'a policy')).toThrow('not as documented')
  })

  it('is decoded from percents, and nothing else is', () => {
    expect(decoded('%7B%22a%22%3A%22%2B%22%7D', 'a policy')).toBe('{"a":"+"}')
    expect(() => decoded('%7', 'a policy')).toThrow('not percent-encoded')
  })
})

describe('an action', () => {
  it.each([
    ['iam:*', 'iam:PassRole', true],
    ['IAM:passrole', 'iam:PassRole', true],
    ['iam:Pass?ole', 'iam:PassRole', true],
    ['*', 'iam:PassRole', true],
    ['i*m:*Role*', 'iam:PassRole', true],
    ['iam:Pass', 'iam:PassRole', false],
    ['iam:?', 'iam:PassRole', false],
    ['', 'iam:PassRole', false],
  ])('%s against %s: %s', (pattern, action, expected) => {
    expect(matches(pattern, action)).toBe(expected)
  })

  it('is matched in time by a pattern full of stars', () => {
    expect(matches(`${'*a'.repeat(2_000)}b`, 'a'.repeat(4_000))).toBe(false)
  })

  it('that NotAction does not name is allowed, and one that is denied is not', () => {
    const [but] = grants({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })
    const [deny] = grants({ Effect: 'Deny', Action: '*', Resource: '*' })
    if (!but || !deny) throw new Error('no statement')
    expect([allows(but, 'kms:Decrypt'), allows(but, 'iam:PassRole'), allows(deny, 'kms:Decrypt')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('a resource', () => {
  it.each([
    ['*', true],
    ['arn:aws:kms:*:*:key/*', true],
    ['arn:aws-cn:iam::111122223333:role/*', true],
    ['arn:aws-us-gov:iam::*:*', true],
    ['arn:*', true],
    ['arn:aws:s3:::*', true],
    ['arn:aws:s3:::*/*', true],
    ['arn:aws:s3:::bucket/*', false],
    ['arn:aws:iam::111122223333:role/team/*', false],
    ['arn:aws:iam::111122223333:role/eks-*', false],
    ['arn:aws:kms:eu-west-1:111122223333:key/1234', false],
    // The type cut short, and every key letter for letter.
    ['arn:aws:iam::*:r*', true],
    ['arn:aws:iam::111122223333:role*', true],
    ['arn:aws:*::111122223333:ro?e/?*', true],
    ['arn:aws:kms:*:*:key/????????-????-????-????-????????????', true],
    ['arn:aws:secretsmanager:*:*:se*', true],
    ['arn:aws:iam::*:r*-payments', false],
    ['arn:aws:sqs:*:*:payments*', false],
    ['arn:aws:secretsmanager:*:*:secret:payments-*', false],
  ])('%s is all there is: %s', (Resource, expected) => {
    const [one] = allow('a:b', [Resource])
    expect(one && isWide(one)).toBe(expected)
  })

  it('that is not named by NotResource is meant', () => {
    const [one] = grants({ Effect: 'Allow', Action: 'a:b', NotResource: 'arn:aws:s3:::bucket' })
    expect(one && isWide(one)).toBe(true)
  })

  it.each([
    [{ StringEquals: { 'aws:ResourceTag/team': 'a' } }, true],
    [{ StringLike: { 'ec2:ResourceTag/team': '*' } }, false],
    [{ StringEqualsIfExists: { 'aws:ResourceTag/team': 'a' } }, false],
    [{ StringNotEquals: { 'aws:ResourceTag/team': 'a' } }, false],
    [{ StringEquals: { 'IAM:PassedToService': 'ec2.amazonaws.com' } }, true],
    [{ StringLike: { 'iam:PassedToService': '*.amazonaws.com' } }, false],
    [{ StringLike: { 'kms:ViaService': ['s3.eu-west-1.amazonaws.com', '?*.eu-west-1.amazonaws.com'] } }, false],
    [{ StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' } }, true],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, false],
  ])('under %j is narrowed: %s', (Condition, expected) => {
    const [one] = allow('iam:PassRole', '*', { Condition })
    expect(one && isNarrowed(one)).toBe(expected)
  })
})

describe('least privilege', () => {
  it.each([
    ['every action', allow('*')],
    ['every action', allow(['s3:GetObject', '*'], '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    ['everything but iam:*', grants({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' })],
    ['every action of s3', allow('s3:*', 'arn:aws:s3:::*')],
    ['iam:PassRole', allow('iam:PassR*')],
    ['kms:Decrypt', allow(['kms:Decrypt'], ['arn:aws:kms:*:111122223333:key/*'])],
    ['secretsmanager:GetSecretValue', allow('SecretsManager:getsecretvalue')],
  ])('is broken by %s', (what, statements) => {
    expect(excess(statements)).toContain(what)
  })

  it.each([
    ['one bucket', allow('s3:*', 'arn:aws:s3:::payments/*')],
    ['reading what has no resource', allow(['ec2:Describe*', 'route53:ListHostedZones'])],
    ['passing one role', allow('iam:PassRole', 'arn:aws:iam::111122223333:role/node')],
    [
      'passing roles to one service',
      allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'x' } } }),
    ],
    ['a denial', grants({ Effect: 'Deny', Action: '*', Resource: '*' })],
  ])('is kept by %s', (_, statements) => {
    expect(excess(statements)).toEqual([])
  })

  it.each([
    ['ecr:PutImage', allow('ecr:PutImage', 'arn:aws:ecr:eu-west-1:111122223333:repository/app')],
    ['ecr:*', allow('ecr:*', 'arn:aws:ecr:eu-west-1:111122223333:repository/app')],
    ['ecr:Batch*', allow('ecr:Batch*')],
    ['e?r:Put*', allow('e?r:Put*')],
    // An action that AWS may add one day.
    ['ecr:OverwriteImage', allow('ecr:OverwriteImage')],
    ['everything but s3:*', grants({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' })],
  ])('%s writes to a registry', (pattern, statements) => {
    expect(registryWrites(statements)).toEqual([pattern])
  })

  it('of a registry is to pull from it, through a cache too', () => {
    const pulls = allow([
      'ecr:Get*',
      'ecr:BatchGetImage',
      'ecr:BatchImportUpstreamImage',
      'ecr-public:*',
      'ecr:Describe*',
    ])
    expect(registryWrites([...pulls, ...grants({ Effect: 'Deny', Action: 'ecr:*', Resource: '*' })])).toEqual([])
  })
})

describe('docs/least-privilege.md', () => {
  it('names every action that is too much, and no other', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/least-privilege.md'), 'utf8')
    const [, list = ''] = page.split('raise its own rights')
    const named = [...(list.split('Nodes, beside that')[0] ?? '').matchAll(/`([a-z]+:[A-Za-z]+)`/g)].map(
      ([, name]) => name,
    )
    expect(named.toSorted()).toEqual(tooMuch.toSorted())
  })
})

describe('a trust', () => {
  const issuer = 'oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC'
  const Principal = { Federated: `arn:aws-cn:iam::111122223333:oidc-provider/${issuer}` }
  const sub = { [`${issuer}:sub`]: 'system:serviceaccount:a:b' }
  const aud = { [`${issuer}:aud`]: 'sts.amazonaws.com.cn' }

  it('of another issuer is none of this one', () => {
    expect(openTo(trust({ Principal: { Federated: `${Principal.Federated}D` } }), issuer)).toBeUndefined()
    expect(openTo(trust({ Principal, Action: 'sts:AssumeRole' }), issuer)).toBeUndefined()
  })

  it('in another partition, and by a principal type that nobody knows, is read all the same', () => {
    const Condition = { StringEquals: { ...sub, ...aud } }
    expect(openTo(trust({ Principal, Condition }), issuer)).toEqual([])
    expect(openTo(trust({ Principal: { Tomorrow: Principal.Federated } }), issuer)).toEqual([
      ':sub not at all',
      ':aud not at all',
    ])
  })

  it('of everybody but some is open to this issuer', () => {
    expect(openTo(trust({ NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }), issuer)).toHaveLength(2)
  })

  it.each([
    [{ StringLike: { [`${issuer}:sub`]: 'system:serviceaccount:a:*' } }],
    [{ StringEquals: { [`${issuer}:sub`]: `system:serviceaccount:\${aws:PrincipalTag/ns}:b` } }],
    [{ StringEquals: { [`${issuer}:sub`]: [] } }],
    [{ StringNotEquals: sub }],
    [{ Null: { [`${issuer}:sub`]: 'false' } }],
  ])('under %j leaves the service account open', (Condition) => {
    const [open] =
      openTo(trust({ Principal, Condition: { ...Condition, 'ForAnyValue:StringEquals': aud } }), issuer) ?? []
    expect(open).toMatch(/^:sub /)
  })

  it.each([
    [{ StringEquals: { 'sts:ExternalId': 'agreed' } }, true],
    [{ StringEquals: { 'STS:externalid': ['agreed'] } }, true],
    [{ StringLike: { 'sts:ExternalId': '*' } }, false],
    [{ StringEquals: { 'sts:ExternalId': ['agreed', 'another'] } }, false],
    [{}, false],
  ])('under %j asks for the external id: %s', (Condition, expected) => {
    const statements = trust({ Principal: { AWS: 'arn:aws:iam::111122223333:role/api' }, Action: 'sts:*', Condition })
    expect(asksForExternalId(statements, 'agreed')).toBe(expected)
  })
})
