// Writes one observation line by line, so that memory stays flat whatever the account holds.
import { sha256 } from '../digest.ts'
import { writeJson } from '../json.ts'
import type { Exchange, Ref, Status } from '../model.ts'
import { observationKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import type { Header } from './format.ts'
import { gzip } from './gzip.ts'
import { exchangesOf, type Part } from './read.ts'
import type { StoredPart } from './stored.ts'

export const partBytes = 16 * 1024 * 1024

export type Writer = {
  /** A line, and what it says: so that it need not be read again to prove the whole. */
  line(text: string, exchange: Exchange): Promise<void>
  /** What was written so far, as it is stored: compressed parts are opened one at a time. */
  written(): Iterable<Exchange>
  /** Puts what there is as a part that is not the last: who takes the observation up again goes on behind it. */
  putDown(): Promise<void>
  /** Undefined where another writer of the same slot won with other bytes: those stand. */
  end(status: Status, reasons: string[]): Promise<Ref[] | undefined>
}

/** What an observation is written with. */
export type Opening = {
  zipped: boolean
  /** The parts that were put before it was put down or broke off. */
  before?: StoredPart[]
  limit?: number
}

/**
 * Each part is put once, and whoever loses one stops: so a part never stands behind one that its writer did not know.
 * A crash between two parts leaves an observation without its last: a rerun takes it up again, and seal calls it failed.
 */
export const openObservation = (
  store: Store,
  head: Omit<Header, 'schema' | 'part'>,
  { zipped, before = [], limit = partBytes }: Opening,
): Writer => {
  const parts: Ref[] = before.map(({ ref }) => ref)
  const stored: Part[] = before.map(({ ref: { key }, body }) => ({ key, body }))
  let lines: string[] = []
  let pending: Exchange[] = []
  let bytes = 0
  let lost = false
  let turn = Promise.resolve() // one part after the other, also when lines come from several questions at once

  const put = async (own: string[], part: number, trailer: object): Promise<void> => {
    if (lost) return
    const header = writeJson({ ...head, schema: 'eks-evidence/observation/v1', part })
    const text = Buffer.from(`${[header, ...own, writeJson({ ...trailer, exchanges: own.length })].join('\n')}\n`)
    const key = observationKey(head.tick, head.source, slug(head.subject), head.slot.start, part, zipped)
    const body = zipped ? gzip(text) : text
    const { won, ref } = await store.putOnce(key, body)
    lost = !won && ref.sha256 !== sha256(body) // the same bytes are our own, put by an attempt whose reply was lost
    parts.push(ref)
    stored.push({ key, body })
  }
  let count = before.length
  const close = (trailer: object): Promise<void> => {
    const own = lines
    const part = ++count
    lines = []
    pending = []
    bytes = 0
    turn = turn.then(() => put(own, part, trailer))
    return turn
  }

  return {
    async line(text, exchange) {
      if (lost) return
      lines.push(text)
      pending.push(exchange)
      bytes += Buffer.byteLength(text) + 1
      if (bytes >= limit) await close({ more: true })
    },
    *written() {
      yield* exchangesOf(stored)
      yield* pending
    },
    async putDown() {
      if (lines.length > 0) await close({ more: true })
      await turn
    },
    async end(status, reasons) {
      await close({ more: false, status, reasons })
      return lost ? undefined : parts
    },
  }
}
