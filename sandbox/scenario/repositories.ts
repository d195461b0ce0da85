// The twelve repositories of the demo, five images each.
import type { RepositoryState } from '../world.ts'
import { type ImageSpec, imageOf, type Scanning } from './images.ts'
import { account, daysAgo, hex } from './seed.ts'
import type { VulnerabilityName } from './vulnerabilities.ts'

type RepositorySpec = {
  region: string
  name: string
  scanning: Scanning
  /** What the newest image holds; each older one holds a little more. */
  newest: VulnerabilityName[]
  /** Days before the base time on which the newest was pushed. */
  age: number
  mutable?: true
  publicPull?: true
  lifecycle?: false
  owner?: string
  /** The older images hold no more than the newest. */
  clean?: true
}

const eu = 'eu-west-1'
const us = 'us-east-1'
const specs: RepositorySpec[] = [
  { region: eu, name: 'prod/payments-api', scanning: 'enhanced', newest: ['expat', 'glibc', 'util', 'krb5'], age: 61 },
  { region: eu, name: 'prod/orders-api', scanning: 'enhanced', newest: ['util', 'krb5'], age: 12 },
  { region: eu, name: 'prod/web-frontend', scanning: 'enhanced', newest: [], age: 5, clean: true },
  {
    region: eu,
    name: 'prod/ledger-worker',
    scanning: 'enhanced',
    newest: ['zlib', 'curlHsts', 'util', 'krb5'],
    age: 33,
  },
  { region: eu, name: 'staging/payments-api', scanning: 'enhanced', newest: ['nghttp2', 'openssl', 'util'], age: 3 },
  {
    region: eu,
    name: 'public/downloads',
    scanning: 'enhanced',
    newest: ['curlHsts', 'util'],
    age: 20,
    publicPull: true,
  },
  {
    region: eu,
    name: 'shared/base-node',
    scanning: 'enhanced-on-push',
    newest: ['openssl', 'util'],
    age: 40,
    mutable: true,
  },
  { region: eu, name: 'shared/charts', scanning: 'unsupported', newest: [], age: 15 },
  { region: eu, name: 'tools/build-agent', scanning: 'never', newest: [], age: 90, owner: 'ci' },
  {
    region: us,
    name: 'analytics/spark-runner',
    scanning: 'basic',
    newest: ['curlSocks', 'glibc', 'openssl', 'util', 'krb5'],
    age: 120,
    owner: 'data',
  },
  { region: us, name: 'analytics/feature-store', scanning: 'basic', newest: ['util'], age: 8, owner: 'data' },
  { region: us, name: 'analytics/notebook', scanning: 'never', newest: [], age: 200, lifecycle: false, owner: 'data' },
]

const older: VulnerabilityName[] = ['openssl', 'nghttp2', 'curlSocks', 'glibc']

const versions = ['2.7.3', '2.7.2', '2.7.1', '2.6.9']

const imagesOf = ({ region, name, scanning, newest, age, clean }: RepositorySpec): ImageSpec[] =>
  [...versions, null].map((version, back) => ({
    region,
    repositoryName: name,
    tags: version === null ? [] : [version],
    pushedAt: Math.floor(daysAgo(`${name}/${back}`, age + 14 * back)),
    scanning,
    holds: scanning === 'unsupported' ? [] : [...new Set([...newest, ...older.slice(0, clean ? 0 : back)])],
    signing: region !== eu || !name.startsWith('prod/') || version === null ? null : back === 2 ? 'FAILED' : 'COMPLETE',
    inUse: back === 0 ? 3 : 0,
    // Until the next one ran.
    ...(back > 0 && { lastInUseAt: Math.floor(daysAgo(`${name}/${back - 1}`, age + 14 * (back - 1))) + 1_800 }),
  }))

const publicPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'AnyoneMayPull',
      Effect: 'Allow',
      Principal: '*',
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    },
  ],
}

const lifecyclePolicy = {
  rules: [
    {
      rulePriority: 1,
      description: 'Expire untagged images after 90 days',
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 90 },
      action: { type: 'expire' },
    },
  ],
}

export const repositoriesIn = (region: string): RepositoryState[] =>
  specs
    .filter((spec) => spec.region === region)
    .map((spec): RepositoryState => {
      const inProd = spec.name.startsWith('prod/')
      const kmsKey = `arn:aws:kms:${region}:${account}:key/${hex('ecr/key', 8)}-0c4e-4f7a-8b21-${hex('ecr/key', 12)}`
      return {
        repository: {
          repositoryArn: `arn:aws:ecr:${region}:${account}:repository/${spec.name}`,
          registryId: account,
          repositoryName: spec.name,
          repositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${spec.name}`,
          createdAt: daysAgo(`repository/${spec.name}`, 330),
          imageTagMutability: spec.mutable ? 'MUTABLE' : 'IMMUTABLE',
          imageScanningConfiguration: { scanOnPush: false },
          encryptionConfiguration: inProd ? { encryptionType: 'KMS', kmsKey } : { encryptionType: 'AES256' },
        },
        tags: { owner: spec.owner ?? 'platform', environment: spec.name.split('/')[0] ?? '' },
        policyText: spec.publicPull ? JSON.stringify(publicPolicy) : null,
        lifecycle:
          spec.lifecycle === false
            ? null
            : {
                lifecyclePolicyText: JSON.stringify(lifecyclePolicy),
                lastEvaluatedAt: Math.floor(daysAgo(spec.name, 1)),
              },
        images: imagesOf(spec).map(imageOf),
      }
    })
