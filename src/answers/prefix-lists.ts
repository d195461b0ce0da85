// The entries of managed prefix lists, list by list: one that was not read leaves the others known.
import * as z from 'zod/mini'
import type { Exchange } from '../model.ts'
import { pagedItemsOf } from './items.ts'

const listing = 'ec2:GetManagedPrefixListEntries'
const Page = z.object({ Entries: z.array(z.object({ Cidr: z.string() })) })

type PrefixList = { ranges: string[] } | { unread: string }

/** By list: its ranges, or why they are not known: what was not seen may be everybody. A list that was never asked for is not there. */
export const prefixLists = (exchanges: Iterable<Exchange>): Map<string, PrefixList> => {
  const lists = pagedItemsOf(exchanges, listing, Page, ({ PrefixListId }) => String(PrefixListId), 'NextToken')
  return new Map(
    [...lists].map(([id, item]): [string, PrefixList] => {
      if (item.got === 'unread') return [id, { unread: item.why }]
      if (item.got === 'absent') return [id, { unread: `${listing}: there is none` }]
      return [id, { ranges: item.body.flatMap(({ Entries }) => Entries.map(({ Cidr }) => Cidr)) }]
    }),
  )
}
