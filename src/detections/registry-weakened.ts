// DET-62: a repository or the registry was opened to everybody, tags or scanning were loosened, or images were deleted.
import { registryAsked } from '../changes/registry.ts'
import { ending, who } from '../changes/sentence.ts'
import { defineDetection } from '../detection.ts'
import { trailRecord } from '../examples/change-events.ts'

const example = (name: string, asked: object, more: Record<string, unknown> = {}) => [
  trailRecord({ name, source: 'ecr.amazonaws.com', asked: { repositoryName: 'team/app', ...asked }, more }),
]
const pull = { Effect: 'Allow', Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] }
const policy = (statement: unknown, name = 'SetRepositoryPolicy') =>
  example(name, { policyText: JSON.stringify({ Version: '2012-10-17', Statement: statement }) })
const allow = (Principal: unknown, Condition?: unknown) => [{ ...pull, Principal, ...(Condition ? { Condition } : {}) }]
const organisation = { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }
const scanning = (scanType: string, ...rules: unknown[]) =>
  example('PutRegistryScanningConfiguration', { scanType, rules })
const onPush = (filter: string, scanFrequency = 'SCAN_ON_PUSH') => ({
  scanFrequency,
  repositoryFilters: [{ filter, filterType: 'WILDCARD' }],
})

export default defineDetection({
  id: 'DET-62',
  kind: 'change',
  title: 'Registry or repository made public, scanning, signing or immutability off, or images deleted',
  criteria: ['CC6.6', 'CC6.8'],
  severity: 'medium',
  names: Object.keys(registryAsked).map((name) => `ecr:${name}`),
  hit(event) {
    const asked = registryAsked[event.name]?.(event)
    return asked && { reason: `${who(event)} asked to ${asked.what}${ending(event)}`, severity: asked.severity }
  },
  limits:
    'Accounts that a policy names are not judged here but by NET-09 and NET-10; Deny statements are not subtracted. What lifecycle policies expire leaves no such event, and what was before the events do not say.',
  respond:
    'Ask the actor for the approved change; otherwise set it back, and hold what runs from the repository against the digests that were deployed.',
  sameAs: ['Panther ECR CRUD Actions'],
  examples: {
    hit: [
      policy(allow('*')),
      policy(allow({ AWS: '*' })),
      policy(allow({ AWS: ['arn:aws:iam::111122223333:root', '*'] })),
      policy(allow('*')[0]),
      policy([{ ...pull, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }]),
      policy(allow('*', { StringLike: { 'aws:PrincipalArn': '*' } })),
      policy(allow('*', { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } })),
      policy(allow('*'), 'PutRegistryPolicy'),
      example('SetRepositoryPolicy', { policyText: '{"Statement":' }),
      example('SetRepositoryPolicy', { policyText: { Statement: [] } }),
      example(
        'SetRepositoryPolicy',
        { policyText: JSON.stringify({ Statement: allow('*') }) },
        { errorCode: 'AccessDenied' },
      ),
      example('DeleteRepositoryPolicy', {}),
      example('DeleteRegistryPolicy', {}),
      example('PutImageTagMutability', { imageTagMutability: 'MUTABLE' }),
      example('PutImageTagMutability', {
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
      }),
      example('PutImageScanningConfiguration', { imageScanningConfiguration: { scanOnPush: false } }),
      example('PutImageScanningConfiguration', { imageScanningConfiguration: 'off' }),
      scanning('ENHANCED'),
      scanning('ENHANCED', onPush('prod*')),
      scanning('ENHANCED', onPush('*', 'MANUAL')),
      scanning('BASIC', onPush('*')),
      example('DeleteSigningConfiguration', {}),
      example('BatchDeleteImage', { imageIds: [{ imageTag: '1.4.2' }, { imageDigest: 'sha256:0a1b' }] }),
      example('DeleteRepository', { force: true }),
    ],
    miss: [
      policy(allow({ AWS: 'arn:aws:iam::111122223333:root' })),
      policy(allow('*', organisation)),
      policy(allow('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } })),
      policy(allow({ Service: 'lambda.amazonaws.com' })),
      policy([{ ...pull, Effect: 'Deny', Principal: '*' }]),
      example('PutImageTagMutability', { imageTagMutability: 'IMMUTABLE' }),
      example('PutImageScanningConfiguration', { imageScanningConfiguration: { scanOnPush: true } }),
      scanning('ENHANCED', onPush('*', 'CONTINUOUS_SCAN')),
      example('DeleteRepository', { force: false }),
      example('PutLifecyclePolicy', { lifecyclePolicyText: '{"rules":[]}' }),
      // The same name in another service.
      [trailRecord({ name: 'DeleteRepository', source: 'codecommit.amazonaws.com', asked: { repositoryName: 'app' } })],
    ],
  },
})
