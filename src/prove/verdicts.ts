// Judges again what was judged: the same stored readings, settings and standing verdicts must give the same evaluation.
import type { Catalog } from '../catalog.ts'
import { EvidenceError } from '../errors.ts'
import { judgingBy } from '../evaluate/by-plan.ts'
import { controlsFor } from '../evaluate/judge.ts'
import type { Stored } from '../evaluate/readings.ts'
import type { Timeline } from '../incidents/timeline.ts'
import { writeJson } from '../json.ts'
import type { Evaluation, Ref, Task } from '../model.ts'
import { readEvaluation, writeDocument } from '../store/documents.ts'
import { evaluationKey, slug } from '../store/keys.ts'
import type { Findings } from './checks.ts'
import { type Entered, objectName, otherVersion, partsName } from './entered.ts'
import type { Objects } from './objects.ts'
import { marked, timelines } from './timelines.ts'

type On = { catalog: Catalog; findings: Findings; objects: Objects; version: string }

export const verdicts = async (on: On, given: Entered): Promise<void> => {
  const { catalog, findings, objects } = on
  const { tick, plan, config, parts } = given
  const stored: Stored = {
    put: async (source, subject, slot) => parts.get(partsName(source, slug(subject), slot)) ?? [],
    sealed: (ref) => objects.again(ref),
  }
  const judged = judgingBy(plan, { catalog, config, stored })
  const all = plan.tasks.map((task) => [slug(task.subject), task] as const)
  const tasks = new Map(all.filter(([name]) => given.only?.has(name) ?? true))
  const seen = new Set<string>()
  const made = new Map<string, Timeline[]>()
  for (const { ref, body } of given.evaluations) {
    const evaluation = parsed(findings, ref, body)
    if (!evaluation) continue
    const name = slug(evaluation.subject)
    seen.add(name)
    const own = ref.key === evaluationKey(tick.tick, name) && evaluation.tick === tick.tick
    findings.hold('key-derives', own, ref.key, `is of ${name} in the tick ${evaluation.tick}`)
    const task = tasks.get(name)
    findings.hold('verdict-inputs', task !== undefined, ref.key, 'is of a subject that the plan does not know')
    marked(findings, given, ref, evaluation)
    if (own && task) made.set(name, await one(on, given, { task, ref, body, evaluation, judged }))
  }
  await timelines(on, given, { tasks, made, judged })
  for (const [name, { judge: due }] of tasks) {
    if (due && !seen.has(name))
      findings.deviate('verdicts-complete', evaluationKey(tick.tick, name), 'planned, and not judged in this tick')
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

type One = { task: Task; ref: Ref; body: Uint8Array; evaluation: Evaluation; judged: ReturnType<typeof judgingBy> }

/** The timelines that go with it; none where it cannot be judged again. */
const one = async (on: On, given: Entered, { task, ref, body, evaluation, judged }: One): Promise<Timeline[]> => {
  const { catalog, findings } = on
  const { tick, config, sealed } = given
  const other = otherVersion(on.version, tick)
  const due = controlsFor(catalog, task.subject.scope, config).map(({ id }) => id)
  const missing = due.filter((id) => !evaluation.verdicts.some(({ control }) => control === id))
  findings.reproduce('verdicts-complete', missing.length === 0, ref.key, `no verdict of ${missing.join(', ')}`, other)
  try {
    const { evaluation: again, standing, timelines: made } = await judged(task)
    const known = new Set((standing ? basesOf(standing.evaluation) : []).map(objectName))
    const unsealed = basesOf(evaluation).filter((one) => !sealed.has(objectName(one)) && !known.has(objectName(one)))
    const holds = unsealed.length === 0
    findings.hold('verdict-inputs', holds, ref.key, `rests on ${unsealed[0]?.key}, which was not sealed`)
    compare(findings, ref.key, { stored: evaluation, body, again }, other)
    return made
  } catch (error) {
    // What it rests on is gone or altered; anything else is a fault of this program and is not hidden.
    if (!(error instanceof EvidenceError)) throw error
    findings.reproduce('verdict-inputs', false, ref.key, error.message, error.code === 'UNKNOWN_ID' ? other : undefined)
    return []
  }
}

// What an evaluation carries was sealed when it was first carried, so the next one may rest on it.
const basesOf = ({ verdicts, hits, carried, tallied }: Evaluation): Ref[] =>
  [...verdicts, ...hits, ...Object.values(carried).flat(), ...Object.values(tallied)].flatMap(({ basis }) => basis)

type Compared = { stored: Evaluation; body: Uint8Array; again: Evaluation }

const compare = (
  findings: Findings,
  at: string,
  { stored, body, again }: Compared,
  other: string | undefined,
): void => {
  const same = Buffer.compare(body, writeDocument(again)) === 0
  const timeless = !same && writeJson(withoutSince(stored)) === writeJson(withoutSince(again))
  findings.reproduce('verdict-since', !timeless, at, 'the times since when differ', other)
  findings.reproduce('verdict-reproduces', same || timeless, at, `differs at ${firstDifference(stored, again)}`, other)
}

const withoutSince = (evaluation: Evaluation) => ({
  ...evaluation,
  verdicts: evaluation.verdicts.map(({ since: _, standing: __, ...rest }) => rest),
})

const firstDifference = (stored: Evaluation, again: Evaluation): string => {
  const name = ({ control, slot }: Evaluation['verdicts'][number]): string => `${control} ${slot.start}`
  const next = new Map(again.verdicts.map((verdict) => [name(verdict), verdict]))
  const odd = stored.verdicts.find((verdict) => writeJson(verdict) !== writeJson(next.get(name(verdict)) ?? null))
  const there = odd && (next.get(name(odd))?.outcome ?? 'none')
  return odd ? `${odd.control} (${odd.outcome}, judged again: ${there})` : 'its verdicts, hits or carried values'
}
