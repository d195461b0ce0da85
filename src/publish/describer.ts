// What is known of a subject from the newest sealed reading of it: read when a finding tells of it, and once in a tick.
import { EvidenceError } from '../errors.ts'
import { sealed } from '../ledger/sealed.ts'
import type { Ref, Subject, Task } from '../model.ts'
import { exchangesOf, type Part } from '../observation/read.ts'
import type { Plan } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { type Described, describedBy, describing } from './details.ts'

/** `read`: the parts of this tick's readings, by source and slug. */
export const describer = (
  store: Store,
  { tasks }: Pick<Plan, 'tasks'>,
  read: ReadonlyMap<string, Ref[]>,
): ((of: Subject | string) => Promise<Described>) => {
  const bySlug = new Map(tasks.map((task) => [slug(task.subject), task]))
  // Of several that had one ARN after the other the youngest.
  const byArn = new Map(tasks.toSorted((a, b) => (born(a) < born(b) ? -1 : 1)).map((task) => [task.subject.id, task]))
  const known = new Map<string, Promise<Described>>()
  return async (of) => {
    const task = typeof of === 'string' ? byArn.get(of) : bySlug.get(slug(of))
    if (!task) return {}
    const name = slug(task.subject)
    const found = known.get(name) ?? describe(store, task, read)
    known.set(name, found)
    return found
  }
}

const born = ({ subject }: Task): string => subject.bornAt ?? ''

const describe = async (
  store: Store,
  { subject, latest }: Task,
  read: ReadonlyMap<string, Ref[]>,
): Promise<Described> => {
  const source = describing[subject.scope]
  if (source === undefined) return {}
  const refs = read.get(`${source} ${slug(subject)}`) ?? latest[source]?.[0]?.parts ?? []
  try {
    // What describes it stands at the head: a repository's images, and their findings, are the parts behind.
    const parts: Part[] = []
    for (const ref of refs.slice(0, 1)) parts.push({ key: ref.key, body: await sealed(store, ref) })
    return describedBy(subject.scope, exchangesOf(parts))
  } catch (error) {
    // It says less then, and is told all the same: verify names what was altered.
    if (error instanceof EvidenceError && unreadable.includes(error.code)) return {}
    throw error
  }
}
const unreadable: readonly string[] = ['GZIP_INVALID', 'JSON_INVALID', 'LEDGER_BROKEN', 'OBSERVATION_INVALID']
