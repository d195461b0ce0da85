// A fact is a pure, typed reading of stored exchanges. It names its source by id and imports no client.
import { EvidenceError } from './errors.ts'
import {
  type Action,
  type Exchange,
  type Instant,
  type Scope,
  type Slot,
  type Subject,
  type Unknown,
  unknown,
} from './model.ts'

export type Fact<T> = {
  id: string
  /** The source whose observation is read, and the scope of that observation's subject. */
  source: string
  of: Scope
  /** What it rests on: if any of these failed or is incomplete, the fact is unknown and `read` is not called. */
  actions: readonly Action[]
  /** Exchanges in any order. Unknown for an answer that is not as documented. */
  read(exchanges: Iterable<Exchange>, given: { subject: Subject; slot: Slot }): T | Unknown
  /** What of a region's or account's reading concerns a subject below it; left out: all of it. */
  about?(value: T, subject: Subject): T | Unknown
  /** Sums up what two windows told. Commutative, associative and idempotent: no order matters, and no second reading. */
  join?(a: T, b: T): T
  /**
   * What of a sum need not be carried any more: `to` is the end of the newest window, and every one that ended by `settled` was
   * read or is lost.
   */
  forget?(value: T, given: { to: Instant; settled: Instant }): T
}

/** A fact over windows whose values can be summed up. */
export type Summed<T> = Fact<T> & Required<Pick<Fact<T>, 'join' | 'forget'>>

/** An answer that is not as documented makes the fact unknown: `read` says so by throwing OBSERVATION_INVALID. */
export const defineFact = <T>(fact: Fact<T>): Fact<T> => {
  const { about } = fact
  return {
    ...fact,
    read: (exchanges, given) => documented(() => fact.read(exchanges, given)),
    ...(about && { about: (value: T, subject: Subject) => documented(() => about(value, subject)) }),
  }
}

const documented = <T>(read: () => T | Unknown): T | Unknown => {
  try {
    return read()
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'OBSERVATION_INVALID') return unknown(error.message)
    throw error
  }
}
