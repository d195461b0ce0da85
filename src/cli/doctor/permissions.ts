// doctor: which of the sources' questions whoever runs this may ask: each asked once, of one subject of each kind.
import * as z from 'zod/mini'
import type { Catalog } from '../../catalog.ts'
import { instant, seconds } from '../../clock.ts'
import type { Instant, Slot, Subject } from '../../model.ts'
import type { At, Source } from '../../source.ts'
import type { Operation } from '../../wire.ts'
import { type Asker, deniedAction, type Failed, isDenied, unanswered } from './ask.ts'
import { fault, type Line, ok } from './line.ts'

/** What became of one operation at one subject. */
type Heard = { source: string; region: string; failed: Failed | null }

export type Probing = {
  asker: Asker
  catalog: Pick<Catalog, 'sources'>
  /** One or a few of each kind; what there is none of cannot be asked about. */
  subjects: Subject[]
  now: Instant
}

/** `unasked`: operations by source that there was nothing to ask about. */
export const permissions = async (on: Probing): Promise<{ lines: Line[]; unasked: Record<string, string[]> }> => {
  const heard = new Map<string, Heard[]>()
  for (const source of on.catalog.sources)
    for (const subject of on.subjects.filter(({ scope }) => scope === source.of))
      await probe(on, source, subject, heard)
  const unasked = Object.fromEntries(
    on.catalog.sources
      .map(({ id, operations }) => [id, operations.map(({ action }) => action).filter((one) => !asked(heard, id, one))])
      .filter(([, actions]) => (actions ?? []).length > 0) as [string, string[]][],
  )
  return { lines: [...refusals(heard), ...sourceLines(on.catalog.sources, heard)], unasked }
}

const asked = (heard: Map<string, Heard[]>, id: string, action: string): boolean =>
  (heard.get(action) ?? []).some(({ source }) => source === id)

const anything = z.unknown()

/** The last second: a query over it scans next to nothing, and CloudWatch refuses one that ends before its log group began. */
const windowAt = (now: Instant): Slot => {
  const end = Math.floor(seconds(now))
  return { start: instant(end - 1), end: instant(end) }
}

// The source asks as it does in a tick. Each operation goes out once, and of pages the first: later ones need no other right.
const probe = async (on: Probing, source: Source, subject: Subject, heard: Map<string, Heard[]>): Promise<void> => {
  const done = new Set<string>()
  const ask: At['ask'] = async <I, O>(op: Operation<I, O>, input: I) => {
    if (done.has(op.action)) return undefined
    done.add(op.action)
    const said = await on.asker.ask(op, input, subject.region, anything)
    const failed = said.got === 'failed' ? said : null
    const all = heard.get(op.action) ?? []
    heard.set(op.action, [...all, { source: source.id, region: subject.region, failed }])
    return said.got === 'body' ? (said.body as O) : undefined
  }
  const pages: At['pages'] = async function* (op, input) {
    const first = await ask(op, input)
    if (first !== undefined) yield first
  }
  // Nobody waits: that a query may be asked for, it says before it has run.
  await source.observe({ subject, slot: windowAt(on.now), ask, pages, pause: async () => undefined })
}

const refusals = (heard: Map<string, Heard[]>): Line[] =>
  [...heard]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([action, all]) => {
      const denied = all.filter(({ failed }) => failed && isDenied(failed))
      const broken = all.find(({ failed }) => failed && !isDenied(failed))
      const lines: Line[] = []
      const [first] = denied
      if (first?.failed) {
        const name = deniedAction(first.failed)
        const why = /because (.+)$/.exec(first.failed.message)?.[1]
        const where = [...new Set(denied.map(({ region }) => region))].sort().join(', ')
        const needing = [...new Set(denied.map(({ source }) => source))].sort().join(', ')
        const says = `denied in ${where}; needed by ${needing}${why ? `; ${why}` : ''}`
        lines.push(
          fault({ what: 'permission', which: name }, says, `allow ${name}: gen/iam.yml has it as the stack grants it`),
        )
      }
      if (broken?.failed) lines.push(unanswered({ what: 'permission', which: action }, broken.failed))
      return lines
    })

const sourceLines = (sources: Source[], heard: Map<string, Heard[]>): Line[] =>
  sources.flatMap(({ id, operations }) => {
    const actions = operations.map(({ action }) => action).filter((action) => asked(heard, id, action))
    const failed = actions.filter((action) => (heard.get(action) ?? []).some((one) => one.source === id && one.failed))
    if (actions.length === 0 || failed.length > 0) return []
    return [
      ok({ what: 'permission', which: id }, `${actions.length} of ${operations.length} questions asked, none denied`),
    ]
  })
