// One thing that is looked for in every entry of a window.
import type { Instant } from '../../model.ts'
import type { AuditEvent, Unreadable } from '../event.ts'
import type { Merge } from '../seen.ts'

export type Taker<T> = {
  /** Of an entry none, one, or several, each with its key. `at` is when the request ended. */
  take(event: AuditEvent, at: Instant): [key: string, item: T][]
  /** Whether an entry that cannot be read may be one of these: then nobody can say that there was none. */
  mayBe(entry: Unreadable): boolean
  most: number
  /** Whether more than `most` may not push it out; everything where left out. */
  matters?(item: T): boolean
  merge?: Merge<T>
}
