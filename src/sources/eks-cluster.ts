// What EKS says of one cluster: the cluster itself and everything that hangs on it.
import type * as ec2 from '@aws-sdk/client-ec2'
import type * as eks from '@aws-sdk/client-eks'
import { templateInput } from '../answers/launch-template.ts'
import { addonSecrets, connectorSecrets } from '../redaction/eks-secrets.ts'
import { templateUserData } from '../redaction/launch-template.ts'
import { asking, defineSource, each, list, listEach, listed, named, once, unless } from '../source.ts'
import { operation } from '../wire.ts'

// Not found is a read: the thing was deleted after it was listed, or the cluster while it was read. That is all that EKS
// documents the code for, so every operation here may say it. Any other error is a failure, InvalidRequestException
// too: it means no more than "not in the state that the cluster is in".
const gone = { absentWhen: ['ResourceNotFoundException'] }
const describeCluster = operation<eks.DescribeClusterRequest, eks.DescribeClusterResponse>('eks:DescribeCluster', gone)
const listNodegroups = operation<eks.ListNodegroupsRequest, eks.ListNodegroupsResponse>('eks:ListNodegroups', gone)
const describeNodegroup = operation<eks.DescribeNodegroupRequest, eks.DescribeNodegroupResponse>(
  'eks:DescribeNodegroup',
  gone,
)
// Somebody deleted the template, or the version that the group names.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
const describeTemplate = operation<ec2.DescribeLaunchTemplateVersionsRequest, ec2.DescribeLaunchTemplateVersionsResult>(
  'ec2:DescribeLaunchTemplateVersions',
  {
    absentWhen: [
      'InvalidLaunchTemplateId.NotFound',
      'InvalidLaunchTemplateId.VersionNotFound',
      'InvalidLaunchTemplateName.NotFoundException',
    ],
  },
)
const listAddons = operation<eks.ListAddonsRequest, eks.ListAddonsResponse>('eks:ListAddons', gone)
const describeAddon = operation<eks.DescribeAddonRequest, eks.DescribeAddonResponse>('eks:DescribeAddon', gone)
const listFargateProfiles = operation<eks.ListFargateProfilesRequest, eks.ListFargateProfilesResponse>(
  'eks:ListFargateProfiles',
  gone,
)
const describeFargateProfile = operation<eks.DescribeFargateProfileRequest, eks.DescribeFargateProfileResponse>(
  'eks:DescribeFargateProfile',
  gone,
)
const listAccessEntries = operation<eks.ListAccessEntriesRequest, eks.ListAccessEntriesResponse>(
  'eks:ListAccessEntries',
  gone,
)
const describeAccessEntry = operation<eks.DescribeAccessEntryRequest, eks.DescribeAccessEntryResponse>(
  'eks:DescribeAccessEntry',
  gone,
)
const listAssociatedPolicies = operation<
  eks.ListAssociatedAccessPoliciesRequest,
  eks.ListAssociatedAccessPoliciesResponse
>('eks:ListAssociatedAccessPolicies', gone)
const listPodIdentities = operation<eks.ListPodIdentityAssociationsRequest, eks.ListPodIdentityAssociationsResponse>(
  'eks:ListPodIdentityAssociations',
  gone,
)
const describePodIdentity = operation<
  eks.DescribePodIdentityAssociationRequest,
  eks.DescribePodIdentityAssociationResponse
>('eks:DescribePodIdentityAssociation', gone)
const listIdentityProviders = operation<
  eks.ListIdentityProviderConfigsRequest,
  eks.ListIdentityProviderConfigsResponse
>('eks:ListIdentityProviderConfigs', gone)
const describeIdentityProvider = operation<
  eks.DescribeIdentityProviderConfigRequest,
  eks.DescribeIdentityProviderConfigResponse
>('eks:DescribeIdentityProviderConfig', gone)
const listInsights = operation<eks.ListInsightsRequest, eks.ListInsightsResponse>('eks:ListInsights', gone)
const listAuthorities = operation<eks.ListCertificateAuthoritiesRequest, eks.ListCertificateAuthoritiesResponse>(
  'eks:ListCertificateAuthorities',
  gone,
)
const describeAuthority = operation<eks.DescribeCertificateAuthorityRequest, eks.DescribeCertificateAuthorityResponse>(
  'eks:DescribeCertificateAuthority',
  gone,
)
const describeInsight = operation<eks.DescribeInsightRequest, eks.DescribeInsightResponse>('eks:DescribeInsight', gone)
const listUpdates = operation<eks.ListUpdatesRequest, eks.ListUpdatesResponse>('eks:ListUpdates', gone)
const describeUpdate = operation<eks.DescribeUpdateRequest, eks.DescribeUpdateResponse>('eks:DescribeUpdate', gone)
const listCapabilities = operation<eks.ListCapabilitiesRequest, eks.ListCapabilitiesResponse>(
  'eks:ListCapabilities',
  gone,
)
const describeCapability = operation<eks.DescribeCapabilityRequest, eks.DescribeCapabilityResponse>(
  'eks:DescribeCapability',
  gone,
)

// A cluster that the EKS Connector only shows runs on somebody else's control plane: it has a name and a health here, and
// none of the things below belongs to it (EKS user guide, "Connect a Kubernetes cluster").
const isConnected = ({ cluster }: eks.DescribeClusterResponse) => Boolean(cluster?.connectorConfig)
// A local cluster on Outposts has self-managed nodes and add-ons only ("Create local Amazon EKS clusters"); ListNodegroups
// answers it with a bare ClientException, which elsewhere is a failure and must stay one.
const isLocal = ({ cluster }: eks.DescribeClusterResponse) => Boolean(cluster?.outpostConfig)
// With CONFIG_MAP there are no access entries, and asking for them is an InvalidRequestException.
const withoutEntries = ({ cluster }: eks.DescribeClusterResponse) =>
  cluster?.accessConfig?.authenticationMode === 'CONFIG_MAP'

const ofCluster = ({ name }: { name: string }) => ({ clusterName: name })

const nodesAndAddons = [
  list(listNodegroups, ofCluster),
  each(describeNodegroup, listNodegroups, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.nodegroups, 'nodegroups'))
      .map((nodegroupName) => ({ clusterName: name, nodegroupName })),
  ),
  // What a node is started with: as long as none runs, nothing else says it.
  each(describeTemplate, describeNodegroup, (answers) =>
    answers.flatMap(({ answer: { nodegroup } }) => {
      named(nodegroup?.nodegroupName, 'nodegroupName')
      return nodegroup?.launchTemplate ? [templateInput(nodegroup.launchTemplate)] : []
    }),
  ),
  list(listAddons, ofCluster),
  each(describeAddon, listAddons, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.addons, 'addons'))
      .map((addonName) => ({ clusterName: name, addonName })),
  ),
  list(listFargateProfiles, ofCluster),
  each(describeFargateProfile, listFargateProfiles, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.fargateProfileNames, 'fargateProfileNames'))
      .map((fargateProfileName) => ({ clusterName: name, fargateProfileName })),
  ),
]

const principals = (
  pages: { answer: eks.ListAccessEntriesResponse }[],
  { name }: { name: string },
): { clusterName: string; principalArn: string }[] =>
  pages
    .flatMap(({ answer }) => listed(answer.accessEntries, 'accessEntries'))
    .map((principalArn) => ({ clusterName: name, principalArn }))

const access = [
  ...unless(describeCluster, withoutEntries, [
    list(listAccessEntries, ofCluster),
    each(describeAccessEntry, listAccessEntries, principals),
    listEach(listAssociatedPolicies, listAccessEntries, principals),
  ]),
  list(listPodIdentities, ofCluster),
  each(describePodIdentity, listPodIdentities, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.associations, 'associations'))
      .map(({ associationId }) => ({ clusterName: name, associationId: named(associationId, 'associationId') })),
  ),
  list(listIdentityProviders, ofCluster),
  each(describeIdentityProvider, listIdentityProviders, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.identityProviderConfigs, 'identityProviderConfigs'))
      .map((one) => ({
        clusterName: name,
        identityProviderConfig: { type: named(one.type, 'type'), name: named(one.name, 'name') },
      })),
  ),
]

// DescribeInsightsRefresh is not asked: it tells how a refresh on demand went, each insight says itself when it was refreshed,
// and what it answers where nobody ever asked for one is not documented.
const insights = [
  list(listInsights, ofCluster),
  each(describeInsight, listInsights, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.insights, 'insights'))
      .map(({ id }) => ({ clusterName: name, id: named(id, 'id') })),
  ),
]

// Who signs for the control plane, until when, and whether a successor is trusted already.
const authorities = [
  list(listAuthorities, ofCluster),
  each(describeAuthority, listAuthorities, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.certificateAuthorities, 'certificateAuthorities'))
      .map(({ id }) => ({ clusterName: name, certificateAuthorityId: named(id, 'id') })),
  ),
]

const capabilities = [
  list(listCapabilities, ofCluster),
  each(describeCapability, listCapabilities, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.capabilities, 'capabilities'))
      .map((one) => ({ clusterName: name, capabilityName: named(one.capabilityName, 'capabilityName') })),
  ),
]

// ListUpdates without a further name lists the updates of the cluster alone, so it is asked for each thing by itself.
const updates = [
  list(listUpdates, ({ name }) => ({ name })),
  listEach(listUpdates, listNodegroups, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.nodegroups, 'nodegroups'))
      .map((nodegroupName) => ({ name, nodegroupName })),
  ),
  listEach(listUpdates, listAddons, (pages, { name }) =>
    pages.flatMap(({ answer }) => listed(answer.addons, 'addons')).map((addonName) => ({ name, addonName })),
  ),
  listEach(listUpdates, listCapabilities, (pages, { name }) =>
    pages
      .flatMap(({ answer }) => listed(answer.capabilities, 'capabilities'))
      .map((one) => ({ name, capabilityName: named(one.capabilityName, 'capabilityName') })),
  ),
  each(describeUpdate, listUpdates, (pages) =>
    pages.flatMap(({ input: { nextToken: _, ...of }, answer }) =>
      listed(answer.updateIds, 'updateIds').map((updateId) => ({ ...of, updateId })),
    ),
  ),
]

export default defineSource({
  id: 'eks-cluster',
  kind: 'state',
  of: 'cluster',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  redacts: [...connectorSecrets, ...addonSecrets, templateUserData],
  ...asking(
    once(describeCluster, ({ name }) => ({ name })),
    ...unless(describeCluster, isConnected, [
      ...unless(describeCluster, isLocal, nodesAndAddons),
      ...access,
      ...authorities,
      ...insights,
      ...capabilities,
      ...updates,
    ]),
  ),
  /** Nothing is left of the cluster: it was deleted between the plan and the reading. */
  isEmpty(exchanges) {
    for (const { got } of exchanges) if (got === 'body') return false
    return true
  },
})
