// The image type, release and size of each managed node group.
import * as z from 'zod/mini'
import { nodegroupsFact } from './of-nodegroups.ts'

const shape = z.object({
  amiType: z.string(),
  releaseVersion: z.string(),
  scalingConfig: z.object({ desiredSize: z.int() }),
})

/** `release` is an image's id where the type is CUSTOM. */
export const nodeReleases = nodegroupsFact(
  'node-releases',
  z.looseObject({}),
  shape,
  ({ amiType, releaseVersion, scalingConfig }) => ({
    amiType,
    release: releaseVersion,
    desired: scalingConfig.desiredSize,
  }),
)
