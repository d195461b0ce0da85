// Judges again what was judged: the same stored readings, settings and standing verdicts must give the same evaluation.
import type { Catalog } from '../catalog.ts'
import { type Config, configOf } from '../config.ts'
import { EvidenceError } from '../errors.ts'
import { controlsFor, judge } from '../evaluate/judge.ts'
import { readingsOf } from '../evaluate/readings.ts'
import { writeJson } from '../json.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Evaluation, Ref, Slot, Subject, Task } from '../model.ts'
import { startOf } from '../plan/tasks.ts'
import { type Plan, readEvaluation } from '../store/documents.ts'
import { evaluationKey, slug } from '../store/keys.ts'
import type { Findings } from './checks.ts'
import type { Objects } from './objects.ts'

type On = { catalog: Catalog; findings: Findings; objects: Objects; version: string }
type Given = {
  tick: Tick
  plan: Plan
  config: Uint8Array
  /** What the tick's index lists, as far as it is what was sealed. */
  evaluations: { ref: Ref; body: Uint8Array }[]
  parts: Map<string, { ref: Ref; body: Uint8Array }[]>
  /** Every sealed object that a verdict of this tick may rest on, as `key digest`. */
  sealed: Set<string>
}

/** The name under which an observation's parts are handed over. */
export const partsName = (source: string, subject: string, slot: Slot): string => `${source} ${subject} ${slot.start}`

export const verdicts = async (on: On, given: Given): Promise<void> => {
  const { catalog, findings, objects } = on
  const { plan, parts } = given
  const config = configOf(given.config)
  const readings = readingsOf(plan, catalog, {
    put: async (source, subject: Subject, slot) => parts.get(partsName(source, slug(subject), slot)) ?? [],
    sealed: (ref) => objects.again(ref),
  })
  const tasks = new Map(plan.tasks.map((task) => [slug(task.subject), task]))
  const judged = new Set<string>()
  for (const { ref, body } of given.evaluations) {
    const evaluation = parsed(findings, ref, body)
    if (!evaluation) continue
    const name = slug(evaluation.subject)
    judged.add(name)
    const own = findings.hold('key-derives', ref.key === evaluationKey(given.tick.tick, name) && evaluation.tick === given.tick.tick, ref.key, `is of ${name} in the tick ${evaluation.tick}`)
    const task = tasks.get(name)
    if (own && findings.hold('verdict-inputs', task !== undefined, ref.key, 'is of a subject that the plan does not know') && task) {
      await one(on, given, config, { task, ref, evaluation, readings })
    }
  }
  for (const [name, { judge: due }] of tasks) {
    if (due && !judged.has(name)) findings.deviate('verdicts-complete', evaluationKey(given.tick.tick, name), 'planned, and not judged in this tick')
  }
}

const parsed = (findings: Findings, ref: Ref, body: Uint8Array): Evaluation | undefined => {
  findings.look('json-strict')
  try {
    return readEvaluation(body)
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    findings.fail('json-strict', ref.key, error.message)
    return undefined
  }
}

type One = { task: Task; ref: Ref; evaluation: Evaluation; readings: ReturnType<typeof readingsOf> }

const one = async ({ catalog, findings, objects, version }: On, { tick, plan, sealed }: Given, config: Config, { task, ref, evaluation, readings }: One): Promise<void> => {
  const due = controlsFor(catalog, task.subject.scope, config).map(({ id }) => id)
  const missing = due.filter((id) => !evaluation.verdicts.some(({ control }) => control === id))
  findings.hold('verdicts-complete', missing.length === 0, ref.key, `no verdict of ${missing.join(', ')}`)
  const unsealed = [...evaluation.verdicts, ...evaluation.hits].flatMap(({ basis }) => basis).filter(({ key, sha256 }) => !sealed.has(`${key} ${sha256}`))
  findings.hold('verdict-inputs', unsealed.length === 0, ref.key, `rests on ${unsealed[0]?.key}, which was not sealed`)
  const again = await judgedAgain().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  if (again instanceof Error) return findings.fail('verdict-inputs', ref.key, again.message)
  compare(findings, ref.key, evaluation, again, tick.collector.version === version ? undefined : tick.collector.version)

  async function judgedAgain(): Promise<Evaluation> {
    const standing = task.standing && { ref: task.standing, evaluation: readEvaluation(await objects.again(task.standing)) }
    const from = startOf(plan.tasks, task)
    return judge({ tick: tick.tick, task, from, schedule: plan.schedule, config, catalog, readings: await readings(task), standing: standing ?? undefined })
  }
}

// A version that judges otherwise is named and is no breach: its own program reproduces it.
const compare = (findings: Findings, at: string, stored: Evaluation, again: Evaluation, other: string | undefined): void => {
  findings.look('verdict-since')
  findings.look('verdict-reproduces')
  if (writeJson(stored) === writeJson(again)) return
  const timeless = writeJson(withoutSince(stored)) === writeJson(withoutSince(again))
  const what = timeless ? 'the times since when differ' : `differs at ${firstDifference(stored, again)}`
  if (other !== undefined) findings.deviate('verdict-reproduces', at, `${what}; it was judged by version ${other}`)
  else findings.fail(timeless ? 'verdict-since' : 'verdict-reproduces', at, what)
}

const withoutSince = (evaluation: Evaluation) => ({ ...evaluation, verdicts: evaluation.verdicts.map(({ since: _, standing: __, ...rest }) => rest) })

const firstDifference = (stored: Evaluation, again: Evaluation): string => {
  const next = new Map(again.verdicts.map((verdict) => [`${verdict.control} ${verdict.slot.start}`, verdict]))
  const odd = stored.verdicts.find((verdict) => writeJson(verdict) !== writeJson(next.get(`${verdict.control} ${verdict.slot.start}`) ?? null))
  return odd ? `${odd.control} (${odd.outcome}, judged again: ${next.get(`${odd.control} ${odd.slot.start}`)?.outcome ?? 'none'})` : 'its hits or carried values'
}
