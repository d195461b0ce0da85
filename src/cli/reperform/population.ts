// What can be asked again: of each source at each subject the newest stored observation.
import { anyPattern } from '../../arn-pattern.ts'
import type { Catalog } from '../../catalog.ts'
import { EvidenceError } from '../../errors.ts'
import type { Seen, Subject, Task } from '../../model.ts'
import { draw, nonceOf } from '../../report/bundle/sample.ts'
import type { Source } from '../../source.ts'
import { slug } from '../../store/keys.ts'
import { byBytes } from '../../store/order.ts'

export type Item = { name: string; source: Source; subject: Subject; seen: Seen }

export type Choice = {
  sources?: string[] | undefined
  subjects?: string[] | undefined
  sample?: { size: number; nonce: string } | undefined
}

/** Sorted by name, which is the source and the subject's slug. Throws UNKNOWN_ID, USAGE. */
export const chosen = (
  tasks: Task[],
  catalog: Catalog,
  { sources, subjects, sample }: Choice,
): { all: number; items: Item[] } => {
  const wanted = new Set(sources?.map((id) => mayAsk(named(catalog, id)).id) ?? states(catalog))
  const isNamed = subjects ? anyPattern(subjects) : () => true
  const items = tasks
    .filter(({ subject }) => isNamed(subject.id))
    .flatMap(({ subject, latest }) =>
      Object.entries(latest).flatMap(([id, [seen]]) => {
        const source = catalog.sources.find((one) => one.id === id)
        if (!seen || !source || !wanted.has(id) || seen.parts.length === 0) return []
        return [{ name: `${id} ${slug(subject)}`, source, subject, seen }]
      }),
    )
    .sort((a, b) => byBytes(a.name, b.name))
  if (items.length === 0) nothing(sources, subjects)
  if (!sample) return { all: items.length, items }
  const drawn = new Set(
    draw(
      items.map(({ name }) => name),
      nonceOf(sample.nonce),
      sample.size,
    ),
  )
  return { all: items.length, items: items.filter(({ name }) => drawn.has(name)) }
}

/** Windows only where they are asked for: a query of the log is paid for. */
const states = ({ sources }: Catalog): string[] => sources.filter(({ kind }) => kind === 'state').map(({ id }) => id)

const named = ({ sources }: Catalog, id: string): Source => {
  const source = sources.find((one) => one.id === id)
  if (source) return source
  const hint = `there are ${sources.map((one) => one.id).join(', ')}`
  throw new EvidenceError('UNKNOWN_ID', { '--source': id }, { hint })
}

// A name that nothing answers to would read as if every answer were what was stored.
const nothing = (sources: string[] | undefined, subjects: string[] | undefined): never => {
  throw new EvidenceError(
    'USAGE',
    {
      source: sources?.join(', ') ?? 'all',
      subject: subjects?.join(', ') ?? 'all',
      why: 'no stored observation is of these',
    },
    { hint: 'a pattern names the whole ARN, as arn:aws:eks:*:*:cluster/prod; eks-evidence coverage --csv lists them' },
  )
}

const mayAsk = (source: Source): Source => {
  if (!source.looks) return source
  throw new EvidenceError(
    'USAGE',
    { '--source': source.id },
    { hint: 'what it asks follows from incidents that were open then; choose another source' },
  )
}
