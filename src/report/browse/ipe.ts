// The sheet of one observation, as an auditor asks it of information that the entity produced (IPE): what was asked, by whom, and that it is whole.

import type { Action, Digest, Exchange, Instant, Ref, Slot, Status, Subject } from '../../model.ts'
import type { Lack } from '../../source.ts'

/** Text of answers and names is hostile and stands here as it was stored: whoever shows it makes it visible. */
export type Ipe = {
  source: string
  subject: Subject
  slot: Slot
  tick: Instant
  /** The caller's ARN. */
  runBy: string
  /** The first and the last answer by the collector's clock; null where no line is there. */
  runAt: { first: Instant; last: Instant } | null
  tool: { version: string; commit: string }
  /** The digest of the tick's config.json. */
  config: Digest
  /** The stored parts in their order: key, versionId, sha256, bytes. */
  parts: Ref[]
  counts: {
    /** Lines: each is one question and its answer. */
    asked: number
    answered: number
    /** "There is none", said by an error that the operation expects. */
    absent: number
    failed: number
    /** Answers to a question for a page after the first. */
    furtherPages: number
    /** By action, sorted by name. */
    byAction: {
      action: Action
      asked: number
      answered: number
      absent: number
      failed: number
      furtherPages: number
    }[]
  }
  /** What was counted twice, by us and by the answers: lines against the trailers, rows against recordsMatched. */
  reconciled: { what: string; expected: number | null; found: number; agree: boolean }[]
  /** By action and name of the redaction, sorted: in how many answers something was withheld. */
  redactions: { action: Action; name: string; answers: number }[]
  completeness: {
    /** What the last trailer says; null where the last part is missing. */
    claimed: { status: Status; reasons: string[] } | null
    /** What the lines amount to. */
    recomputed: { status: Status; reasons: string[] }
    lacks: Lack[]
    agree: boolean
  }
  /** The first of them, in their order, and how many more there are. */
  exchanges: IpeExchange[]
  more: number
}

export type IpeExchange = Pick<Exchange, 'action' | 'input' | 'at' | 'host' | 'date' | 'requestId' | 'got'> & {
  /** The error's code, of what is absent or failed; null of a body. */
  code: string | null
  /** Names of the redactions that withheld something of this answer. */
  redacted: string[]
  /** A page after the first: its token is good for a while only, and the command of the first page asks for all of them. */
  furtherPage: boolean
  /** A line for a POSIX shell that asks AWS the same; it does not contain a line end. Null for what the AWS CLI cannot be told. */
  command: string | null
}
