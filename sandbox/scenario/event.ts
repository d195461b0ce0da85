// What can happen in a scenario. Hours count from its base time; what lasts has an end, which must fall into the scenario too.
import type { Fault } from '../faults.ts'
import type { ClusterState, World } from '../world.ts'

export type StoryEvent = {
  at: number
  until: number | null
  /** One sentence for whoever watches. */
  what: string
} & (
  | {
      kind: 'change'
      /** The name of the subject that it happens to; null for what happens every day, and is not told. */
      about: string | null
      /** `at` in seconds since 1970. */
      change(world: World, at: number): void
      undo: ((world: World, at: number) => void) | null
      /** Where no audit events arrive between `at` and `until`. */
      silences: Place | null
    }
  /** A cluster that is made at `at` and deleted at `until`; `make` is given its birth in seconds since 1970. */
  | { kind: 'life'; place: Place; make(born: number): ClusterState }
  | { kind: 'fault'; fault: Omit<Fault, 'from' | 'until'> }
  /** Something that somebody does in a cluster: it shows in its audit log alone. */
  | { kind: 'activity'; activity: 'exec-into-kube-system'; place: Place }
  /** The collector itself does not run: no tick between `at` and `until`. */
  | { kind: 'outage' }
)

export type Place = { region: string; cluster: string }
