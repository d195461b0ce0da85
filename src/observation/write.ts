// Writes one observation line by line, so that memory stays flat whatever the account holds.
import { sha256 } from '../digest.ts'
import { writeJson } from '../json.ts'
import type { Exchange, Ref, Status } from '../model.ts'
import { observationKey, slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import type { Header } from './format.ts'
import { gzip } from './gzip.ts'
import { exchangesOf, type Part } from './read.ts'

export const partBytes = 16 * 1024 * 1024

export type Writer = {
  /** A line, and what it says: so that it need not be read again to prove the whole. */
  line(text: string, exchange: Exchange): Promise<void>
  /** What was written so far, as it is stored: compressed parts are opened one at a time. */
  written(): Iterable<Exchange>
  /** Undefined where another writer of the same slot won with other bytes: those stand. */
  end(status: Status, reasons: string[]): Promise<Ref[] | undefined>
}

/**
 * The first part decides who writes this observation: whoever loses it stops, so parts of two writers never mix.
 * A crash between two parts leaves an observation without its last: seal calls that failed and the slot is asked again.
 */
export const openObservation = (
  store: Store,
  head: Omit<Header, 'schema' | 'part'>,
  zipped: boolean,
  limit = partBytes,
): Writer => {
  const parts: Ref[] = []
  const stored: Part[] = []
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
  let count = 0
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
    async end(status, reasons) {
      await close({ more: false, status, reasons })
      return lost ? undefined : parts
    },
  }
}
