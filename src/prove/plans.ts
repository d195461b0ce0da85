// Plans again what was planned: the sealed state, inventories, configuration and time must give the same plan.
import type { Catalog } from '../catalog.ts'
import { EvidenceError } from '../errors.ts'
import { writeJson } from '../json.ts'
import type { Seen, Subject } from '../model.ts'
import { intend, type Reader, readParts } from '../plan/intend.ts'
import { type Plan, readEvaluation } from '../store/documents.ts'
import { planKey, slug } from '../store/keys.ts'
import type { Bases } from './bases.ts'
import type { Findings } from './checks.ts'
import { type Entered, otherVersion, partsName } from './entered.ts'
import type { Objects } from './objects.ts'

type On = { catalog: Catalog; findings: Findings; objects: Objects; bases: Bases; version: string }

/** Says of a tick's plan whether it belongs to its statement and follows from what was sealed. */
export const derives = async (on: On, given: Entered): Promise<void> => {
  const { findings, bases } = on
  const { tick, plan } = given
  const at = planKey(tick.tick)
  const { tick: time, account, home, schedule, collector } = plan
  const told = {
    account: tick.account,
    home: tick.home,
    tick: tick.tick,
    schedule: tick.schedule,
    collector: tick.collector,
    config: tick.config.sha256,
  }
  const same =
    writeJson({ tick: time, account, home, schedule, collector, config: plan.config.sha256 }) === writeJson(told)
  findings.hold(
    'plan-derives',
    same,
    at,
    'is of another tick, account, schedule, configuration or collector than its statement',
  )
  findings.hold(
    'plan-derives',
    bases.isNewest(plan),
    at,
    `rests on entry ${plan.after?.sequence ?? 'none'}, although later ones were sealed when it was made`,
  )
  const least = await against(on, given)
  if (least === undefined)
    findings.fail('plan-derives', at, `rests on entry ${plan.after?.sequence}, which is not here`)
  else findings.reproduce('plan-derives', least === '', at, least, otherVersion(on.version, tick))
  for (const fault of plan.refused)
    findings.deviate('plan-derives', at, `the configuration was refused, and the one before went on: ${fault}`)
}

// The least difference from a plan over any state that it may rest on; undefined where there is none.
const against = async ({ catalog, bases, objects }: On, given: Entered): Promise<string | undefined> => {
  const { plan, config } = given
  let least: string | undefined
  for await (const { tasks, leftOut, ranWith } of bases.of(plan)) {
    if (plan.refused.length > 0 && ranWith !== plan.config.sha256) {
      least ??= 'a configuration was refused, and another than the one before went on'
      continue
    }
    try {
      const again = await intend({
        ...plan,
        config,
        configRef: plan.config,
        ranWith,
        catalog,
        before: tasks,
        leftOut,
        reader: readerOf(given, objects),
      })
      least = difference(plan, again)
    } catch (error) {
      if (!(error instanceof EvidenceError)) throw error
      least ??= error.message
    }
    if (least === '') return least
  }
  return least
}

const readerOf = ({ parts }: Pick<Entered, 'parts'>, objects: Objects): Reader => ({
  now: async (subject: Subject, { source, slot }) => readParts(parts.get(partsName(source, slug(subject), slot)) ?? []),
  sealed: async (seen: Seen | undefined) =>
    readParts(await Promise.all((seen?.parts ?? []).map(async (ref) => ({ ref, body: await objects.again(ref) })))),
  judged: async (evaluation) => readEvaluation(await objects.again(evaluation)),
})

const difference = (plan: Plan, again: Plan): string => {
  if (writeJson(plan) === writeJson(again)) return ''
  const before = new Map(again.tasks.map((task) => [slug(task.subject), task]))
  const here = new Map(plan.tasks.map((task) => [slug(task.subject), task]))
  const dropped = again.tasks.filter(({ subject }) => !here.has(slug(subject)))
  const odd = plan.tasks.filter((task) => writeJson(task) !== writeJson(before.get(slug(task.subject)) ?? null))
  const { tasks: _, ...rest } = plan
  return [
    ...dropped.map(({ subject }) => `${subject.id} is missing`),
    ...odd.map((task) => `${task.subject.id}: ${members(task, before.get(slug(task.subject)))}`),
    `the plan: ${members(rest, again)}`,
  ]
    .slice(0, 3)
    .join('; ')
}

const members = (task: object, again: object | undefined): string => {
  if (!again) return 'comes from nowhere'
  const theirs = new Map(Object.entries(again))
  const odd = Object.entries(task).flatMap(([name, value]) =>
    writeJson(value) === writeJson(theirs.get(name) ?? null) ? [] : [name],
  )
  return `${odd.join(', ') || 'nothing else'} differs from what follows from what was sealed`
}
