// One thing that is looked for in every entry of a window.
import type { AuditEvent, Unreadable } from '../event.ts'
import type { Item } from '../seen.ts'

export type Taker<T> = {
  /** Of an entry none, one, or several, each with its key. */
  take(event: AuditEvent): [key: string, item: T][]
  /** Whether an entry that cannot be read may be one of these: then nobody can say that there was none. */
  mayBe(entry: Unreadable): boolean
  most: number
  weight?(item: Item<T>): number
}
