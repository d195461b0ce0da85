// EKS: the tags of whatever has an ARN.
import { AwsFault, type Handler } from '../service.ts'
import { members, text } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { ClusterState, World } from '../world.ts'

const asked = members('BadRequestException', { resourceArn: text({ min: 1, pattern: /^arn:[^:]+:eks:/ }) }, {})

type Tagged = [arn: string | undefined, tags: Record<string, string> | undefined]

const tagged = (state: ClusterState): Tagged[] => [
  [state.cluster.arn, state.cluster.tags],
  ...state.nodegroups.map(({ nodegroupArn, tags }): Tagged => [nodegroupArn, tags]),
  ...state.addons.map(({ addonArn, tags }): Tagged => [addonArn, tags]),
  ...state.fargateProfiles.map(({ fargateProfileArn, tags }): Tagged => [fargateProfileArn, tags]),
  ...state.access.map(({ entry }): Tagged => [entry.accessEntryArn, entry.tags]),
  ...state.podIdentities.map(({ associationArn, tags }): Tagged => [associationArn, tags]),
  ...state.identityProviders.map(({ identityProviderConfigArn, tags }): Tagged => [identityProviderConfigArn, tags]),
  ...state.capabilities.map(({ arn, tags }): Tagged => [arn, tags]),
]

export const tagOperations = (world: World): Record<string, Handler> => ({
  ListTagsForResource(call) {
    const { resourceArn } = asked(call.input)
    const found = regionOf(world, call)
      .clusters.flatMap(tagged)
      .find(([arn]) => arn === resourceArn)
    if (found === undefined) throw new AwsFault('NotFoundException', 404, `No resource found for ARN: ${resourceArn}`)
    return { tags: found[1] ?? {} }
  },
})
