// Compares what the collector was in one tick with what it was when it was read before: what changed, and since when.
import type { Catalog } from '../catalog.ts'
import { identity } from '../complete.ts'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Action, Exchange, Instant, Ref } from '../model.ts'
import { readObservation } from '../observation/read.ts'
import { visible } from '../observation/reason.ts'
import { withholdShapes } from '../redaction/secret-shapes.ts'
import type { Source } from '../source.ts'
import { type IndexLine, isSlotLine, type Plan } from '../store/documents.ts'
import { planKey } from '../store/keys.ts'
import type { Findings } from './checks.ts'
import { released } from './code-released.ts'
import { isSame, type Members, ofParts, type Things, thingsOf } from './collector-state.ts'
import { type Body, type Entered, partsName } from './entered.ts'
import type { Objects } from './objects.ts'
import type { Pins } from './pins.ts'

type On = { catalog: Catalog; findings: Findings; objects: Objects; pins: Pick<Pins, 'release'> }
/** What an operation told, in which tick. */
type Known = { tick: Instant; things: Things }

/** The sources that read the collector itself; what two of them ask is compared by the first. */
const telling = ['collector', 'alerts']

export const makeCode = ({ catalog, findings, objects, pins }: On) => {
  const sources = telling.flatMap((own) => catalog.sources.filter(({ id }) => id === own))
  const teller = new Map(sources.toReversed().flatMap((one) => one.operations.map(({ action }) => [action, one])))
  const known = new Map<Action, Known>()
  let stack: string | null = null
  /** The newest whole reading of each source that an earlier run looked at, until it is asked for. */
  const recalled = new Map<Source, { tick: Instant; parts: Ref[] }>()
  const sourceOf = (line: { source: string }): Source | undefined => sources.find(({ id }) => id === line.source)

  const compare = (action: Action, key: string, now: Known): void => {
    const before = known.get(action)
    known.set(action, now)
    if (!before) return
    const none = ofParts.has(action) ? new Map() : undefined
    for (const name of new Set([...before.things.keys(), ...now.things.keys()])) {
      for (const what of differences(before.things.get(name) ?? none, now.things.get(name) ?? none))
        findings.deviate(
          'code-changed',
          key,
          `${visible(name)}: ${what}, since the tick ${now.tick}; it was read before in the tick ${before.tick}`,
        )
    }
  }

  const take = (source: Source, tick: Instant, key: string, read: Read): void => {
    // What was not read to its end says nothing, and the next whole reading is held against the last one.
    const unread = new Set(source.lacks(read.exchanges, read.header).map(({ action }) => action))
    for (const { action } of source.operations) {
      const isTold = teller.get(action) === source && !unread.has(action)
      const things = isTold ? thingsOf(action, read.exchanges) : undefined
      if (things) compare(action, key, { tick, things })
    }
  }

  const again = async (): Promise<void> => {
    for (const [source, from] of recalled) {
      const parts = await Promise.all(from.parts.map(async (ref) => ({ ref, body: await objects.again(ref) })))
      const read = opened(parts)
      if (read) take(source, from.tick, '', read)
    }
    recalled.clear()
  }

  const where = ({ tick }: Tick, { deployment }: Plan): void => {
    if (stack !== null && stack !== deployment) {
      const next = deployment === null ? 'in none that it could name' : `in ${deployment}`
      const what = `the collector ran in ${stack}, and runs ${next} since the tick ${tick}`
      findings.deviate('code-changed', planKey(tick), what)
    }
    stack = deployment
  }

  return {
    /** A tick that was examined; a reading that is not in our form is a finding of another check. */
    async enter({ tick, plan, lines, parts }: Entered): Promise<void> {
      await again()
      where(tick, plan)
      for (const line of lines.filter(isSlotLine)) {
        const source = sourceOf(line)
        if (!source) continue
        const bodies = parts.get(partsName(line.source, line.subject, line.slot)) ?? []
        const read = opened(bodies)
        const key = bodies[0]?.ref.key ?? ''
        if (!read) continue
        findings.look('code-changed')
        released(findings, pins.release, key, read.exchanges)
        take(source, tick.tick, key, read)
      }
    },
    /** A tick that an earlier run examined: what came after it is held against it. */
    recall({ tick }: Tick, plan: Plan, lines: IndexLine[]): void {
      stack = plan.deployment
      for (const line of lines.filter(isSlotLine)) {
        const source = sourceOf(line)
        if (source && line.status === 'complete') recalled.set(source, { tick, parts: line.parts })
      }
    },
  }
}

type Read = Pick<ReturnType<typeof readObservation>, 'header'> & { exchanges: Exchange[] }

const opened = (parts: Body[]): Read | undefined => {
  if (parts.length === 0) return undefined
  try {
    const { header, exchanges } = readObservation(parts.map(({ ref: { key }, body }) => ({ key, body })))
    return { header, exchanges: [...exchanges] }
  } catch (error) {
    if (error instanceof EvidenceError) return undefined
    throw error
  }
}

const differences = (before: Members | undefined, now: Members | undefined): string[] => {
  if (before === undefined) return ['is new']
  if (now === undefined) return ['is listed no more']
  if (typeof before === 'string' || typeof now === 'string')
    return isSame(plain(before), plain(now)) ? [] : [`was ${stated(before)} and is ${stated(now)}`]
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((path) => {
    const [was, is] = [before.get(path), now.get(path)]
    return isSame(was, is) ? [] : [`${visible(path)} was ${shown(path, was)} and is ${shown(path, is)}`]
  })
}

const plain = (members: Members): unknown => (typeof members === 'string' ? members : null)
const stated = (members: Members): string =>
  typeof members === 'string' ? `not there (${members})` : shown('', Object.fromEntries(members))

/** Of such lists a customer may write anything into an item. */
const untold = new Set(['Parameters', 'Tags'])
const short = 120

// A digest where it is long, and never a secret: environments are withheld before they are stored.
const shown = (path: string, value: unknown): string => {
  if (value === undefined) return 'not set'
  const text = identity(value)
  return text.length > short || untold.has(path) ? sha256(text) : visible(withholdShapes(text))
}
