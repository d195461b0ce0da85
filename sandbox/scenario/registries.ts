// The demo's two registries in use: one scanned by Inspector, one by basic scanning.
import type { RegistryState } from '../world.ts'
import { emptyRegistry } from '../world.ts'
import { signingProfile } from './images.ts'
import { repositoriesIn } from './repositories.ts'
import { account, daysAgo } from './seed.ts'

const wildcard = (filter: string) => ({ filter, filterType: 'WILDCARD' as const })
const backup = '222233334444'

export const euRegistry = (): RegistryState => ({
  ...emptyRegistry(),
  scanning: {
    scanType: 'ENHANCED',
    rules: [
      { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: ['prod/*', 'staging/*', 'public/*'].map(wildcard) },
      { scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [wildcard('shared/*')] },
    ],
  },
  policyText: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReplicationFromBackup',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${backup}:root` },
        Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'],
        Resource: `arn:aws:ecr:eu-west-1:${account}:repository/prod/*`,
      },
    ],
  }),
  replication: {
    rules: [
      {
        destinations: [{ region: 'eu-central-1', registryId: backup }],
        repositoryFilters: [{ filter: 'prod/', filterType: 'PREFIX_MATCH' }],
      },
    ],
  },
  pullThroughRules: [
    {
      ecrRepositoryPrefix: 'docker-hub',
      upstreamRegistryUrl: 'registry-1.docker.io',
      upstreamRegistry: 'docker-hub',
      registryId: account,
      credentialArn: `arn:aws:secretsmanager:eu-west-1:${account}:secret:ecr-pullthroughcache/docker-hub-Xq3fTz`,
      createdAt: Math.floor(daysAgo('cache/docker-hub', 250)),
      updatedAt: Math.floor(daysAgo('cache/docker-hub', 100)),
    },
    {
      ecrRepositoryPrefix: 'ecr-public',
      upstreamRegistryUrl: 'public.ecr.aws',
      upstreamRegistry: 'ecr-public',
      registryId: account,
      createdAt: Math.floor(daysAgo('cache/ecr-public', 250)),
      updatedAt: Math.floor(daysAgo('cache/ecr-public', 250)),
    },
  ],
  creationTemplates: [
    {
      prefix: 'docker-hub',
      description: 'Repositories of the pull-through cache',
      encryptionConfiguration: { encryptionType: 'AES256' },
      resourceTags: [{ Key: 'owner', Value: 'platform' }],
      imageTagMutability: 'IMMUTABLE',
      appliedFor: ['PULL_THROUGH_CACHE'],
      createdAt: Math.floor(daysAgo('template/docker-hub', 250)),
      updatedAt: Math.floor(daysAgo('template/docker-hub', 250)),
    },
  ],
  signing: {
    rules: [
      {
        signingProfileArn: signingProfile('eu-west-1'),
        repositoryFilters: [{ filter: 'prod/*', filterType: 'WILDCARD_MATCH' }],
      },
    ],
  },
  repositories: repositoriesIn('eu-west-1'),
})

export const usRegistry = (): RegistryState => ({
  ...emptyRegistry(),
  scanning: {
    scanType: 'BASIC',
    rules: [
      {
        scanFrequency: 'SCAN_ON_PUSH',
        repositoryFilters: ['analytics/spark-*', 'analytics/feature-*'].map(wildcard),
      },
    ],
  },
  repositories: repositoriesIn('us-east-1'),
})
