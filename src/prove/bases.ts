// What a plan may rest on: the state after the entry that it names, or after a tick that waited for its statement when it was made.
import { seconds } from '../clock.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Digest, Instant, Ref, Task } from '../model.ts'
import { advance } from '../plan/state.ts'
import { type IndexLine, type Plan, readIndex, readPlan } from '../store/documents.ts'
import type { Objects } from './objects.ts'

/** `ranWith`: the configuration of the tick that it is the state after; undefined before the first. */
export type Base = { tasks: Task[]; leftOut: Plan['excluded']; ranWith: Digest | undefined }

/** An entry behind us: where its plan and index lie, not what they hold. */
type Past = {
  sequence: number
  sha256: Digest
  tick: Instant
  sealedAt: Instant
  after: number
  config: Digest
  plan: Ref
  index: Ref
}

/** Entries remembered: a signing key that cannot be used for forty days. */
const reach = 960

export const makeBases = (objects: Objects) => {
  const past: Past[] = []
  let newest: { plan: Plan; lines: IndexLine[] } | undefined

  const planOf = async (one: Past): Promise<Plan> =>
    one === past.at(-1) && newest ? newest.plan : readPlan(await objects.again(one.plan))
  const linesOf = async (one: Past): Promise<IndexLine[]> =>
    one === past.at(-1) && newest ? newest.lines : readIndex(await objects.again(one.index))

  // As the planner does it (plan/since.ts): a plan knows nothing of what was sealed between the entry it names and itself.
  const after = async (head: Past): Promise<Omit<Base, 'ranWith'>> => {
    const lines: IndexLine[] = []
    for (const one of past)
      if (one.sequence > head.after && one.sequence <= head.sequence) lines.push(...(await linesOf(one)))
    const plan = await planOf(head)
    return { tasks: advance(plan, lines), leftOut: plan.excluded }
  }

  return {
    /** Whether the plan could not know of the entries behind the one that it names: none of them was sealed when it began. */
    isNewest: ({ after, tick }: Plan): boolean =>
      past.every(({ sequence, sealedAt }) => sequence <= (after?.sequence ?? 0) || seconds(sealedAt) >= seconds(tick)),

    /** The likeliest first; none where the entry that it names is not among those that hold. */
    async *of({ after: named, tick }: Plan): AsyncGenerator<Base> {
      const head = named
        ? past.find(({ sequence, sha256 }) => sequence === named.sequence && sha256 === named.sha256)
        : undefined
      if (named && !head) return
      const waited = past.filter((one) => one.sequence > (head?.sequence ?? 0) && seconds(one.tick) < seconds(tick))
      for (const one of waited.reverse()) {
        const plan = await planOf(one)
        yield { tasks: advance(plan, await linesOf(one)), leftOut: plan.excluded, ranWith: one.config }
      }
      yield { ...(head ? await after(head) : { tasks: [], leftOut: [] }), ranWith: head?.config }
    },

    enter(tick: Tick, sha256: Digest, plan: Plan, lines: IndexLine[]): void {
      const { sequence, sealedAt, config, index } = tick
      const own = {
        sequence,
        sha256,
        sealedAt,
        index,
        plan: tick.plan,
        config: config.sha256,
        after: plan.after?.sequence ?? 0,
      }
      past.push({ ...own, tick: tick.tick })
      newest = { plan, lines }
      if (past.length > reach) past.shift()
    },
  }
}
export type Bases = ReturnType<typeof makeBases>
