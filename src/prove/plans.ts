// Holds each plan against what was sealed before it: nobody appears from nowhere, rests on something else, or is dropped in silence.
import { found } from '../facts/inventory.ts'
import { writeJson } from '../json.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Exchange, Ref, Subject, Task } from '../model.ts'
import { readObservation } from '../observation/read.ts'
import { isSuperseded, saysGone } from '../plan/population.ts'
import { advance } from '../plan/state.ts'
import type { IndexLine, Plan } from '../store/documents.ts'
import { planKey, slug } from '../store/keys.ts'
import type { Findings } from './checks.ts'
import type { Objects } from './objects.ts'

/** A sealed tick, as far as the plans after it can rest on it. */
type Past = { sequence: number; plan: Plan; lines: IndexLine[] }

/** Ticks that race or wait for their statement rest on an entry some way back, never far. */
const reach = 48

export const makePlans = (findings: Findings, objects: Objects) => {
  const past: Past[] = []

  // What a plan may rest on: the state after the entry it names, or after ticks that waited for their statement when it was made.
  const states = ({ after }: Plan): Task[][] => {
    if (past.length === 0) return [[]]
    const candidates = past.filter(({ sequence }) => sequence >= (after?.sequence ?? 0)).map((entry) => stateAt(entry))
    return candidates.length > 0 ? candidates : [[]]
  }
  const stateAt = (entry: Past): Task[] => {
    const base = entry.plan.after?.sequence ?? -1
    const between = past.filter(({ sequence }) => sequence > base && sequence <= entry.sequence)
    return advance(entry.plan, between.flatMap(({ lines }) => lines))
  }

  return {
    /** Takes in a tick; says of its plan whether it follows. */
    async enter(tick: Tick, plan: Plan, lines: IndexLine[], sealedNow: Set<string>): Promise<void> {
      const at = planKey(tick.tick)
      const same = plan.tick === tick.tick && plan.account === tick.account && writeJson(plan.schedule) === writeJson(tick.schedule) && plan.config.sha256 === tick.config.sha256
      findings.hold('plan-derives', same, at, 'is of another tick, account, schedule or configuration than its statement')
      const odds = states(plan).map((state) => differences(state, plan))
      const least = odds.reduce((a, b) => (b.length < a.length ? b : a))
      findings.hold('plan-derives', least.length === 0, at, least.slice(0, 3).join('; '))
      for (const gone of plan.retired) await tombstone(findings, objects, at, gone, sealedNow)
      past.push({ sequence: tick.sequence, plan, lines })
      if (past.length > reach) past.shift()
    },
  }
}

const differences = (state: Task[], plan: Plan): string[] => {
  const before = new Map(state.map((task) => [slug(task.subject), task]))
  const here = new Map(plan.tasks.map(({ subject }) => [slug(subject), subject]))
  const left = new Set([...plan.excluded.map(({ id }) => id), ...plan.retired.map(({ subject }) => subject.id)])
  return [
    ...plan.tasks.flatMap((task) => {
      const known = before.get(slug(task.subject))
      const rests = writeJson({ latest: task.latest, standing: task.standing })
      const should = writeJson({ latest: known?.latest ?? {}, standing: known?.standing ?? null })
      return rests === should ? [] : [`${task.subject.id} rests on something else than what was sealed last`]
    }),
    ...state.flatMap(({ subject }) => {
      const explained = here.has(slug(subject)) || left.has(subject.id) || isSuperseded(subject, here)
      return explained ? [] : [`${subject.id} was dropped without a word`]
    }),
  ]
}

const tombstone = async (findings: Findings, objects: Objects, at: string, { subject, inventory, notFound }: Plan['retired'][number], sealedNow: Set<string>) => {
  const what = async (): Promise<string | undefined> => {
    const listed = await linesOf(objects, inventory, sealedNow)
    const last = await linesOf(objects, notFound, sealedNow)
    if (!listed) return 'cites no inventory that was sealed'
    if (!last) return 'cites no reading that was sealed'
    const region: Subject = { scope: 'region', id: `aws://${listed.account}/${subject.region}`, name: subject.region, region: subject.region, bornAt: null }
    const { subjects, complete, unidentified } = found(listed.exchanges, region)
    const scope = subject.scope === 'cluster' ? 'cluster' : 'repository'
    if (!complete[scope]) return 'the inventory it cites is not complete'
    if ([...subjects.map(slug)].includes(slug(subject)) || unidentified.some(({ id }) => id === subject.id)) return 'the inventory it cites lists it'
    return saysGone(last.exchanges, subject) ? undefined : 'the reading it cites found it'
  }
  const fault = await what()
  findings.hold('tombstone-supported', fault === undefined, at, `${subject.id} is called gone, but ${fault}`)
}

const linesOf = async (objects: Objects, refs: Ref[], sealedNow: Set<string>): Promise<{ exchanges: Exchange[]; account: string } | undefined> => {
  if (refs.length === 0 || !refs.every(({ key, sha256 }) => sealedNow.has(`${key} ${sha256}`))) return undefined
  try {
    const bodies = await Promise.all(refs.map(async (ref) => ({ key: ref.key, body: await objects.again(ref) })))
    const { header, exchanges } = readObservation(bodies)
    return { exchanges: [...exchanges], account: /^(?:aws:\/\/|arn:[^:]*:[^:]*:[^:]*:)(\d{12})/.exec(header.subject.id)?.[1] ?? '' }
  } catch {
    return undefined // what it cites cannot be read: it supports nothing
  }
}
