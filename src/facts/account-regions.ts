// Every region that the account knows, with its opt-in status.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'

const Regions = z.object({
  Regions: z.array(
    z.object({
      RegionName: z.string(),
      RegionOptStatus: z.enum(['ENABLED', 'ENABLING', 'DISABLING', 'DISABLED', 'ENABLED_BY_DEFAULT']),
    }),
  ),
})

export const accountRegions = defineFact({
  id: 'account-regions',
  source: 'regions',
  of: 'account',
  actions: ['account:ListRegions'],
  read: (exchanges) =>
    [...answers(exchanges, 'account:ListRegions', Regions)]
      .flatMap(({ body }) => body.Regions)
      .map(({ RegionName, RegionOptStatus }) => ({ name: RegionName, status: RegionOptStatus }))
      .sort(by(({ name }) => name)),
})

/** A region that is being enabled or disabled may hold something too. */
export const isUsable = ({ status }: { status: string }): boolean => status !== 'DISABLED'
