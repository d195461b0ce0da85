// What AWS changes by itself, and why: nobody of the account asks for it, and no event of CloudTrail tells of it.
import type { ClusterState } from '../facts/cluster-state.ts'
import { kindOf, longest } from './causes.ts'
import type { Difference } from './difference.ts'

const state = 'the state that EKS reports'
const stamp = 'the time that EKS notes of another change'

/** By kind of thing and path. */
const awsMade: Record<string, Record<string, string>> = {
  cluster: {
    status: state,
    health: state,
    platformVersion: 'EKS rolls out platform versions',
  },
  'node group': {
    status: state,
    health: state,
    modifiedAt: stamp,
    'scalingConfig.desiredSize': "the Auto Scaling group's size, which autoscalers set",
  },
  'add-on': {
    status: state,
    health: state,
    modifiedAt: stamp,
    ...Object.fromEntries(
      ['owner', 'publisher', 'marketplaceInformation'].map((field) => [field, 'what its publisher says']),
    ),
  },
  'Fargate profile': { status: state, health: state },
  'access entry': { modifiedAt: stamp },
  'pod identity association': { modifiedAt: stamp },
  'identity provider': { status: state },
  capability: { status: state, health: state, modifiedAt: stamp, version: 'EKS keeps capabilities up to date' },
  'certificate authority': { distributionStatus: state },
}

/** Why AWS made this change; undefined where somebody else must have. */
export const madeByAws = ({ thing, path, to }: Difference, now: ClusterState): string | undefined => {
  const kind = kindOf(thing)
  const fields = now.things[thing] ?? {}
  // Near its end EKS appends a successor and activates it; only what is there now says who did.
  if (kind === 'cluster' && path.startsWith('certificateAuthority'))
    return fields['certificateAuthority.active.activatedBy'] === '"EKS"'
      ? 'EKS renews certificate authorities'
      : undefined
  if (kind === 'certificate authority' && to !== null) {
    const who = path === '' ? fields.createdBy : fields.activatedBy
    if (who === '"EKS"') return 'EKS renews certificate authorities'
  }
  if (kind === 'access entry' && path === '' && /:role\/aws-service-role\//.test(thing))
    return 'EKS makes the entries of service-linked roles'
  return longest(awsMade[kind], path)
}
