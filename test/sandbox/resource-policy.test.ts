// The evaluator of resource policies: what it knows it judges as IAM does, and what it does not know it refuses to judge.
import { describe, expect, it } from 'vitest'
import { type Context, denies } from '../../sandbox/resource-policy.ts'

const need = { action: 's3:PutObject', resource: 'arn:aws:s3:::b/a' }
const judged = (changes: object, context: Context = {}): boolean =>
  denies(
    JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', ...changes }] }),
    need,
    context,
  )
const under = (operator: string, wanted: string | string[], given: string | undefined): boolean =>
  judged({ Condition: { [operator]: { 's3:Key': wanted } } }, { 's3:key': given })

describe('a statement', () => {
  it.each([
    ['the action in any case of letters', { Action: ['S3:putobject'] }, true],
    ['another action', { Action: 's3:GetObject' }, false],
    ['the resource', { Resource: 'arn:aws:s3:::b/*' }, true],
    ['another resource', { Resource: ['arn:aws:s3:::c/*'] }, false],
  ])('of %s', (_, changes, expected) => {
    expect(judged(changes)).toBe(expected)
  })

  it('holds where all of its conditions hold', () => {
    const both = { Bool: { k: 'true' }, Null: { other: 'true' } }
    expect(judged({ Condition: both }, { k: 'true', other: undefined })).toBe(true)
    expect(judged({ Condition: both }, { k: 'true', other: 'x' })).toBe(false)
  })
})

describe('an operator', () => {
  const role = 'arn:aws:iam::111122223333:role/a'
  it.each([
    ['ArnEquals', role, role, true],
    ['ArnEquals', 'arn:aws:iam::*:role/*', role, true],
    ['ArnEquals', 'arn:*:role/a', role, false],
    ['ArnEquals', role, undefined, false],
    ['ArnNotEquals', [role, `${role}b`], role, false],
    ['ArnNotEquals', [`${role}b`], role, true],
    ['ArnNotEquals', role, undefined, true],
    ['Bool', 'false', 'false', true],
    ['Bool', 'false', undefined, false],
    ['Null', 'true', undefined, true],
    ['Null', 'true', '', false],
    ['NumericLessThan', '799', '798', true],
    ['NumericLessThan', '799', '799', false],
    ['NumericLessThan', '799', '1000', false],
    ['NumericLessThan', '799', undefined, false],
    ['StringNotEquals', 'AES256', 'aws:kms', true],
    ['StringNotEquals', 'AES256', 'AES256', false],
    ['StringNotEquals', 'AES256', undefined, true],
  ])('%s %j of %j: %s', (operator, wanted, given, expected) => {
    expect(under(operator, wanted, given)).toBe(expected)
  })
})

describe('is not judged:', () => {
  it.each([
    ['an operator that is not known', () => under('StringLike', 'x', 'x'), 'the condition operator StringLike'],
    ['a key that is not known', () => judged({ Condition: { Bool: { k: 'true' } } }), 'the condition key k'],
    ['a statement that allows', () => judged({ Effect: 'Allow' }), 'Allow'],
    ['a statement of some principals', () => judged({ Principal: { AWS: 'x' } }), 'AWS'],
    ['what is not an action', () => judged({ NotAction: 's3:GetObject' }), 'NotAction'],
  ])('%s', (_, judge, why) => {
    expect(judge).toThrow(why)
  })
})
