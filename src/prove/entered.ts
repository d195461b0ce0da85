// One sealed tick with everything that its statement leads to, read and held against its digests.
import type { Config } from '../config.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Ref, Slot } from '../model.ts'
import type { IndexLine, Plan } from '../store/documents.ts'

export type Body = { ref: Ref; body: Uint8Array }

export type Entered = {
  tick: Tick
  plan: Plan
  config: Config
  lines: IndexLine[]
  evaluations: Body[]
  timelines: Body[]
  /** The parts of each observation, by `partsName`. */
  parts: Map<string, Body[]>
  /** Every sealed object that this tick may rest on, as `objectName`: its own, and what its plan carries over. */
  sealed: Set<string>
  /** Of a part of a store: the slugs of those who are judged again. All of them where it is left out. */
  only?: ReadonlySet<string>
}

export const partsName = (source: string, subject: string, slot: Slot): string => `${source} ${subject} ${slot.start}`
export const objectName = ({ key, sha256 }: Pick<Ref, 'key' | 'sha256'>): string => `${key} ${sha256}`

/** The version that made this tick, where it is not this one. */
export const otherVersion = (version: string, { collector }: Tick): string | undefined =>
  collector.version === version ? undefined : collector.version
