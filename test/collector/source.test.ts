// The source `collector` over the wire: everything of the stack is read, no secret value is stored, and what is not read is said.
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/digest.ts'
import type { Exchange } from '../../src/model.ts'
import { marker, redact } from '../../src/redaction/redaction.ts'
import collector from '../../src/sources/collector.ts'
import { bodyOf, openDeployment, region } from './deployment.ts'

const secrets = {
  DB_PASSWORD: 'hunter2 with blanks',
  API_KEY: 'AKIAIOSFODNN7EXAMPLE',
  TOKEN: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  PEM: '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----',
  URL: 'https://user:s3cret@example.org/?sig=abc',
  digest: `sha256:${'d'.repeat(64)}`,
  VariablesSha256: 'not a digest of ours',
  MARKED: marker,
  TRUE: 'true',
  ODD: '‮\u0000"}]',
}

let at: Awaited<ReturnType<typeof openDeployment>>
beforeEach(async () => {
  at = await openDeployment({ told: secrets })
})
afterEach(() => at.close())

const actions = (exchanges: Exchange[]): string[] => [...new Set(exchanges.map(({ action }) => action))].sort()
const seal = { FunctionName: 'eks-evidence-prod-seal' }
const codeOf = (exchanges: Exchange[]) =>
  bodyOf(exchanges, 'lambda:GetFunctionConfiguration', seal) as { Environment: Record<string, unknown> }

describe('a stack', () => {
  it('is read whole, every operation of the source', async () => {
    const { status, reasons, exchanges } = await at.observed()
    expect([status, reasons]).toEqual(['complete', []])
    expect(actions(exchanges)).toEqual(collector.operations.map(({ action }) => action).sort())
  })

  it('is read whole in pages of one', async () => {
    at.key.grants.push({ GrantId: 'a', Operations: ['Sign'] }, { GrantId: 'b', Operations: ['Verify'] })
    at.stack.roles[0]?.attached.push({ PolicyName: 'a', PolicyArn: 'arn:a' }, { PolicyName: 'b', PolicyArn: 'arn:b' })
    at.sandbox.faults.add({ effect: { kind: 'page-limit', size: 1 } })
    const { status, exchanges } = await at.observed()
    expect(status).toBe('complete')
    const count = (action: string) => exchanges.filter((one) => one.action === action).length
    expect([count('cloudformation:ListStackResources'), count('kms:ListGrants')]).toEqual([
      at.stack.resources.length,
      2,
    ])
    expect(count('iam:ListAttachedRolePolicies')).toBe(at.stack.roles.length + 1)
  })

  it('is asked in its own region alone', async () => {
    await at.observed()
    const asked = at.sandbox.calls().filter(({ service }) => service !== 'iam')
    expect(new Set(asked.map((one) => one.region))).toEqual(new Set([region]))
  })

  it('keeps times of XML as text', async () => {
    const { exchanges } = await at.observed()
    expect(bodyOf(exchanges, 'iam:GetRole')).toMatchObject({ Role: { CreateDate: '2025-12-01T00:00:00Z' } })
    expect(bodyOf(exchanges, 'cloudformation:DescribeStacks')).toMatchObject({
      Stacks: [{ LastUpdatedTime: '2025-12-01T00:00:00Z' }],
    })
  })

  it('is whole while a function is being made that has no name yet', async () => {
    const [first] = at.stack.resources.filter(({ ResourceType }) => ResourceType === 'AWS::Lambda::Function')
    if (!first) throw new Error('no function')
    at.stack.resources.push({ ...first, PhysicalResourceId: '', ResourceStatus: 'CREATE_IN_PROGRESS' })
    expect((await at.observed()).status).toBe('complete')
  })

  it('is partial where one thing of it is denied, and says which', async () => {
    at.sandbox.faults.add({ effect: { kind: 'denial' }, service: 'iam', operation: 'GetRolePolicy' })
    const { status, reasons } = await at.observed()
    expect(status).toBe('partial')
    expect(reasons.join()).toContain('iam:GetRolePolicy: AccessDenied')
  })

  it('has failed where the stack itself is not there', async () => {
    at.stack.stack.StackId = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/another/1'
    at.stack.stack.StackName = 'another'
    const { status, reasons } = await at.observed()
    expect(status).toBe('failed')
    expect(reasons.join()).toContain('ValidationError')
  })

  it('shows a function that was deleted behind its back', async () => {
    at.stack.functions = at.stack.functions.filter(({ FunctionName }) => FunctionName !== seal.FunctionName)
    const { status, exchanges } = await at.observed()
    expect(status).toBe('complete')
    expect(codeOf(exchanges)).toMatchObject({ got: 'absent', code: 'ResourceNotFoundException' })
  })

  it('shows a role that was deleted behind its back', async () => {
    at.stack.roles = at.stack.roles.slice(1)
    const { status, exchanges } = await at.observed()
    expect(status).toBe('complete')
    expect(bodyOf(exchanges, 'iam:GetRole', { RoleName: 'eks-evidence-prod-eu-west-1-plan' })).toMatchObject({
      got: 'absent',
      code: 'NoSuchEntityException',
    })
  })
})

describe('the evidence bucket', () => {
  it('is read by the output of the stack where the stack did not make it', async () => {
    at.stack.resources = at.stack.resources.filter(({ LogicalResourceId }) => LogicalResourceId !== 'EvidenceBucket')
    const { status, exchanges } = await at.observed()
    expect(status).toBe('complete')
    expect(bodyOf(exchanges, 's3:GetObjectLockConfiguration', { Bucket: at.bucket.name })).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 800 } } },
    })
  })

  it('is not read where no output names it, and that is said', async () => {
    at.stack.stack.Outputs = []
    const { status, reasons } = await at.observed()
    expect(status).toBe('partial')
    expect(reasons.join()).toContain('the output EvidenceBucket')
  })

  it('is not read from another owner', async () => {
    at.bucket.owner = '999999999999'
    const { status, reasons } = await at.observed()
    expect([status, reasons.join().includes('s3:GetBucketPolicy: AccessDenied')]).toEqual(['partial', true])
  })

  it.each([
    ['GetBucketPolicy', 'NoSuchBucketPolicy', () => Object.assign(at.bucket.settings, { policy: null })],
    ['GetBucketLifecycleConfiguration', 'NoSuchLifecycleConfiguration', () => undefined],
    ['GetBucketReplication', 'ReplicationConfigurationNotFoundError', () => undefined],
    [
      'GetPublicAccessBlock',
      'NoSuchPublicAccessBlockConfiguration',
      () => Object.assign(at.bucket.settings, { publicAccessBlocked: false }),
    ],
    [
      'GetBucketOwnershipControls',
      'OwnershipControlsNotFoundError',
      () => Object.assign(at.bucket.settings, { ownership: null }),
    ],
    [
      'GetObjectLockConfiguration',
      'ObjectLockConfigurationNotFoundError',
      () => Object.assign(at.bucket, { objectLock: false }),
    ],
  ])('has none by %s, and that is a read: %s', async (operation, code, change) => {
    change()
    const { status, exchanges } = await at.observed()
    expect(status).toBe('complete')
    expect(bodyOf(exchanges, `s3:${operation}`)).toMatchObject({ got: 'absent', code })
  })
})

describe('the signing key', () => {
  it('is read by the output of the stack where the stack did not make it', async () => {
    at.stack.resources = at.stack.resources.filter(({ ResourceType }) => ResourceType !== 'AWS::KMS::Key')
    const { status, exchanges } = await at.observed()
    expect(status).toBe('complete')
    expect(bodyOf(exchanges, 'kms:DescribeKey')).toMatchObject({ KeyMetadata: { KeyId: at.key.id } })
  })
})

describe('the environment of a function', () => {
  it('is stored by its names and one digest, without a value', async () => {
    const { exchanges, stored } = await at.observed()
    const { Variables, VariablesSha256 } = codeOf(exchanges).Environment
    expect(Object.keys(Variables as object)).toEqual(expect.arrayContaining(Object.keys(secrets)))
    expect(new Set(Object.values(Variables as object))).toEqual(new Set([marker]))
    expect(VariablesSha256).toMatch(/^sha256:[0-9a-f]{64}$/)
    const text = stored.map((body) => gunzipSync(body).toString('utf8')).join('')
    expect(text).toContain('DB_PASSWORD')
    for (const [name, value] of Object.entries(secrets)) {
      if (name === 'MARKED' || name === 'TRUE') continue
      expect({ name, isThere: text.includes(JSON.stringify(value).slice(1, -1)) }).toEqual({ name, isThere: false })
    }
  })

  it('has a digest that anybody can make of the values', async () => {
    const { Environment } = at.stack.functions.find(({ FunctionName }) => FunctionName === seal.FunctionName) ?? {}
    const pairs = Object.entries(Environment?.Variables ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
    const { exchanges } = await at.observed()
    expect(codeOf(exchanges).Environment.VariablesSha256).toBe(sha256(JSON.stringify(pairs)))
  })

  it('has the same digest in the next tick, and another one for another value', async () => {
    const digest = async () => codeOf((await at.observed()).exchanges).Environment.VariablesSha256
    const before = await digest()
    expect(await digest()).toBe(before)
    for (const { Environment } of at.stack.functions)
      Object.assign(Environment?.Variables ?? {}, { DB_PASSWORD: 'changed' })
    expect(await digest()).not.toBe(before)
  })

  it('is named on the line as withheld', async () => {
    const { exchanges } = await at.observed()
    const lines = exchanges.filter(({ action }) => action === 'lambda:GetFunctionConfiguration')
    expect(lines.map((one) => one.got === 'body' && one.redacted)).toEqual(lines.map(() => ['Environment.Variables']))
  })

  it('is withheld once: a verifier finds nothing left to withhold, whatever it held', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('Variables', 'VariablesSha256', 'digest'))
    const value = fc.oneof(fc.string(), fc.constant(marker), fc.jsonValue({ maxDepth: 2 }))
    const environment = fc.record(
      { Variables: fc.oneof(fc.dictionary(name, value), value), Error: fc.jsonValue({ maxDepth: 1 }) },
      { requiredKeys: [] },
    )
    const property = fc.property(environment, (Environment) => {
      const action = 'lambda:GetFunctionConfiguration'
      const once = redact(collector.redacts, action, { FunctionName: 'f', Environment })
      expect(redact(collector.redacts, action, once.body)).toEqual({ body: once.body, names: [] })
      const { Variables } = (once.body as { Environment: { Variables?: unknown } }).Environment
      const left = typeof Variables === 'object' && Variables !== null ? Object.values(Variables) : [Variables]
      for (const one of left) expect([marker, null, undefined]).toContain(one)
    })
    fc.assert(property, { seed: 7, numRuns: 300 })
  })
})
