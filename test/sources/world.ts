// A made-up account of any size: what AWS would answer to every question that the sources ask.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Answered } from '../../src/model.ts'
import { absent, body, paged, type World } from './record.ts'
import { stackWorld } from './stack-world.ts'

export type Size = {
  page: number
  clusters: number
  nodegroups: number
  addons: number
  profiles: number
  entries: number
  policies: number
  associations: number
  providers: number
  insights: number
  authorities: number
  updates: number
  capabilities: number
  repositories: number
  images: number
  findings: number
  regions: number
}

export const account = '111122223333'
export const region = 'eu-central-1'
export const clusterArn = (name: string): string => `arn:aws:eks:${region}:${account}:cluster/${name}`
export const repositoryArn = (name: string): string => `arn:aws:ecr:${region}:${account}:repository/${name}`
export const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
export const digest = (at: number): string => `sha256:${String(at).padStart(64, '0')}`

/** What one source's part of AWS answers; undefined for a question that is not its own. One file each in worlds/. */
export type Part = (size: Size) => (...asked: Parameters<World>) => Answered | undefined

const folder = join(import.meta.dirname, 'worlds')
const parts = await Promise.all(
  readdirSync(folder).map(async (name) => ((await import(join(folder, name))) as { default: Part }).default),
)

/** `cluster` is laid over every DescribeCluster answer. */
export const worldOf = (size: Size, cluster: Record<string, unknown> = {}): World => {
  const { page, nodegroups: functions, entries: roles, policies, authorities: grants } = size
  const ofStack = stackWorld({ page, functions, roles, policies, grants })
  const own = parts.map((part) => part(size))
  const answerOf = (...asked: Parameters<World>) => own.map((part) => part(...asked)).find((one) => one !== undefined)
  const names = (what: string, count: number) => many(count, (at) => `${what}-${at}`)
  return (action, input) => {
    const list = (member: string, things: unknown[]) => paged(member, things, input, size.page)
    switch (action) {
      case 'account:ListRegions':
        return paged(
          'Regions',
          many(size.regions, (at) => ({
            RegionName: `region-${at}`,
            RegionOptStatus: at % 2 ? 'DISABLED' : 'ENABLED',
          })),
          input,
          size.page,
          'NextToken',
        )
      case 'eks:ListClusters':
        return list('clusters', names('cluster', size.clusters))
      case 'eks:DescribeCluster':
        return body({
          cluster: { name: input.name, arn: clusterArn(String(input.name)), createdAt: 1_710_430_304.348, ...cluster },
        })
      case 'eks:ListNodegroups':
        return list('nodegroups', names('nodes', size.nodegroups))
      case 'eks:ListAddons':
        return list('addons', names('addon', size.addons))
      case 'eks:ListFargateProfiles':
        return list('fargateProfileNames', names('profile', size.profiles))
      case 'eks:ListAccessEntries':
        return list(
          'accessEntries',
          many(size.entries, (at) => `arn:aws:iam::${account}:role/role-${at}`),
        )
      case 'eks:ListAssociatedAccessPolicies':
        return list(
          'associatedAccessPolicies',
          many(size.policies, (at) => ({ policyArn: `policy-${at}` })),
        )
      case 'eks:ListPodIdentityAssociations':
        return list(
          'associations',
          many(size.associations, (at) => ({ associationId: `a-${at}` })),
        )
      case 'eks:ListIdentityProviderConfigs':
        return list(
          'identityProviderConfigs',
          many(size.providers, (at) => ({ type: 'oidc', name: `oidc-${at}` })),
        )
      case 'eks:ListInsights':
        return list(
          'insights',
          many(size.insights, (at) => ({ id: `insight-${at}` })),
        )
      case 'eks:ListCertificateAuthorities':
        return list(
          'certificateAuthorities',
          many(size.authorities, (at) => ({ id: `authority-${at}` })),
        )
      case 'eks:ListCapabilities':
        return list(
          'capabilities',
          many(size.capabilities, (at) => ({ capabilityName: `capability-${at}` })),
        )
      case 'eks:ListUpdates':
        return list('updateIds', names(JSON.stringify(input.nodegroupName ?? input.addonName ?? ''), size.updates))
      case 'eks:DescribeClusterVersions':
        return list(
          'clusterVersions',
          many(size.addons, (at) => ({ clusterVersion: `1.${30 + at}` })),
        )
      case 'ecr:DescribeRepositories':
        if (input.repositoryNames) return body({ repositories: [{ repositoryName: 'app' }] })
        return list(
          'repositories',
          many(size.repositories, (at) => ({
            repositoryName: `app-${at}`,
            repositoryArn: repositoryArn(`app-${at}`),
            createdAt: 1_565_128_275,
          })),
        )
      case 'ecr:BatchGetRepositoryScanningConfiguration':
        return body({ scanningConfigurations: [{ repositoryName: 'app' }], failures: [] })
      case 'ecr:GetRepositoryPolicy':
        return absent('RepositoryPolicyNotFoundException')
      case 'ecr:DescribePullThroughCacheRules':
        return list('pullThroughCacheRules', names('rule', size.addons))
      case 'ecr:DescribeRepositoryCreationTemplates':
        return list('repositoryCreationTemplates', names('template', size.addons))
      case 'ecr:DescribeImages':
        return list(
          'imageDetails',
          many(size.images, (at) => ({ imageDigest: digest(at) })),
        )
      case 'ecr:DescribeImageScanFindings': {
        const { got, ...page } = list('findings', names('CVE', size.findings)) as { got: 'body'; body: object }
        return { got, ...page }
      }
      default:
        return ofStack(action, input) ?? answerOf(action, input) ?? body({ asked: action, with: input })
    }
  }
}
