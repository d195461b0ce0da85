// Who is observed: what inventories found, merged with who was known. A denied inventory loses nobody.
import { arnPattern } from '../arn-pattern.ts'
import { seconds } from '../clock.ts'
import { birthOf, type Found } from '../facts/inventory.ts'
import { writeJson } from '../json.ts'
import type { Exchange, Instant, Ref, Scope, Subject, Task } from '../model.ts'
import type { Plan } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import { byBytes } from '../store/order.ts'
import { endOf } from './incidents.ts'
import { beginTask } from './tasks.ts'

/** What one region's inventory shows, and the stored parts that show it. */
export type Inventory = Found & { region: string; parts: Ref[] }

/** How a subject is named in an exclusion: by a pattern over its id, `*` for any run of characters. */
export type Exclusion = { subject: string; reason: string }

export type Population = Pick<Plan, 'excluded' | 'owed' | 'retired'> & { tasks: Task[] }

/**
 * `final` holds, for a vanished subject, the exchanges of its last reading; `inventory` the parts of the inventories that lacked it.
 * Order: by slug, whatever order the inventories came in.
 */
export const population = (given: {
  tick: Instant
  fixed: Subject[]
  known: Task[]
  /** Whom the plan before left out. */
  leftOut: Plan['excluded']
  found: Inventory[]
  exclude: Exclusion[]
  final: Map<string, { exchanges: Exchange[]; parts: Ref[] }>
}): Population => {
  const { tick, fixed, known, found, exclude } = given
  const leftOut = given.leftOut.map(({ rule: _, ...subject }) => subject)
  const living = Map.groupBy(
    [...known.flatMap(({ subject, vanished }) => (vanished === null ? [subject] : [])), ...leftOut],
    ({ id }) => id,
  )
  const listed = new Map(
    [...fixed, ...found.flatMap((one) => subjectsOf(one, living))].map((subject) => [slug(subject), subject]),
  )
  const regions = new Map(fixed.flatMap(({ scope, region, id }) => (scope === 'region' ? [[region, id]] : [])))
  const rule = excludedBy(exclude)
  // Nobody leaves the collector out by a pattern; a stack that does not run it any more has nothing to show of it.
  const ruleFor = (subject: Subject): string | undefined => {
    const { id, scope, region } = subject
    if (scope === 'account') return undefined
    if (scope === 'deployment') return listed.has(slug(subject)) ? undefined : 'deployment'
    const place = regions.get(region)
    return place === undefined ? 'regions' : (rule(place) ?? rule(id))
  }

  const tasks = new Map<string, Task>()
  const retired: Plan['retired'] = []
  for (const task of known) {
    const name = slug(task.subject)
    if (ruleFor(task.subject) || isSuperseded(task.subject, listed)) continue
    if (listed.has(name)) tasks.set(name, { ...task, vanished: null })
    else {
      const kept = settle(task, given)
      if ('subject' in kept) tasks.set(name, kept)
      else retired.push({ subject: task.subject, firstSeen: task.firstSeen, ...kept })
    }
  }
  // Whom no inventory of now could show or lack is there still, as one who is observed would be.
  const unseen = leftOut.filter((one) => !listed.has(slug(one)) && !isSuperseded(one, listed) && !isLacked(one, found))
  const again = new Set(leftOut.map(({ id }) => id))
  for (const subject of [...unseen, ...listed.values()]) {
    const name = slug(subject)
    if (ruleFor(subject) || tasks.has(name)) continue
    tasks.set(name, { ...beginTask(subject, tick), included: again.has(subject.id) ? tick : null })
  }
  const everyone = new Map(
    [...known.map(({ subject }) => subject), ...unseen, ...listed.values()].map((one) => [slug(one), one]),
  )
  const excluded = [...everyone.values()].flatMap((subject) => {
    const rule = ruleFor(subject)
    return rule ? [{ ...subject, rule }] : []
  })
  return {
    tasks: [...tasks].sort(([a], [b]) => byBytes(a, b)).map(([, task]) => task),
    excluded: inOrder(excluded),
    owed: inOrder(
      found.flatMap(({ unidentified }) => unidentified.map(({ id, name, reason }) => ({ id, name, reason }))),
    ),
    retired: retired.sort((a, b) => byBytes(slug(a.subject), slug(b.subject))),
  }
}

const inOrder = <T extends { id: string }>(all: T[]): T[] =>
  all.sort((a, b) => byBytes(`${a.id}\n${writeJson(a)}`, `${b.id}\n${writeJson(b)}`))

// Who is listed and cannot be told from its namesakes is whoever lives by that ARN; else it is observed without a birth.
const subjectsOf = ({ subjects, unidentified, region }: Inventory, living: Map<string, Subject[]>): Subject[] => [
  ...subjects,
  ...unidentified.flatMap(({ scope, id, name }) => living.get(id) ?? [{ scope, id, name, region, bornAt: null }]),
]

/** A subject whose birth could not be read gives way to itself once it can. */
export const isSuperseded = ({ id, bornAt }: Subject, listed: Map<string, Subject>): boolean => {
  if (bornAt !== null) return false
  const identified =
    identifiedIn.get(listed) ?? new Set([...listed.values()].flatMap((one) => (one.bornAt ? [one.id] : [])))
  identifiedIn.set(listed, identified)
  return identified.has(id)
}
const identifiedIn = new WeakMap<Map<string, Subject>, Set<string>>()

// Not listed. Kept while the inventory was not complete, or could not tell it from its namesake; vanished once it could;
// retired when its last reading says so too.
const settle = (
  task: Task,
  { tick, found, final }: Parameters<typeof population>[0],
): Task | { inventory: Ref[]; notFound: Ref[] } => {
  const { subject } = task
  const region = found.find((one) => one.region === subject.region)
  if (!region || !isListable(subject.scope) || !region.complete[subject.scope]) return task
  if (region.unidentified.some(({ id }) => id === subject.id)) return task
  const vanished = task.vanished ?? tick
  const last = final.get(slug(subject))
  const settled = Object.entries(task.progress).every(
    ([source, { upTo, open }]) => open.length === 0 && seconds(upTo) >= seconds(endOf(source, vanished) ?? upTo),
  )
  if (task.vanished && last && settled && saysGone(last.exchanges, subject))
    return { inventory: region.parts, notFound: last.parts }
  return { ...task, vanished }
}

// Where nothing is listed any more, a region that is taken up again begins anew, with all in it.
const isLacked = ({ scope, region }: Subject, found: Inventory[]): boolean => {
  const own = found.find((one) => one.region === region)
  return !own || !isListable(scope) || own.complete[scope]
}

const isListable = (scope: Scope): scope is 'cluster' | 'repository' => scope === 'cluster' || scope === 'repository'

/** Whether a reading of the subject itself shows that it is not there: not found, or another of the same name with another birth. */
export const saysGone = (exchanges: Exchange[], { bornAt }: Subject): boolean =>
  exchanges.some((one) => {
    if (one.action !== 'eks:DescribeCluster' && one.action !== 'ecr:DescribeRepositories') return false
    return one.got === 'absent' || (one.got === 'body' && bornAt !== null && birthOf(one) !== bornAt)
  })

/** By which exclusion an id is left out; `*` stands for any characters. What is said of a region holds for all in it. */
export const excludedBy = (exclude: Exclusion[]): ((id: string) => string | undefined) => {
  const rules = exclude.map(({ subject }) => ({ subject, names: arnPattern(subject) }))
  return (id) => rules.find(({ names }) => names(id))?.subject
}
