// The image type and release of each managed node group.
import * as z from 'zod/mini'
import { nodegroupsFact } from './of-nodegroups.ts'

const shape = z.object({ amiType: z.string(), releaseVersion: z.string() })

/** `release` is an image's id where the type is CUSTOM. */
export const nodeReleases = nodegroupsFact(
  'node-releases',
  z.looseObject({}),
  shape,
  ({ amiType, releaseVersion }) => ({ amiType, release: releaseVersion }),
)
