// Mistakes that other tools shipped, and what they come to here.
import { describe, expect, it } from 'vitest'
import entriesExist from '../../src/controls/access-entries-exist.ts'
import apiNotPublic from '../../src/controls/api-endpoint-not-public.ts'
import keyRotates from '../../src/controls/cluster-key-rotates.ts'
import logsOn from '../../src/controls/control-plane-logs-on.ts'
import triaged from '../../src/controls/findings-triaged.ts'
import imagesScanned from '../../src/controls/images-scanned.ts'
import noOverdue from '../../src/controls/no-overdue-vulnerability.ts'
import nodeRestricted from '../../src/controls/node-role-restricted.ts'
import regionInventoried from '../../src/controls/region-inventoried.ts'
import repositoryNotPublic from '../../src/controls/repository-not-public.ts'
import secretsEncrypted from '../../src/controls/secrets-encrypted.ts'
import rolesPinned from '../../src/controls/service-account-roles-pinned.ts'
import inStandardSupport from '../../src/controls/version-in-standard-support.ts'
import { accessOf } from '../../src/examples/access.ts'
import { nodeRolesOf } from '../../src/examples/cluster-identities.ts'
import { answered, describedCluster, none } from '../../src/examples/example.ts'
import { allow, detailsOf, grantsOf, roleArn } from '../../src/examples/identities.ts'
import { finding, imagesOf, scannedAt } from '../../src/examples/images.ts'
import { inspectorFinding, inspectorOf, inspectorOff } from '../../src/examples/inspector.ts'
import { keyArn, keysOf } from '../../src/examples/keys.ts'
import type { Exchange } from '../../src/model.ts'
import { run } from './run.ts'

const denied = (line: Exchange): Exchange => {
  const { action, input, at } = line
  const message = 'User is not authorized'
  return {
    action,
    input,
    at,
    host: null,
    date: null,
    requestId: null,
    got: 'failed',
    code: 'AccessDeniedException',
    message,
  }
}
const endpoint = (...publicAccessCidrs: string[]) =>
  describedCluster({
    resourcesVpcConfig: { endpointPublicAccess: true, endpointPrivateAccess: true, publicAccessCidrs },
  })

describe('where others start at PASS', () => {
  it('a cluster that may not be described is not "not public"', () => {
    expect(run(apiNotPublic, { endpoint: [denied(describedCluster())] })).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('AccessDeniedException'),
    })
  })

  it('a region whose clusters may not be listed is no empty region', () => {
    const inventory = [
      denied(answered('eks:ListClusters', { include: ['all'] }, {})),
      answered('ecr:DescribeRepositories', { maxResults: 1000 }, { repositories: [] }),
    ]
    const Regions = [{ RegionName: 'eu-central-1', RegionOptStatus: 'ENABLED' }]
    const said = run(regionInventoried, { regions: [answered('account:ListRegions', {}, { Regions })], inventory })
    expect(said).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('AccessDeniedException') })
  })

  it('a list that is not as documented is no empty list', () => {
    const inventory = [
      answered('eks:ListClusters', { include: ['all'] }, { clusters: [] }),
      answered('ecr:DescribeRepositories', { maxResults: 1000 }, {}),
    ]
    const Regions = [{ RegionName: 'eu-central-1', RegionOptStatus: 'ENABLED' }]
    const said = run(regionInventoried, { regions: [answered('account:ListRegions', {}, { Regions })], inventory })
    expect(said).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('not as documented') })
  })

  it('a region with a repository of unknown birth is not wholly known', () => {
    const repositories = [
      { repositoryArn: 'arn:aws:ecr:eu-central-1:111122223333:repository/app', repositoryName: 'app' },
    ]
    const inventory = [
      answered('eks:ListClusters', { include: ['all'] }, { clusters: [] }),
      answered('ecr:DescribeRepositories', { maxResults: 1000 }, { repositories }),
    ]
    const Regions = [{ RegionName: 'eu-central-1', RegionOptStatus: 'ENABLED' }]
    const said = run(regionInventoried, { regions: [answered('account:ListRegions', {}, { Regions })], inventory })
    expect(said).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('repository/app') })
  })

  it('a throttled policy is no missing policy', () => {
    const asked = answered('ecr:GetRepositoryPolicy', { repositoryName: 'app' }, {})
    expect(run(repositoryNotPublic, { statements: [denied(asked)] }).outcome).toBe('unknown')
  })

  it('a repository that is gone is not "without a policy"', () => {
    const gone = none('ecr:GetRepositoryPolicy', { repositoryName: 'app' }, 'RepositoryNotFoundException')
    expect(run(repositoryNotPublic, { statements: [gone] }).outcome).toBe('unknown')
  })
})

describe('where others see no public endpoint', () => {
  it.each([[['::/0']], [['0.0.0.0/1', '128.0.0.0/1']], [['10.1.1.1/32', '0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/1']]])(
    '%s is the whole internet',
    (cidrs) => {
      expect(run(apiNotPublic, { endpoint: [endpoint(...cidrs)] }).outcome).toBe('fail')
    },
  )

  it('an open endpoint without ranges is not "open to nobody"', () => {
    expect(run(apiNotPublic, { endpoint: [endpoint()] }).outcome).toBe('unknown')
  })

  it('ranges that cannot be read are not narrow', () => {
    expect(run(apiNotPublic, { endpoint: [endpoint('198.51.100.7/32', '0.0.0.0/00x')] }).outcome).toBe('unknown')
  })
})

describe('where others read the first entry only', () => {
  it('log types of every entry count, and of enabled ones alone', () => {
    const clusterLogging = [
      { types: ['scheduler'], enabled: false },
      { types: ['api', 'audit', 'authenticator', 'controllerManager'], enabled: true },
    ]
    const said = run(logsOn, { types: [describedCluster({ logging: { clusterLogging } })] })
    expect(said).toEqual({ outcome: 'fail', reason: 'scheduler off; on: api, audit, authenticator, controllerManager' })
  })
})

describe('where others compare with a constant', () => {
  it('a version that EKS does not list is unknown, however new', () => {
    const versions = [answered('eks:DescribeClusterVersions', { includeAll: true }, { clusterVersions: [] })]
    const said = run(inStandardSupport, { version: [describedCluster({ version: '9.99' })], versions })
    expect(said).toEqual({ outcome: 'unknown', reason: 'EKS does not list version 9.99' })
  })

  it('a version is supported only where every kind of cluster that lists it says so', () => {
    const clusterVersions = ['STANDARD_SUPPORT', 'UNSUPPORTED'].map((versionStatus) => ({
      clusterVersion: '1.33',
      versionStatus,
    }))
    const versions = [answered('eks:DescribeClusterVersions', { includeAll: true }, { clusterVersions })]
    expect(run(inStandardSupport, { version: [describedCluster()], versions }).outcome).toBe('fail')
  })

  it('a cluster without encryptionConfig is encrypted from 1.28 on', () => {
    const at = (version: string) => run(secretsEncrypted, { encryption: [describedCluster({ version })] }).outcome
    expect([at('1.27'), at('1.28'), at('1.9')]).toEqual(['fail', 'pass', 'fail'])
  })
})

describe('where others show zero vulnerabilities', () => {
  const never = imagesOf({ absent: 'ScanNotFoundException' })

  it.each([
    ['VUL-01', noOverdue],
    ['VUL-02', imagesScanned],
    ['VUL-04', triaged],
  ])('%s of an image that was never scanned is unknown', (_, control) => {
    expect(run(control, { images: never, inspected: inspectorOff })).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('1 NEVER_SCANNED'),
    })
  })

  it('an old image counts beside a clean newest one', () => {
    const images = imagesOf({ enhanced: [] }, { enhanced: [finding('CRITICAL', scannedAt - 90 * 86_400)] })
    expect(run(noOverdue, { images, inspected: inspectorOff })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('sha256:2222'),
    })
  })

  it('a critical finding of basic scanning has no age, and is not in time for that', () => {
    const images = imagesOf({ basic: [{ name: 'CVE-2019-5188', severity: 'CRITICAL' }] })
    expect(run(noOverdue, { images, inspected: inspectorOff })).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('CVE-2019-5188'),
    })
  })

  it('UNTRIAGED findings are counted', () => {
    const images = imagesOf({ enhanced: [finding('UNTRIAGED', scannedAt), finding('UNTRIAGED', scannedAt)] })
    expect(run(triaged, { images, inspected: inspectorOff })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringMatching(/^2 findings/),
    })
  })

  it('an account with many images is read page by page, and none is left out', () => {
    const images = imagesOf(...Array.from({ length: 9 }, () => ({ enhanced: [] })))
    const missing = images.toSpliced(5, 1)
    expect(run(imagesScanned, { images, inspected: inspectorOff }).outcome).toBe('pass')
    expect(run(imagesScanned, { images: missing, inspected: inspectorOff })).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('never asked'),
    })
  })
})

describe('where others lose sight of a vulnerability', () => {
  const day = 86_400
  const ago = (days: number) => scannedAt - days * day
  const clean = imagesOf({ enhanced: [] }, { enhanced: [] })
  const ended = { inUse: 0, lastInUseAt: ago(20) }
  const both = [{ inUse: 2 }, ended]
  const said = (images: Exchange[], inspected: Exchange[]) => run(noOverdue, { images, inspected })

  it('what was fixed in time is shown, and what was fixed late', () => {
    const closed = { status: 'CLOSED', updatedAt: ago(3) }
    const findings = [
      inspectorFinding(0, 'HIGH', ago(20), { ...closed, ...of('CVE-1') }),
      inspectorFinding(0, 'CRITICAL', ago(20), { ...closed, ...of('CVE-2') }),
    ]
    expect(said(clean, inspectorOf({ images: both, findings }))).toEqual({
      outcome: 'pass',
      reason: expect.stringMatching(/^0 overdue, 1 fixed late, 1 fixed in time, .*; 1 of 2 images run$/),
    })
  })

  it('an image that is built anew each day is not younger for that', () => {
    const findings = [inspectorFinding(0, 'CRITICAL', ago(1)), inspectorFinding(1, 'CRITICAL', ago(16))]
    expect(said(clean, inspectorOf({ images: both, findings }))).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('CVE-2024-9681 CRITICAL since 2025-12-20T00:00:00Z, due 2026-01-04T00:00:00Z'),
    })
  })

  it('a finding that Inspector closed because it stopped scanning is not fixed', () => {
    const findings = [inspectorFinding(0, 'CRITICAL', ago(40), { status: 'CLOSED', updatedAt: ago(39) })]
    const images = [{ inUse: 2, status: 'INACTIVE' as const, reason: 'SCAN_ELIGIBILITY_EXPIRED' }]
    expect(said(imagesOf({ enhanced: [] }), inspectorOf({ images, findings }))).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('1 closed because no longer scanned'),
    })
  })

  it('an image of which nobody knows whether it runs is judged, and that is said', () => {
    const findings = [inspectorFinding(1, 'CRITICAL', ago(16))]
    expect(said(clean, inspectorOf({ images: [{ inUse: 2 }, {}], findings }))).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('1 of 2 images run, of 1 it is not known'),
    })
  })

  it('a region in which Inspector sees nothing run is not one in which nothing runs', () => {
    const findings = [inspectorFinding(1, 'CRITICAL', ago(16))]
    expect(said(clean, inspectorOf({ images: [{ inUse: 0 }, { inUse: 0 }], findings })).outcome).toBe('fail')
  })

  it('an image of an index, by whose digest pods may name it, may run though none is seen', () => {
    const index = {
      details: { imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' },
      absent: 'ScanNotFoundException',
    }
    const findings = [inspectorFinding(1, 'CRITICAL', ago(16))]
    const images = imagesOf({ enhanced: [] }, { enhanced: [] }, index)
    expect(said(images, inspectorOf({ images: [{ inUse: 2 }, { inUse: 0 }], findings })).outcome).toBe('fail')
  })

  it('Inspector that is denied is not Inspector that is off', () => {
    expect(said(clean, inspectorOff).outcome).toBe('pass')
    expect(said(clean, inspectorOff.map(denied))).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('AccessDeniedException'),
    })
  })

  it('findings of two hundred images fit into the sentence, counts first', () => {
    const many = Array.from({ length: 200 }, (_, at) => of(`CVE-${at}`))
    const findings = many.map((one) => inspectorFinding(0, 'CRITICAL', ago(16), one))
    const { reason } = said(clean, inspectorOf({ images: both, findings }))
    expect(reason).toMatch(/^200 overdue, .*1 of 2 images run; CVE-/)
    expect(reason.length).toBeLessThanOrEqual(500)
  })
})

const of = (vulnerabilityId: string) => ({ packageVulnerabilityDetails: { vulnerabilityId, source: 'NVD' } })

describe('where text comes from whoever owns the cluster', () => {
  it('a reason neither floods nor turns its reader round', () => {
    const statement = (at: number) => ({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${String(at).padStart(12, '0')}:role/\u202e${'x'.repeat(400)}` },
    })
    const policyText = JSON.stringify({ Statement: Array.from({ length: 40 }, (_, at) => statement(at)) })
    const lines = [answered('ecr:GetRepositoryPolicy', { repositoryName: 'app' }, { policyText })]
    const { outcome, reason } = run(repositoryNotPublic, { statements: lines })
    expect(outcome).toBe('fail')
    expect(reason.length).toBeLessThanOrEqual(500)
    expect(reason).not.toContain('\u202e')
    expect(reason).toContain('\\u{202E}')
  })
})

describe('where others read a policy in the one form that they know', () => {
  const policy = (Statement: object) => {
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement })
    return { statements: [answered('ecr:GetRepositoryPolicy', { repositoryName: 'app' }, { policyText })] }
  }
  const pull = { Effect: 'Allow', Action: 'ecr:BatchGetImage' }
  const abroad = (partition: string) => `arn:${partition}:iam::444455556666:root`

  it.each([
    ['in one statement that is no list', policy({ ...pull, Principal: { AWS: abroad('aws') } })],
    ['of another partition', policy([{ ...pull, Principal: { AWS: abroad('aws-cn') } }])],
    ['of a type that nobody knows', policy([{ ...pull, Principal: { Tomorrow: abroad('aws-us-gov') } }])],
  ])('a principal %s is let in all the same', (_, example) => {
    expect(run(repositoryNotPublic, example)).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('444455556666'),
    })
  })

  const role = (own: unknown) => ({
    nodes: nodeRolesOf([roleArn('node')]),
    access: accessOf('API'),
    grants: grantsOf([{ name: 'node', policies: { own } }]),
  })

  it.each([
    ['in one statement', { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
    ['by all but one action', { Statement: { Effect: 'Allow', NotAction: 's3:DeleteBucket', Resource: '*' } }],
    [
      'by all but one resource',
      { Statement: [{ Effect: 'Allow', Action: 'IAM:*', NotResource: 'arn:aws:iam::1:role/x' }] },
    ],
    ['beside a denial', { Statement: [allow('*').Statement[0], { Effect: 'Deny', Action: 'iam:*', Resource: '*' }] }],
  ])('an administrator %s is one', (_, own) => {
    expect(run(nodeRestricted, role(own)).outcome).toBe('fail')
  })

  it('what cannot be understood is no pass', () => {
    expect(run(nodeRestricted, role('{"Statement":[{"Effect":"Permit"}]}'))).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('not understood'),
    })
    const provider = answered('iam:ListOpenIDConnectProviders', {}, { OpenIDConnectProviderList: [] })
    const principals = [detailsOf([{ name: 'a', trust: 'Statement: Allow' }])]
    expect(run(rolesPinned, { issuer: [describedCluster()], principals, providers: [provider] }).outcome).toBe(
      'unknown',
    )
  })
})

describe('where others look at the key that they find', () => {
  const under = (key: string) => [
    describedCluster({ encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: key } }] }),
  ]
  const abroad = keyArn.replace('111122223333', '444455556666')

  it('a key of another account is not read, and said to be', () => {
    expect(run(keyRotates, { encryption: under(abroad), keys: keysOf({}) })).toEqual({
      outcome: 'unknown',
      reason: `${abroad}: it is a key of account 444455556666, which is not read`,
    })
  })

  it('a key whose policy shuts the collector out is unknown to its clusters, and to no other', () => {
    const keys = keysOf({}).map((line) => (line.action === 'kms:DescribeKey' ? denied(line) : line))
    expect(run(keyRotates, { encryption: under(keyArn), keys })).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('AccessDeniedException'),
    })
    expect(run(keyRotates, { encryption: [describedCluster()], keys }).outcome).toBe('fail')
  })

  it('an entry that is newer than the reading of IAM is not dangling yet', () => {
    const later = (line: Exchange): Exchange =>
      JSON.parse(JSON.stringify(line).replaceAll('1744688748.097', '1767580000'))
    const access = accessOf('API', { principal: roleArn('team') }).map(later)
    const principals = [detailsOf([])]
    expect(run(entriesExist, { access, principals })).toMatchObject({
      ...{ outcome: 'unknown', reason: expect.stringContaining('newer than the reading of IAM') },
    })
    expect(run(entriesExist, { access, principals: [detailsOf([{ name: 'team' }])] }).outcome).toBe('pass')
  })

  it('an account that may not be read has no dangling entries and no good ones', () => {
    const access = accessOf('API', { principal: roleArn('team') })
    expect(run(entriesExist, { access, principals: [denied(detailsOf([]))] }).outcome).toBe('unknown')
  })
})
