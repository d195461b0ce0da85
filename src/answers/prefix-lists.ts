// The entries of managed prefix lists, list by list: one that was not read leaves the others known.
import * as z from 'zod/mini'
import type { Exchange } from '../model.ts'

const listing = 'ec2:GetManagedPrefixListEntries'
const Input = z.object({ PrefixListId: z.string(), NextToken: z.nullish(z.string()) })
const Page = z.object({ Entries: z.array(z.object({ Cidr: z.string() })), NextToken: z.nullish(z.string()) })

/** What is known of one list: its pages by the token that asked for each, the tokens they promise, and what went wrong. */
type Held = { pages: Map<string, string[]>; promised: string[]; fault: string | null }

/** By list: its ranges, or why they are not known. A list that was never asked for is not there. */
export const prefixLists = (exchanges: Iterable<Exchange>): Map<string, { ranges: string[] } | { unread: string }> => {
  const lists = new Map<string, Held>()
  for (const line of exchanges) {
    if (line.action !== listing) continue
    const { PrefixListId: id, NextToken: token } = Input.safeParse(line.input).data ?? { PrefixListId: '' }
    const held: Held = lists.get(id) ?? { pages: new Map(), promised: [], fault: null }
    lists.set(id, held)
    if (line.got !== 'body') {
      held.fault = line.code
      continue
    }
    const { data } = Page.safeParse(line.body)
    if (!data) held.fault = 'not as documented'
    // Nothing says which of two answers is the one.
    if (held.pages.has(token ?? '')) held.fault = 'answered twice'
    held.pages.set(token ?? '', data?.Entries.map(({ Cidr }) => Cidr) ?? [])
    if (data?.NextToken) held.promised.push(data.NextToken)
  }
  return new Map([...lists].map(([id, held]) => [id, settled(held)]))
}

// A page that is missing makes the whole list unread: what was not seen may be everybody.
const settled = ({ pages, promised, fault }: Held): { ranges: string[] } | { unread: string } => {
  if (fault) return { unread: fault }
  if (['', ...promised].some((token) => !pages.has(token))) return { unread: 'a page is missing' }
  return { ranges: [...pages.values()].flat() }
}
