// What the newest sealed reading says of a cluster or a repository, as Security Hub's resource details have it.
import type { AwsEcrRepositoryDetails, AwsEksClusterDetails } from '@aws-sdk/client-securityhub'
import * as z from 'zod/mini'
import type { Action, Exchange, Subject } from '../model.ts'
import { limits } from './limits.ts'
import { line } from './text.ts'

export type Described = {
  cluster?: AwsEksClusterDetails
  repository?: AwsEcrRepositoryDetails
  tags?: Record<string, string>
}

/** The source whose readings describe a subject of this scope. */
export const describing: Partial<Record<Subject['scope'], string>> = {
  cluster: 'eks-cluster',
  repository: 'ecr-repository',
}

const Tags = z.record(z.string(), z.string())
const Cluster = z.object({
  cluster: z.object({
    version: z.nullish(z.string()),
    status: z.nullish(z.string()),
    endpoint: z.nullish(z.string()),
    roleArn: z.nullish(z.string()),
    resourcesVpcConfig: z.nullish(
      z.object({
        subnetIds: z.nullish(z.array(z.string())),
        securityGroupIds: z.nullish(z.array(z.string())),
        endpointPublicAccess: z.nullish(z.boolean()),
      }),
    ),
    logging: z.nullish(
      z.object({
        clusterLogging: z.nullish(
          z.array(z.object({ enabled: z.nullish(z.boolean()), types: z.nullish(z.array(z.string())) })),
        ),
      }),
    ),
    tags: z.nullish(Tags),
  }),
})
const Repositories = z.object({
  repositories: z.array(
    z.object({
      imageTagMutability: z.nullish(z.string()),
      imageScanningConfiguration: z.nullish(z.object({ scanOnPush: z.nullish(z.boolean()) })),
    }),
  ),
})
const Policy = z.object({ policyText: z.string() })
const Lifecycle = z.object({ registryId: z.nullish(z.string()), lifecyclePolicyText: z.string() })
const Tagged = z.object({ tags: z.nullish(z.array(z.object({ Key: z.string(), Value: z.nullish(z.string()) }))) })

/**
 * What the answers say, of those that are as documented; nothing is made up for the others. The account's administrators write
 * names and tags: all of it is bounded and visible. Goes no further than it must: images and findings stand behind.
 */
export const describedBy = (scope: Subject['scope'], exchanges: Iterable<Exchange>): Described => {
  if (scope === 'cluster') return clusterOf(bodies(exchanges, ['eks:DescribeCluster']))
  return repositoryOf(bodies(exchanges, repositoryActions))
}
const repositoryActions: Action[] = [
  'ecr:DescribeRepositories',
  'ecr:GetRepositoryPolicy',
  'ecr:GetLifecyclePolicy',
  'ecr:ListTagsForResource',
]

// Each is asked once: when all have answered, nothing of the rest is opened.
const bodies = (exchanges: Iterable<Exchange>, actions: Action[]): Map<Action, unknown> => {
  const found = new Map<Action, unknown>()
  for (const one of exchanges) {
    if (actions.includes(one.action) && !found.has(one.action))
      found.set(one.action, one.got === 'body' ? one.body : null)
    if (found.size === actions.length) break
  }
  return found
}

const clusterOf = (found: Map<Action, unknown>): Described => {
  const cluster = Cluster.safeParse(found.get('eks:DescribeCluster')).data?.cluster
  if (!cluster) return {}
  const { version, status, endpoint, roleArn, resourcesVpcConfig: vpc, logging, tags } = cluster
  const logs = (logging?.clusterLogging ?? []).flatMap(({ enabled, types }) =>
    typeof enabled === 'boolean' ? [{ Enabled: enabled, ...list('Types', types) }] : [],
  )
  return {
    cluster: {
      ...text('Version', version),
      ...text('ClusterStatus', status),
      ...text('Endpoint', endpoint),
      ...text('RoleArn', roleArn),
      ...(vpc && {
        ResourcesVpcConfig: {
          ...list('SecurityGroupIds', vpc.securityGroupIds),
          ...list('SubnetIds', vpc.subnetIds),
          ...(typeof vpc.endpointPublicAccess === 'boolean' && { EndpointPublicAccess: vpc.endpointPublicAccess }),
        },
      }),
      ...(logs.length > 0 && { Logging: { ClusterLogging: logs.slice(0, limits.logging) } }),
    },
    tags: tagsOf(Object.entries(tags ?? {})),
  }
}

const repositoryOf = (found: Map<Action, unknown>): Described => {
  const [repository] = Repositories.safeParse(found.get('ecr:DescribeRepositories')).data?.repositories ?? []
  if (!repository) return {}
  const policy = Policy.safeParse(found.get('ecr:GetRepositoryPolicy')).data?.policyText
  const lifecycle = Lifecycle.safeParse(found.get('ecr:GetLifecyclePolicy')).data
  const tags = Tagged.safeParse(found.get('ecr:ListTagsForResource')).data?.tags ?? []
  const scans = repository.imageScanningConfiguration?.scanOnPush
  return {
    repository: {
      ...text('ImageTagMutability', repository.imageTagMutability),
      ...(typeof scans === 'boolean' && { ImageScanningConfiguration: { ScanOnPush: scans } }),
      ...whole('RepositoryPolicyText', policy),
      ...(fits(lifecycle?.lifecyclePolicyText) && {
        LifecyclePolicy: {
          ...whole('LifecyclePolicyText', lifecycle?.lifecyclePolicyText),
          ...text('RegistryId', lifecycle?.registryId),
        },
      }),
    },
    tags: tagsOf(tags.map(({ Key, Value }) => [Key, Value ?? ''])),
  }
}

const text = <Name extends string>(name: Name, value: string | null | undefined): { [N in Name]?: string } =>
  (value ? { [name]: line(value, limits.detail) } : {}) as { [N in Name]?: string }

const list = <Name extends string>(name: Name, values: string[] | null | undefined): { [N in Name]?: string[] } => {
  const kept = (values ?? []).slice(0, limits.details).map((value) => line(value, limits.detailItem))
  return (kept.length > 0 ? { [name]: kept } : {}) as { [N in Name]?: string[] }
}

// A policy that was cut is another policy: whole, or not at all. The evidence holds it.
const fits = (value: string | undefined): value is string =>
  value !== undefined && value.trim() !== '' && value.length <= limits.policyText
const whole = <Name extends string>(name: Name, value: string | undefined): { [N in Name]?: string } =>
  (fits(value) ? { [name]: line(value, limits.policyText) } : {}) as { [N in Name]?: string }

// Security Hub takes no empty value, and refuses the whole finding for one: such a tag is left out.
const tagsOf = (tags: (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(
    tags
      .filter(([key, value]) => key.trim() !== '' && value.trim() !== '')
      .slice(0, limits.tags)
      .map(([key, value]) => [line(key, limits.tagKey), line(value, limits.tagValue)]),
  )
