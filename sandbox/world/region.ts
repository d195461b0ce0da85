// Where a call arrives: a region that the account has, and has enabled.
import { AwsFault, type Call } from '../service.ts'
import type { RegionState, World } from '../world.ts'

export const isEnabled = ({ regions }: Pick<World, 'regions'>, region: string): boolean =>
  usable.includes(regions[region]?.optStatus ?? '')

/** Throws what AWS throws in a region that is not enabled: it does not know the caller there. */
export const regionOf = (world: World, { region }: Call): RegionState => {
  const state = world.regions[region]
  if (state === undefined || !isEnabled(world, region))
    throw new AwsFault('UnrecognizedClientException', 403, 'The security token included in the request is invalid.')
  return state
}

const usable = ['ENABLED', 'ENABLED_BY_DEFAULT']
