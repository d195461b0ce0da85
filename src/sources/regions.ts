// The regions of the account, with their opt-in status: what the inventory must cover.
import type { ListRegionsRequest, ListRegionsResponse } from '@aws-sdk/client-account'
import { asking, defineSource, list } from '../source.ts'
import { operation } from '../wire.ts'

// The account service spells its members with a capital. No filter: a disabled region is part of the answer.
const listRegions = operation<ListRegionsRequest, ListRegionsResponse>('account:ListRegions', { token: 'NextToken' })

export default defineSource({
  id: 'regions',
  kind: 'state',
  of: 'account',
  every: 86_400,
  first: true,
  ...asking(list(listRegions, () => ({}))),
})
