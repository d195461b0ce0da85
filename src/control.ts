// A control is a pure function from facts to an outcome. An input that was not read makes it unknown before it is called.
import type { Acceptance } from './config/acceptances.ts'
import type { Register } from './config/register.ts'
import type { Fact, Summed } from './fact.ts'
import type { Criterion, Exchange, Instant, Outcome, Scope, Severity, Slot, Subject } from './model.ts'

/** Resolved at the subject, else at its region, else at its account, by the fact's scope. Never sideways or down. */
export type Need<T> = { fact: Fact<unknown>; when: 'latest' | 'previous' | 'tally' | { over: number }; type?: T }

export const latest = <T>(fact: Fact<T>): Need<T> => ({ fact, when: 'latest' })
/** The reading before the latest. */
export const previous = <T>(fact: Fact<T>): Need<T> => ({ fact, when: 'previous' })
/** Every slot's reading over so many seconds up to the latest; one unread slot makes the control unknown. */
export const over = <T>(fact: Fact<T>, seconds: number): Need<{ slot: Slot; value: T }[]> => ({
  fact,
  when: { over: seconds },
})

/** All that windows told, summed up from the first one that was tried: for what is older than a list of slots can be long. */
export const tally = <T>(fact: Summed<T>): Need<Tally<T>> => ({ fact, when: 'tally' })
/** `unread` is what of `from` to `to` it does not cover: what happened then is not known, and the control says so. */
export type Tally<T> = { value: T; from: Instant; to: Instant; unread: Slot[] }

export type Settings = Record<string, number | string | boolean | string[]>

export type Control<N, S extends Settings> = {
  id: string
  of: Scope
  /** The good state, as a sentence. */
  title: string
  criteria: Criterion[]
  severity: Severity
  needs: N
  /** Defaults; the configuration may set each. */
  settings: S
  assess(
    given: { [K in keyof N]: N[K] extends Need<infer T> ? T : never },
    at: {
      asOf: Instant
      settings: S
      subject: { name: string; id: string }
      /** The governance register; null where there is none. */
      register: Register | null
      acceptances: readonly Acceptance[]
    },
  ): Outcome
  remedy: string
  /** What it cannot see, as a sentence, for whoever relies on a pass. */
  limits?: string
  /** The same check elsewhere: Security Hub, CIS, AWS Config, Prowler. */
  sameAs: string[]
  replacedBy?: string
  /** Exchanges as AWS sends them. Each is run as it is, and broken in every way that a reading can be broken. */
  examples: { pass: Example<N, S>[]; fail: Example<N, S>[]; notApplicable?: Example<N, S>[] }
}

/**
 * For each need the exchanges of its observation, those of its fact's actions at least; for `over` and `tally` one list per
 * slot, oldest first. `with` says what else is not as usual.
 */
export type Example<N, S = Settings> = { [K in keyof N]: Exchange[] | Exchange[][] } & {
  with?: {
    settings?: Partial<S>
    asOf?: Instant
    subject?: Partial<Subject>
    register?: Register | null
    acceptances?: Acceptance[]
  }
}

/** What the stages work with: the types of needs and settings matter to the file that defines them alone. */
export type AnyControl = Control<Record<string, Need<unknown>>, Settings>

export const defineControl = <N extends Record<string, Need<unknown>>, S extends Settings>(
  control: Control<N, S>,
): Control<N, S> => control
