// What IAM's answers have in common: pages, percent-encoded documents, the errors.
import { instant } from '../../src/clock.ts'
import { page } from '../page.ts'
import { AwsFault } from '../service.ts'
import type { RoleState } from '../world/stack.ts'

export const code = 'ValidationError'

export const pageOf = <const Name extends string, Item>(
  name: Name,
  all: Item[],
  call: Parameters<typeof page>[1],
  asked: { size: unknown; token: unknown },
) => {
  const { items, nextToken } = page(all, call, { ...asked, most: 1_000, usual: 100, refuse })
  return { [name]: { member: items }, IsTruncated: nextToken !== undefined, Marker: nextToken } as {
    [One in Name]: { member: Item[] }
  } & { IsTruncated: boolean; Marker: string | undefined }
}

// IAM says policies percent-encoded, RFC 3986.
export const encoded = (document: string): string =>
  encodeURIComponent(document).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** A role's tags, and when it was last used. */
export const tagged = ({ Tags, RoleLastUsed }: RoleState['role']) => ({
  ...(Tags && { Tags: { member: Tags } }),
  ...(RoleLastUsed?.LastUsedDate !== undefined && {
    RoleLastUsed: { ...RoleLastUsed, LastUsedDate: instant(RoleLastUsed.LastUsedDate) },
  }),
})

export const missing = (message: string): never => {
  throw new AwsFault('NoSuchEntity', 404, message)
}
const refuse = (message: string): AwsFault => new AwsFault(code, 400, message)
