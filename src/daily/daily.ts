// What is told once a day: the ledger is copied and its head stamped, and the auditor and the stakeholders get their mails.
import { type Conflict, type Copied, copyLedger, type LedgerCopy } from '../anchors/ledger-copy.ts'
import type { Place } from '../attested/put.ts'
import type { Catalog } from '../catalog.ts'
import { type Clock, instant, plus, seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { type Head, ledgerId, readAt } from '../ledger/chain.ts'
import { keyId } from '../ledger/dsse.ts'
import { findHead, keysOf, type Signers } from '../ledger/head.ts'
import type { Instant, Slot } from '../model.ts'
import { type Pages, refresh } from '../report/browse/refresh.ts'
import { conflictMail } from '../report/notices/conflict-mail.ts'
import { digest, digestItem } from '../report/notices/digest.ts'
import { headMail } from '../report/notices/head-mail.ts'
import type { Notice } from '../report/notices/notice.ts'
import { gather } from '../report/period/gather.ts'
import type { Store } from '../store/store.ts'
import type { Send } from '../wire.ts'
import { type Notifying, notify, type Sent, wasSent } from './notify.ts'
import { stamp } from './stamp.ts'

export type Daily = Signers & {
  /** Read, and never written. */
  store: Store
  send: Send
  clock: Clock
  catalog: Catalog
  account: string
  /** Whose right it is done by, for the records. */
  collector(): Promise<{ caller: string }>
  records: Place
  topics: { auditor: string; stakeholders: string }
  /** Where the pages of the work bucket go. */
  pages: Pages
  console: { region: string; evidence: string; work: string }
  /** The URL of an authority of RFC 3161; undefined: none is asked. */
  authority: string | undefined
  /** Undefined: nobody else keeps a copy. */
  copy: LedgerCopy | undefined
  warn(message: string, error: unknown): void
  isTimeUp(): boolean
}

export type Done = {
  head: number | null
  copied?: Copied
  stamped?: 'stamped' | 'known'
  mail?: Sent
  digest?: Sent | 'no week'
  pages?: number
}

/**
 * Each part is done by itself: what fails is told, and stops no other. Run again the same day it does what is missing, and nothing
 * twice. Throws the first failure when all was tried, so that it is counted and tried again; STORE_CONFLICT for two histories.
 */
export const daily = async (on: Daily): Promise<Done> => {
  const head = await findHead(on.store, await keysOf(on), on.clock.now())
  if (!head) return { head: null }
  const failures: unknown[] = []
  const attempt = async <T>(what: string, run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run()
    } catch (error) {
      on.warn(what, error)
      failures.push(error)
      return undefined
    }
  }
  const { copy, authority, store, isTimeUp } = on
  const { sequence } = head.tick
  const sender: Notifying = { ...on, by: (await on.collector()).caller, now: () => on.clock.now() }
  const copied =
    copy &&
    (await attempt('the ledger was not copied', () => copyLedger({ store, ledger: ledgerId(head), copy, isTimeUp })))
  if (copy && copied?.conflict)
    await attempt('two histories', () =>
      tellConflict(on, sender, { head, where: copy.where, conflict: copied.conflict }),
    )
  const entry = { sequence, sha256: head.sha256 }
  const stamped =
    authority && (await attempt('the head was not stamped', () => stamp(on.records, authority, entry, on.clock.now())))
  const mail = await attempt('the head was not mailed', () => notify(sender, on.topics.auditor, mailOf(on, head)))
  const told = await attempt('the digest was not sent', () => weekly(on, sender))
  const made = await attempt('the pages were not made', () => pages(on))
  if (failures.length > 0) throw failures[0]
  return {
    head: sequence,
    ...(copied && { copied }),
    ...(stamped && { stamped }),
    ...(mail && { mail }),
    ...(told && { digest: told }),
    ...(made && { pages: made.pages }),
  }
}

const mailOf = ({ account }: Daily, head: Head): Notice => {
  const { sequence, tick, sealedAt, store } = head.tick
  const { sha256, publicKey } = head
  return headMail({ account, ledger: ledgerId(head), store, sequence, tick, sealedAt, sha256, keyId: keyId(publicKey) })
}

type Found = { head: Head; where: string; conflict: Conflict | null }

// Told to both, once a day for as long as it stands; and a failure of the function, which an alarm counts.
const tellConflict = async (
  { account, topics }: Daily,
  sender: Notifying,
  { head, where, conflict }: Found,
): Promise<void> => {
  if (!conflict) return
  const { store } = head.tick
  const notice = conflictMail({ account, ledger: ledgerId(head), store, copy: where, conflict })
  await notify(sender, topics.auditor, notice)
  await notify(sender, topics.stakeholders, { ...notice, item: `${notice.item}-told` })
  throw new EvidenceError(
    'STORE_CONFLICT',
    { copy: where, ...conflict },
    {
      hint: 'verify the ledger with the anchors that were sent, and ask who changed which: docs/operations.md, Incident',
    },
  )
}

const day = 86_400

/** The seven days to the newest Monday: 1 January 1970 was a Thursday. */
export const weekBefore = (now: Instant): Slot => {
  const days = Math.floor(seconds(now) / day)
  const monday = instant((Math.floor((days + 3) / 7) * 7 - 3) * day)
  return { start: plus(monday, -7 * day), end: monday }
}

// On Monday, or on the first day after it on which that works: the days since are looked through for its record.
const weekly = async (on: Daily, sender: Notifying): Promise<Sent | 'no week'> => {
  const now = on.clock.now()
  const period = weekBefore(now)
  for (let at = period.end; at <= now; at = plus(at, day)) if (await wasSent(sender, digestItem, at)) return 'known'
  const first = await readAt(on.store, { sequence: 1 })
  if (!first?.tick.key || seconds(first.tick.tick) >= seconds(period.end)) return 'no week'
  // The digest tells what was read; whom to believe is the verifier's to say.
  const pins = { publicKey: first.tick.key.publicKey, account: on.account, ledger: first.sha256, period }
  const week = await gather({ store: on.store, pins, catalog: on.catalog })
  return notify(sender, on.topics.stakeholders, digest(week, on.catalog))
}

// Those of yesterday and today, and what lists over all days: so each day's are made anew once it is over.
const pages = ({ store, pages, catalog, clock, console }: Daily) => {
  const today = `${clock.now().slice(0, 10)}T00:00:00Z`
  const days = { from: plus(today, -day).slice(0, 10), to: plus(today, day).slice(0, 10) }
  return refresh({ store, pages, catalog, days, console, publicKey: null })
}
