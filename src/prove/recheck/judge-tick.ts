// Judges one sealed tick again and holds what comes out against what is stored.
import { plus, seconds } from '../../clock.ts'
import { type Config, configOf } from '../../config.ts'
import { EvidenceError } from '../../errors.ts'
import { judgingBy } from '../../evaluate/by-plan.ts'
import { isOn } from '../../evaluate/judge.ts'
import type { Stored } from '../../evaluate/readings.ts'
import { writeJson } from '../../json.ts'
import type { Tick } from '../../ledger/statement.ts'
import type { Evaluation, Ref, Slot, Task, Verdict } from '../../model.ts'
import { type IndexLine, isSlotLine, type Plan, readEvaluation, readIndex, readPlan } from '../../store/documents.ts'
import { evaluationKey, slug } from '../../store/keys.ts'
import { byBytes } from '../../store/order.ts'
import type { Findings } from '../checks.ts'
import { otherVersion, partsName } from '../entered.ts'
import type { Objects } from '../objects.ts'
import { type Between, ofControl } from './because.ts'
import { hitsDiffer } from './hits-differ.ts'
import type { Difference, Rechecking } from './recheck.ts'
import type { Counting } from './totals.ts'

export type Ticking = Rechecking & {
  findings: Findings
  objects: Objects
  totals: Counting
  period: Slot
  wanted: ((arn: string) => boolean) | undefined
}

type Judged = ReturnType<typeof judgingBy>
type One = { task: Task; ref: Ref; between: Between; judged: Judged }

/** Throws STORE_UNREADABLE. What was altered is a finding, and what rests on it is counted as not judged. */
export async function* judgeTick(on: Ticking, tick: Tick): AsyncGenerator<Difference> {
  const lines = await known(on, tick.index, readIndex)
  const plan = lines && (await known(on, tick.plan, readPlan))
  const sealed = plan && (await known(on, tick.config, configOf))
  if (!lines || !plan || !sealed || !bearsOn(on.period, plan, lines)) return
  const config: Config = on.settings?.(sealed, tick.tick) ?? sealed
  const between: Between = { tick, version: on.version, commit: on.commit, sealed, config }
  const judged = judgingBy(plan, { catalog: on.catalog, config, stored: storedBy(on, lines) })
  const evaluations = new Map(
    lines.flatMap((line) => (!isSlotLine(line) && line.role === 'evaluation' ? [[line.object.key, line.object]] : [])),
  )
  for (const task of plan.tasks) {
    if (on.wanted && !on.wanted(task.subject.id)) continue
    const ref = evaluations.get(evaluationKey(tick.tick, slug(task.subject)))
    if (ref) yield* ofSubject(on, { task, ref, between, judged })
  }
}

// Long after the period only a tick that read a slot of it, or took one up, judges it.
const bearsOn = (period: Slot, { tick, tasks }: Plan, lines: IndexLine[]): boolean =>
  seconds(tick) < seconds(plus(period.end, longAfter)) ||
  lines.some((line) => isSlotLine(line) && isIn(period, line.slot)) ||
  tasks.some(({ unjudged }) => unjudged.some(({ slot }) => isIn(period, slot)))
const longAfter = 2 * 86_400

const storedBy = ({ objects }: Ticking, lines: IndexLine[]): Stored => {
  const parts = new Map(
    lines.flatMap((line) => (isSlotLine(line) ? [[partsName(line.source, line.subject, line.slot), line.parts]] : [])),
  )
  return {
    put: (source, subject, slot) =>
      Promise.all(
        (parts.get(partsName(source, slug(subject), slot)) ?? []).map(async (ref) => ({
          ref,
          body: await objects.again(ref),
        })),
      ),
    sealed: (ref) => objects.again(ref),
  }
}

async function* ofSubject(on: Ticking, one: One): AsyncGenerator<Difference> {
  const { task, ref, judged } = one
  const stored = await known(on, ref, readEvaluation)
  if (!stored) return
  const standing = task.standing && (await standingOf(on, task.standing))
  const before = new Set((standing?.verdicts ?? []).map((verdict) => writeJson(verdict)))
  const isMade = (verdict: Verdict): boolean => isIn(on.period, verdict.slot) && !before.has(writeJson(verdict))
  const made = stored.verdicts.filter((verdict) => isWanted(on, verdict.control) && isMade(verdict))
  const isLooked = on.catalog.detections.length > 0 && stored.read.length + stored.hits.length > 0
  if (made.length === 0 && !isLooked && !isNewHere(on, stored)) return
  try {
    const { evaluation: again } = await judged(task)
    yield* verdictsDiffer(on, one, { made, again, stored, fresh: again.verdicts.filter(isMade) })
    if (on.catalog.detections.length > 0) yield* hitsDiffer(on, one, stored, again)
  } catch (error) {
    // What it rests on is gone or altered, or of a source that this program lacks. Anything else is a fault of this program.
    if (!(error instanceof EvidenceError) || error.code === 'STORE_UNREADABLE') throw error
    on.totals.unjudged(made.length)
    const other = error.code === 'UNKNOWN_ID' ? otherVersion(on.version, one.between.tick) : undefined
    on.findings.reproduce('verdict-inputs', false, ref.key, error.message, other)
  }
}

const isIn = ({ start, end }: Slot, slot: Slot): boolean => slot.start >= start && slot.start < end

const isWanted = ({ controls }: Ticking, control: string): boolean => controls?.includes(control) ?? true

const isNewHere = ({ catalog }: Ticking, { subject, verdicts }: Evaluation): boolean =>
  catalog.controls.some(({ id, of }) => of === subject.scope && !verdicts.some(({ control }) => control === id))

type Compared = { made: Verdict[]; fresh: Verdict[]; again: Evaluation; stored: Evaluation }

function* verdictsDiffer(on: Ticking, one: One, { made, fresh, again, stored }: Compared): Generator<Difference> {
  const { totals, catalog, findings } = on
  const { ref, between, task } = one
  const placeOf = ({ control, slot }: Verdict): string => `${control} ${slot.start}`
  const now = new Map(again.verdicts.map((verdict) => [placeOf(verdict), verdict]))
  const then = new Map(stored.verdicts.map((verdict) => [placeOf(verdict), verdict]))
  const controls = new Map(catalog.controls.map((control) => [control.id, control]))
  const differ = (was: Verdict | undefined, is: Verdict | undefined): Difference => {
    const { control, slot, basis } = (was ?? is) as Verdict
    const because = ofControl(between, control, controls.get(control)?.settings ?? {})
    return {
      ...{ kind: 'verdict', control, subject: task.subject, slot, tick: stored.tick },
      ...{ stored: saidIn(was), now: saidIn(is), because, evaluation: ref, evidence: basis },
    }
  }
  for (const was of made) {
    const control = controls.get(was.control)
    if (!control || control.of !== task.subject.scope) totals.lacks(was, 'this program has no such control')
    else if (!isOn(control.id, between.config)) totals.lacks(was, 'it is off in these settings')
    else {
      const is = now.get(placeOf(was))
      const same = is !== undefined && is.outcome === was.outcome && is.reason === was.reason
      totals.judged(same)
      if (!on.settings) {
        const what = `${was.control} (${was.outcome}, judged again: ${is?.outcome ?? 'none'})`
        findings.reproduce('verdict-reproduces', same, ref.key, what, otherVersion(on.version, between.tick))
      }
      if (!same) yield differ(was, is)
    }
  }
  const stores = new Set(stored.verdicts.map(({ control }) => control))
  for (const is of fresh.toSorted((a, b) => byBytes(placeOf(a), placeOf(b)))) {
    if (then.has(placeOf(is))) continue
    if (!stores.has(is.control)) totals.adds(task.subject.id, is)
    else yield differ(undefined, is)
  }
}

const saidIn = (verdict: Verdict | undefined) => (verdict ? { outcome: verdict.outcome, reason: verdict.reason } : null)

// What is wrong with it was said in its own tick, and is said again by whoever judges.
const standingOf = async ({ objects }: Ticking, ref: Ref): Promise<Evaluation | undefined> => {
  try {
    return readEvaluation(await objects.again(ref))
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code === 'STORE_UNREADABLE') throw error
    return undefined
  }
}

const known = async <T>({ findings, objects }: Ticking, ref: Ref, read: (body: Uint8Array) => T) => {
  findings.look('digest')
  try {
    return read(await objects.again(ref))
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code === 'STORE_UNREADABLE') throw error
    findings.fail('digest', ref.key, error.message)
    return undefined
  }
}
