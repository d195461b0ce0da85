// EKS: what a cluster is made of: node groups, add-ons, Fargate profiles, capabilities, certificate authorities.
import type { Handler } from '../service.ts'
import type { World } from '../world.ts'
import { describing, listing } from './eks-cluster.ts'

export const partOperations = (world: World): Record<string, Handler> => ({
  ListNodegroups: listing(world, 'nodegroups', (state) => state.nodegroups.map((one) => one.nodegroupName)),
  DescribeNodegroup: describing(
    world,
    { member: 'nodegroupName', as: 'nodegroup', what: 'node group' },
    ({ nodegroups }, name) => nodegroups.find(({ nodegroupName }) => nodegroupName === name),
  ),

  ListAddons: listing(world, 'addons', (state) => state.addons.map((one) => one.addonName)),
  DescribeAddon: describing(world, { member: 'addonName', as: 'addon', what: 'addon' }, ({ addons }, name) =>
    addons.find(({ addonName }) => addonName === name),
  ),

  ListFargateProfiles: listing(world, 'fargateProfileNames', (state) =>
    state.fargateProfiles.map((one) => one.fargateProfileName),
  ),
  DescribeFargateProfile: describing(
    world,
    { member: 'fargateProfileName', as: 'fargateProfile', what: 'Fargate profile' },
    ({ fargateProfiles }, name) => fargateProfiles.find(({ fargateProfileName }) => fargateProfileName === name),
  ),

  ListCertificateAuthorities: listing(world, 'certificateAuthorities', (state) =>
    state.certificateAuthorities.map(({ validity, scheduledEvents, rollbackAvailable, data, ...summary }) => summary),
  ),
  DescribeCertificateAuthority: describing(
    world,
    { member: 'certificateAuthorityId', as: 'certificateAuthority', what: 'certificate authority' },
    ({ certificateAuthorities }, id) => certificateAuthorities.find((one) => one.id === id),
  ),

  ListCapabilities: listing(world, 'capabilities', (state) =>
    state.capabilities.map(
      ({ clusterName, roleArn, configuration, tags, health, deletePropagationPolicy, ...rest }) => rest,
    ),
  ),
  DescribeCapability: describing(
    world,
    { member: 'capabilityName', as: 'capability', what: 'capability' },
    ({ capabilities }, name) => capabilities.find(({ capabilityName }) => capabilityName === name),
  ),
})
