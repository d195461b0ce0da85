// What ECR says of the whole registry of a region: scanning, policy, replication, caches, templates, signing.
import type * as ecr from '@aws-sdk/client-ecr'
import { asking, defineSource, list, once } from '../source.ts'
import { operation } from '../wire.ts'

const getScanning = operation<
  ecr.GetRegistryScanningConfigurationRequest,
  ecr.GetRegistryScanningConfigurationResponse
>('ecr:GetRegistryScanningConfiguration')
const getPolicy = operation<ecr.GetRegistryPolicyRequest, ecr.GetRegistryPolicyResponse>('ecr:GetRegistryPolicy', {
  absentWhen: ['RegistryPolicyNotFoundException'],
})
const describeRegistry = operation<ecr.DescribeRegistryRequest, ecr.DescribeRegistryResponse>('ecr:DescribeRegistry')
const describeCaches = operation<ecr.DescribePullThroughCacheRulesRequest, ecr.DescribePullThroughCacheRulesResponse>(
  'ecr:DescribePullThroughCacheRules',
)
const describeTemplates = operation<
  ecr.DescribeRepositoryCreationTemplatesRequest,
  ecr.DescribeRepositoryCreationTemplatesResponse
>('ecr:DescribeRepositoryCreationTemplates')
const getSigning = operation<ecr.GetSigningConfigurationRequest, ecr.GetSigningConfigurationResponse>(
  'ecr:GetSigningConfiguration',
  { absentWhen: ['SigningConfigurationNotFoundException'] },
)
const getSetting = operation<ecr.GetAccountSettingRequest, ecr.GetAccountSettingResponse>('ecr:GetAccountSetting')

export default defineSource({
  id: 'ecr-registry',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  ...asking(
    once(getScanning, () => ({})),
    once(getPolicy, () => ({})),
    once(describeRegistry, () => ({})),
    list(describeCaches, () => ({})),
    list(describeTemplates, () => ({})),
    once(getSigning, () => ({})),
    // The names that GetAccountSetting documents: it lists none itself.
    once(getSetting, () => ({ name: 'BASIC_SCAN_TYPE_VERSION' })),
    once(getSetting, () => ({ name: 'REGISTRY_POLICY_SCOPE' })),
    once(getSetting, () => ({ name: 'BLOB_MOUNTING' })),
  ),
})
