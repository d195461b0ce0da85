// Every operation over everything in a world, with inputs made from earlier answers alone.
import type { World } from '../../sandbox/world.ts'
import { type Answered, asker, type Input } from './scenario-ask.ts'

type Fault = { code: string }

export const sweep = (world: World, now: string): Answered[] => {
  const all: Answered[] = []
  const asking = (
    service: 'eks' | 'ecr' | 'account' | 'inspector2' | 'backup' | 'cloudtrail' | 'config',
    region: string,
  ) => {
    const ask = asker(world, service, region, now)
    return (operation: string, input: Input, member?: string, absent?: string): unknown[] => {
      try {
        for (let token: unknown, items: unknown[] = []; ; ) {
          const output = ask(
            operation,
            token
              ? { ...input, [['account', 'cloudtrail', 'config'].includes(service) ? 'NextToken' : 'nextToken']: token }
              : input,
            3,
          )
          all.push({ service, operation, input, output })
          items = [...items, ...(member === undefined ? [output] : (output[member] as unknown[]))]
          token = output.nextToken ?? output.NextToken
          if (!token) return items
        }
      } catch (fault) {
        if ((fault as Fault).code === absent) return []
        throw fault
      }
    }
  }
  asking('account', 'us-east-1')('ListRegions', {}, 'Regions')
  for (const region of ['eu-west-1', 'us-east-1', 'eu-central-2']) {
    sweepEks(asking('eks', region))
    sweepEcr(asking('ecr', region))
    sweepInspector(asking('inspector2', region))
    sweepBackup(asking('backup', region))
    sweepConfig(asking('config', region))
    sweepTrails(asking('cloudtrail', region))
  }
  return all
}

type Asking = (operation: string, input: Input, member?: string, absent?: string) => unknown[]

const sweepTrails = (ask: Asking): void => {
  for (const one of ask('DescribeTrails', {}, 'trailList')) {
    const { TrailARN } = one as { TrailARN: string }
    ask('GetTrailStatus', { Name: TrailARN })
    ask('GetEventSelectors', { TrailName: TrailARN })
  }
  ask('LookupEvents', {}, 'Events')
}

const sweepEks = (ask: Asking): void => {
  ask('DescribeClusterVersions', { includeAll: 'true' }, 'clusterVersions')
  ask('DescribeAddonVersions', {}, 'addons')
  ask('ListEksAnywhereSubscriptions', {}, 'subscriptions')
  for (const name of ask('ListClusters', { include: 'all' }, 'clusters')) {
    const of = { clusterName: name }
    const [described] = ask('DescribeCluster', { name })
    ask('ListTagsForResource', { resourceArn: (described as { cluster: { arn: string } }).cluster.arn })
    const updates = (owner: Input) => {
      for (const updateId of ask('ListUpdates', { name, ...owner }, 'updateIds'))
        ask('DescribeUpdate', { name, updateId, ...owner })
    }
    updates({})
    for (const nodegroupName of ask('ListNodegroups', of, 'nodegroups')) {
      ask('DescribeNodegroup', { ...of, nodegroupName })
      updates({ nodegroupName })
    }
    for (const addonName of ask('ListAddons', of, 'addons')) {
      ask('DescribeAddon', { ...of, addonName })
      updates({ addonName })
    }
    for (const one of ask('ListCapabilities', of, 'capabilities') as { capabilityName: string }[])
      ask('DescribeCapability', { ...of, capabilityName: one.capabilityName })
    for (const fargateProfileName of ask('ListFargateProfiles', of, 'fargateProfileNames'))
      ask('DescribeFargateProfile', { ...of, fargateProfileName })
    for (const principalArn of ask('ListAccessEntries', of, 'accessEntries')) {
      ask('DescribeAccessEntry', { ...of, principalArn })
      ask('ListAssociatedAccessPolicies', { ...of, principalArn }, 'associatedAccessPolicies')
    }
    for (const one of ask('ListPodIdentityAssociations', of, 'associations') as { associationId: string }[])
      ask('DescribePodIdentityAssociation', { ...of, associationId: one.associationId })
    for (const identityProviderConfig of ask('ListIdentityProviderConfigs', of, 'identityProviderConfigs'))
      ask('DescribeIdentityProviderConfig', { ...of, identityProviderConfig })
    for (const { id } of ask('ListCertificateAuthorities', of, 'certificateAuthorities') as { id: string }[])
      ask('DescribeCertificateAuthority', { ...of, certificateAuthorityId: id })
    for (const { id } of ask('ListInsights', of, 'insights') as { id: string }[]) ask('DescribeInsight', { ...of, id })
  }
}

const sweepBackup = (ask: Asking): void => {
  for (const { ResourceArn } of ask('ListProtectedResources', {}, 'Results') as { ResourceArn: string }[]) {
    ask('ListRecoveryPointsByResource', { ResourceArn }, 'RecoveryPoints')
    ask('ListRestoreJobsByProtectedResource', { ResourceArn }, 'RestoreJobs')
  }
}

const sweepConfig = (ask: Asking): void => {
  const found = ask('ListConfigurationRecorders', {}, 'ConfigurationRecorderSummaries') as { arn: string }[]
  for (const { arn } of found) {
    ask('DescribeConfigurationRecorders', { Arn: arn })
    ask('DescribeConfigurationRecorderStatus', { Arn: arn })
  }
  ask('DescribeDeliveryChannelStatus', {})
}

const sweepEcr = (ask: Asking): void => {
  ask('DescribeRegistry', {})
  ask('GetRegistryScanningConfiguration', {})
  ask('GetRegistryPolicy', {}, undefined, 'RegistryPolicyNotFoundException')
  ask('GetSigningConfiguration', {}, undefined, 'SigningConfigurationNotFoundException')
  ask('DescribePullThroughCacheRules', {}, 'pullThroughCacheRules')
  ask('DescribeRepositoryCreationTemplates', {}, 'repositoryCreationTemplates')
  for (const name of ['BASIC_SCAN_TYPE_VERSION', 'REGISTRY_POLICY_SCOPE', 'BLOB_MOUNTING'])
    ask('GetAccountSetting', { name })
  const found = ask('DescribeRepositories', {}, 'repositories')
  for (const { repositoryName, repositoryArn } of found as { repositoryName: string; repositoryArn: string }[]) {
    ask('BatchGetRepositoryScanningConfiguration', { repositoryNames: [repositoryName, 'not/there'] })
    ask('ListTagsForResource', { resourceArn: repositoryArn })
    ask('GetRepositoryPolicy', { repositoryName }, undefined, 'RepositoryPolicyNotFoundException')
    ask('GetLifecyclePolicy', { repositoryName }, undefined, 'LifecyclePolicyNotFoundException')
    for (const { imageDigest } of ask('DescribeImages', { repositoryName }, 'imageDetails') as {
      imageDigest: string
    }[]) {
      const image = { repositoryName, imageId: { imageDigest } }
      ask('DescribeImageSigningStatus', image)
      ask('DescribeImageReplicationStatus', image)
      ask('DescribeImageScanFindings', image, undefined, 'ScanNotFoundException')
    }
  }
}

const sweepInspector = (ask: Asking): void => {
  ask('BatchGetAccountStatus', {})
  ask('ListFindings', {}, 'findings', 'AccessDeniedException')
  for (const { resourceType, resourceId } of ask('ListCoverage', {}, 'coveredResources', 'AccessDeniedException') as {
    resourceType: string
    resourceId: string
  }[])
    if (resourceType === 'AWS_ECR_CONTAINER_IMAGE') ask('GetClustersForImage', { filter: { resourceId } }, 'cluster')
}
