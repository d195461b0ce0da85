// Holds what a plan calls gone: a complete inventory of its region without it, and an answer of its own that it is not there.
import { found } from '../facts/inventory.ts'
import type { Exchange, Ref } from '../model.ts'
import type { Header } from '../observation/format.ts'
import { readObservation } from '../observation/read.ts'
import { saysGone } from '../plan/population.ts'
import type { Plan } from '../store/documents.ts'
import { planKey, slug } from '../store/keys.ts'
import type { Bases } from './bases.ts'
import type { Findings } from './checks.ts'
import { type Entered, objectName } from './entered.ts'
import type { Objects } from './objects.ts'

type Gone = Plan['retired'][number]
type On = { findings: Findings; objects: Objects; bases: Bases }

export const tombstones = async ({ findings, objects, bases }: On, { tick, plan, sealed }: Entered): Promise<void> => {
  for (const gone of plan.retired) {
    const known = new Set([...sealed, ...(await readingsOf(bases, plan, gone))])
    const fault = await faultOf(gone, (refs) => observationOf(objects, refs, known))
    const what = `${gone.subject.id} is called gone, but ${fault}`
    findings.hold('tombstone-supported', fault === undefined, planKey(tick.tick), what)
  }
}

// Who is retired is no task of this plan any more: its last readings are those of the state that the plan rests on.
const readingsOf = async (bases: Bases, plan: Plan, { subject }: Gone): Promise<string[]> => {
  const names: string[] = []
  for await (const { tasks } of bases.of(plan)) {
    const task = tasks.find((one) => slug(one.subject) === slug(subject))
    for (const { parts } of Object.values(task?.latest ?? {}).flat()) names.push(...parts.map(objectName))
  }
  return names
}

type Read = { header: Header; exchanges: Exchange[] } | undefined

const faultOf = async (
  { subject, inventory, notFound }: Gone,
  read: (refs: Ref[]) => Promise<Read>,
): Promise<string | undefined> => {
  const [listed, last] = [await read(inventory), await read(notFound)]
  if (listed?.header.source !== 'inventory') return 'it cites no inventory that was sealed'
  const region = listed.header.subject
  if (region.region !== subject.region) return `the inventory that it cites is of ${region.region}`
  const { subjects, complete, unidentified } = found(listed.exchanges, region)
  if (!complete[subject.scope === 'cluster' ? 'cluster' : 'repository'])
    return 'the inventory that it cites is not complete'
  const isListed =
    subjects.some((one) => slug(one) === slug(subject)) || unidentified.some(({ id }) => id === subject.id)
  if (isListed) return 'the inventory that it cites lists it'
  if (!last || slug(last.header.subject) !== slug(subject)) return 'it cites no reading of it that was sealed'
  return saysGone(last.exchanges, subject) ? undefined : 'the reading that it cites found it'
}

const observationOf = async (objects: Objects, refs: Ref[], sealed: Set<string>): Promise<Read> => {
  if (refs.length === 0 || !refs.every((ref) => sealed.has(objectName(ref)))) return undefined
  try {
    const parts = await Promise.all(refs.map(async (ref) => ({ key: ref.key, body: await objects.again(ref) })))
    const { header, exchanges } = readObservation(parts)
    return { header, exchanges: [...exchanges] }
  } catch {
    return undefined // what it cites cannot be read: it supports nothing
  }
}
