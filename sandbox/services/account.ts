// AWS Account Management: which regions the account has.
import { page } from '../page.ts'
import { AwsFault, type Service } from '../service.ts'
import { listOf, members, oneOf, text, whole } from '../world/members.ts'
import type { World } from '../world.ts'

const listed = members(
  'ValidationException',
  {},
  {
    AccountId: text({ pattern: /^\d{12}$/ }),
    MaxResults: whole(1, 50),
    NextToken: text({ max: 1000 }),
    RegionOptStatusContains: listOf(oneOf('ENABLED', 'ENABLING', 'DISABLING', 'DISABLED', 'ENABLED_BY_DEFAULT')),
  },
)

/** https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html */
export const accountService = (world: World): Service => ({
  name: 'account',
  protocol: 'rest-json',
  routes: { 'POST /listRegions': 'ListRegions' },
  resource: ({ account }) => `arn:aws:account::${account}:account`,
  operations: {
    ListRegions(call) {
      const { AccountId, MaxResults, NextToken, RegionOptStatusContains: wanted } = listed(call.input)
      // Naming an account is for the organisation's management account, and not for its own id.
      if (AccountId !== undefined)
        throw new AwsFault('AccessDeniedException', 403, 'You are not authorized to perform account:ListRegions')
      const all = Object.entries(world.regions)
        .map(([RegionName, { optStatus }]) => ({ RegionName, RegionOptStatus: optStatus }))
        .filter(({ RegionOptStatus }) => wanted === undefined || wanted.some((status) => status === RegionOptStatus))
      const refuse = (message: string) => new AwsFault('ValidationException', 400, message)
      const { items, nextToken } = page(all, call, { size: MaxResults, token: NextToken, most: 50, refuse })
      return { Regions: items, NextToken: nextToken }
    },
  },
})
