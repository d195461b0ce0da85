// What the auditor must bring, and which hosts are AWS's own.
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/digest.ts'
import { isGenuine, isGenuineStore } from '../../src/prove/genuine.ts'
import { checkPins, type Pins } from '../../src/prove/pins.ts'
import { verify } from '../../src/prove/verify.ts'
import { memoryStore } from './memory-store.ts'

const pem = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
const whole = {
  publicKey: pem('P-256'),
  account: '111122223333',
  ledger: sha256('first'),
  period: { start: '2026-01-01T00:00:00Z', end: '2027-01-01T00:00:00Z' },
}
const missing = (pins: Partial<Pins>): unknown => {
  try {
    return checkPins(pins) && []
  } catch (error) {
    return (error as { code: string; detail: { missing: string[] } }).detail.missing
  }
}

describe('pins', () => {
  it('are enough with key, account, ledger and period', () => {
    expect(checkPins(whole)).toMatchObject({ ...whole, anchors: [], configs: [], sandbox: false })
  })

  it('are missed all at once', () => {
    expect(missing({})).toHaveLength(4)
  })

  it.each<[string, Partial<Pins>, string]>([
    ['no key', { publicKey: 'x' }, 'P-256'],
    ['a key of another curve', { publicKey: pem('P-384') }, 'P-256'],
    ['no account', { account: '1' }, 'account'],
    ['no digest', { ledger: 'sha256:x' as never }, 'ledger'],
    ['no time', { period: { start: '2026-01-01', end: '2027-01-01' } }, 'period'],
    ['a period that ends before it begins', { period: { start: whole.period.end, end: whole.period.start } }, 'period'],
  ])('are missed where there is %s', (_, wrong, what) => {
    expect(missing({ ...whole, ...wrong })).toEqual([expect.stringContaining(what)])
  })

  it('are asked for before anything is read', async () => {
    const on = {
      store: memoryStore('/empty'),
      catalog: { sources: [], controls: [], detections: [] },
      version: '1',
      endpoint: null,
    }
    await expect(verify({ ...on, pins: {} })).rejects.toMatchObject({ code: 'PINS_MISSING' })
  })
})

describe('a host', () => {
  const aws = { sandbox: false }
  it.each([
    ['eks.eu-west-1.amazonaws.com', 'eks:DescribeCluster', 'eu-west-1'],
    ['eks.eu-west-1.api.aws', 'eks:DescribeCluster', 'eu-west-1'],
    ['fips.eks.us-east-1.amazonaws.com', 'eks:DescribeCluster', 'us-east-1'],
    ['api.ecr.eu-west-1.amazonaws.com', 'ecr:DescribeRepositories', 'eu-west-1'],
    ['ecr-fips.us-east-1.api.aws', 'ecr:DescribeRepositories', 'us-east-1'],
    ['logs.cn-north-1.amazonaws.com.cn', 'logs:StartQuery', 'cn-north-1'],
    ['eks.eusc-de-east-1.amazonaws.eu', 'eks:DescribeCluster', 'eusc-de-east-1'],
    ['account.us-east-1.amazonaws.com', 'account:ListRegions', 'eu-west-1'],
    ['states.eu-west-1.amazonaws.com', 'states:DescribeStateMachine', 'eu-west-1'],
    ['elasticloadbalancing.eu-west-1.amazonaws.com', 'elbv2:DescribeTags', 'eu-west-1'],
    ['elasticloadbalancing.eu-west-1.amazonaws.com', 'elb:DescribeTags', 'eu-west-1'],
    ['monitoring.eu-west-1.amazonaws.com', 'cloudwatch:GetMetricData', 'eu-west-1'],
    ['iam.amazonaws.com', 'iam:GetRole', 'eu-west-1'],
    ['iam.us-gov.amazonaws.com', 'iam:GetRole', 'us-gov-west-1'],
    ['iam.cn-north-1.amazonaws.com.cn', 'iam:GetRole', 'cn-north-1'],
    ['s3.eu-west-1.amazonaws.com', 's3:GetBucketPolicy', 'eu-west-1'],
    ['evidence.s3.eu-west-1.amazonaws.com', 's3:GetBucketPolicy', 'eu-west-1'],
  ] as const)('%s is the one of %s in %s', (host, action, region) => {
    expect(isGenuine(host, action, region, aws, 'evidence')).toBe(true)
  })

  it.each([
    ['127.0.0.1', 'eks:DescribeCluster', 'eu-west-1'],
    ['eks.us-east-1.amazonaws.com', 'eks:DescribeCluster', 'eu-west-1'],
    ['logs.eu-west-1.amazonaws.com', 'eks:DescribeCluster', 'eu-west-1'],
    ['eks.eu-west-1.amazonaws.com.example.org', 'eks:DescribeCluster', 'eu-west-1'],
    ['xeks.eu-west-1.amazonaws.com', 'eks:DescribeCluster', 'eu-west-1'],
    ['eks.s3.eu-west-1.amazonaws.com', 'eks:DescribeCluster', 'eu-west-1'],
    ['eks-1a2b.elb.eu-west-1.amazonaws.com', 'eks:DescribeCluster', 'eu-west-1'],
    ['ec2-192-0-2-7.eu-west-1.compute.amazonaws.com', 'eks:DescribeCluster', 'eu-west-1'],
    ['web-1a2b.elb.eu-west-1.amazonaws.com', 'elb:DescribeTags', 'eu-west-1'],
    ['iam.evil.amazonaws.com', 'iam:GetRole', 'eu-west-1'],
    ['other.s3.eu-west-1.amazonaws.com', 's3:GetBucketPolicy', 'eu-west-1'],
    ['evidence.s3.us-east-1.amazonaws.com', 's3:GetBucketPolicy', 'eu-west-1'],
  ] as const)('%s is not the one of %s in %s', (host, action, region) => {
    expect(isGenuine(host, action, region, aws, 'evidence')).toBe(false)
  })

  it('of the sandbox counts only for who asked for the sandbox', () => {
    expect([
      isGenuine('127.0.0.1', 'eks:ListClusters', 'eu-west-1', { sandbox: true }),
      isGenuineStore('127.0.0.1', aws),
    ]).toEqual([true, false])
    expect(isGenuine('eks.eu-west-1.amazonaws.com', 'eks:ListClusters', 'eu-west-1', { sandbox: true })).toBe(false)
  })
})
