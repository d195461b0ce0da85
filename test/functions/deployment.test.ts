// What the functions make of their environment.
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sts } from '../../gen/commands/sts.ts'
import { makeS3 } from '../../src/aws.ts'
import { settableClock } from '../../src/clock.ts'
import { deployment } from '../../src/deployment.ts'
import { startStack } from './stack.ts'

let stack: Awaited<ReturnType<typeof startStack>>
beforeAll(async () => {
  stack = await startStack()
})
afterAll(async () => {
  await stack.sandbox.close()
  vi.unstubAllEnvs()
})

const now = '2026-01-05T00:20:00Z'
const made = (changes: Record<string, string | undefined> = {}) =>
  deployment({ ...stack.environment('plan'), ...changes }, [sts], settableClock(now))
const faults = (changes: Record<string, string | undefined>): unknown => {
  try {
    made(changes)
  } catch (error) {
    return (error as { detail?: { faults?: unknown } }).detail?.faults
  }
  return undefined
}

describe('the environment', () => {
  it('is refused with all its faults at once', () => {
    const wrong = {
      ACCOUNT: '12',
      EVIDENCE_BUCKET: undefined,
      PERIOD_END: '2027',
      REGIONS: 'eu-west-1,eu-west-1',
      RETENTION_DAYS: '-1',
      SIGNING_KEY_ID: '',
    }
    expect(faults(wrong)).toEqual([
      'ACCOUNT: expected the 12 digits of the account',
      'EVIDENCE_BUCKET: is not set',
      'PERIOD_END: expected a time as 2027-01-01T00:00:00Z',
      'RETENTION_DAYS: expected 800 days or more',
      'SIGNING_KEY_ID: is empty',
      'REGIONS: expected all, or regions with a comma between them',
    ])
  })

  it.each([
    [undefined, undefined],
    ['all', undefined],
    ['eu-west-1,us-gov-east-1', ['eu-west-1', 'us-gov-east-1']],
  ])('names regions: %s', (REGIONS, expected) => {
    expect(made({ REGIONS }).regions).toEqual(expected)
  })

  it('cannot ask for less than 800 days', () => {
    expect(faults({ RETENTION_DAYS: '799' })).toEqual(['RETENTION_DAYS: expected 800 days or more'])
  })

  it('names the stack by its ARN, where there is one', () => {
    const stack =
      'arn:aws:cloudformation:eu-west-1:111122223333:stack/eks-evidence-prod/5b1a3c70-e9f2-11f0-8de9-0242ac120002'
    expect(made({ STACK_ID: stack }).deployment).toBe(stack)
    expect(made({ STACK_ID: undefined }).deployment).toBeUndefined()
    expect(faults({ STACK_ID: 'eks-evidence-prod' })).toEqual(['STACK_ID: expected the ARN of a CloudFormation stack'])
  })
})

describe('evidence stays locked', () => {
  it('for the days that are set', () => {
    expect(made({ RETENTION_DAYS: '801' }).retainUntil()).toBe('2028-03-16T00:20:00Z')
  })

  it('for a year beyond the end of the period, where that is later', () => {
    expect(made({ PERIOD_END: '2029-01-01T00:00:00Z' }).retainUntil()).toBe('2030-01-01T00:00:00Z')
  })

  it('no shorter for a period that ends soon', () => {
    expect(made({ PERIOD_END: '2026-02-01T00:00:00Z' }).retainUntil()).toBe('2028-03-15T00:20:00Z')
  })
})

describe('the collector', () => {
  it('is the version, the commit and the role', async () => {
    for (const [name, value] of Object.entries(stack.environment('plan'))) vi.stubEnv(name, value)
    expect(await made().collector()).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      commit: 'test',
      caller: 'arn:aws:sts::111122223333:assumed-role/eks-evidence-prod-eu-west-1-plan/plan',
    })
  })

  it('is not one of another account', async () => {
    for (const [name, value] of Object.entries(stack.environment('plan'))) vi.stubEnv(name, value)
    await expect(made({ ACCOUNT: '999999999999' }).collector()).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

describe('the configuration', () => {
  const put = async (key: string, text: string | Uint8Array): Promise<void> => {
    const client = makeS3({
      home: stack.home,
      endpoint: stack.sandbox.endpoint,
      credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
    })
    await client.send(new PutObjectCommand({ Bucket: 'documents', Key: key, Body: Buffer.from(text as string) }))
    client.destroy()
  }

  it('is empty where nobody put one', async () => {
    expect(await made().documents()).toEqual([])
  })

  it('is every file below config/ of the documents bucket, and nothing else', async () => {
    await put('config/', '')
    await put('config/eks-evidence.yml', 'regions: [eu-west-1]\n')
    await put('policies/access.pdf', 'x')
    expect(await made().documents()).toEqual([{ name: 'eks-evidence.yml', text: 'regions: [eu-west-1]\n' }])
  })

  it('is refused by the name of a file that is not text', async () => {
    await put('config/odd.yml', new Uint8Array([0xff, 0xfe]))
    await expect(made().documents()).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      detail: { key: 'config/odd.yml' },
    })
  })

  it('is not read from a bucket of another account', async () => {
    await expect(made({ ACCOUNT: '999999999999' }).documents()).rejects.toMatchObject({ code: 'STORE_UNREADABLE' })
  })
})
