// Holds one slot's observation against its line in the index: whole, in form, of its own time and from AWS.
import { type Catalog, sourceOf } from '../catalog.ts'
import { EvidenceError } from '../errors.ts'
import { inSlot } from '../incidents/group.ts'
import { writeJson } from '../json.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Instant, Task } from '../model.ts'
import { type Observation, readObservation, statusOf } from '../observation/read.ts'
import { lateBy } from '../plan/slots.ts'
import { isSecondLook } from '../plan/state.ts'
import type { SlotLine } from '../store/documents.ts'
import { observationKey, parseKey, slug } from '../store/keys.ts'
import type { Findings } from './checks.ts'
import { type Body, otherVersion } from './entered.ts'
import { looking, type Replay } from './exchanges.ts'
import { foreignMember } from './foreign-member.ts'
import type { Objects } from './objects.ts'
import type { Pins } from './pins.ts'

type On = { catalog: Catalog; findings: Findings; objects: Objects; pins: Pins; replay: Replay; version: string }

/** `owner`: what the tick's plan knows of the subject of this slug, and from when on that owed slots. */
type Ticked = { tick: Tick; owner(subject: string): { task: Task; start: Instant } | undefined }

/** The bodies of a slot's parts, as far as they are what was sealed. */
export const observation = async (on: On, given: Ticked, line: SlotLine): Promise<Body[]> => {
  const { findings, objects } = on
  const { tick } = given
  const kind = tick.schedule[line.source]?.kind ?? 'state'
  const parts: Body[] = []
  for (const ref of line.parts) {
    const body = await objects.obtain(ref, { tick, role: 'slot', kind, slot: line.slot })
    if (body) parts.push({ ref, body })
  }
  if (line.parts.length === 0) {
    const holds = line.status === 'failed' || line.status === 'missed'
    findings.hold('completeness-recomputed', holds, place(line), `${line.status}, and nothing was put`)
  } else if (parts.length === line.parts.length) held(on, given, line, parts)
  return parts
}

const held = (on: On, given: Ticked, line: SlotLine, parts: Body[]): void => {
  const { findings } = on
  const { tick } = given
  const at = parts[0]?.ref.key ?? place(line)
  for (const check of ['gzip-strict', 'observation-strict', 'json-strict', 'answer-slice'] as const)
    findings.look(check)
  try {
    if (!keyed(findings, tick, line, parts)) return
    const read = readObservation(parts.map(({ ref: { key }, body }) => ({ key, body })))
    placed(on, given, line, read)
    findings.hold(
      'parts-complete',
      read.claimed !== undefined || line.status === 'failed',
      at,
      `part ${parts.length + 1} is missing`,
    )
    amounts(on, given, line, read, at)
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    if (error.code === 'UNKNOWN_ID')
      findings.reproduce('completeness-recomputed', false, at, error.message, otherVersion(on.version, tick))
    else findings.fail(checkOf(error, parts), at, error.message)
  }
}

// Each part lies under the key that follows from its place, so a part that is missing or moved shows before anything is read.
const keyed = (findings: Findings, tick: Tick, line: SlotLine, parts: Body[]): boolean =>
  parts.every(({ ref: { key } }, index) => {
    const parsed = parseKey(key)
    const isPart = parsed?.kind === 'observation'
    const expected = observationKey(
      tick.tick,
      line.source,
      line.subject,
      line.slot.start,
      index + 1,
      isPart && parsed.gzip,
    )
    const isOther =
      isPart &&
      parsed.part !== index + 1 &&
      key === observationKey(tick.tick, line.source, line.subject, line.slot.start, parsed.part, parsed.gzip)
    if (isOther) return findings.hold('parts-complete', false, key, `part ${index + 1} is missing`)
    return findings.hold('key-derives', key === expected, key, `belongs under ${expected}`)
  })

const placed = (on: On, { tick, owner }: Ticked, line: SlotLine, { header }: Observation): void => {
  const { findings, catalog } = on
  const { looks } = sourceOf(catalog, line.source)
  const { source, subject, slot } = header
  const own =
    slug(subject) === line.subject &&
    source === line.source &&
    slot.start === line.slot.start &&
    slot.end === line.slot.end
  const what = `is of ${source} at ${slug(subject)} in the slot from ${slot.start}, tick ${header.tick}`
  findings.hold('key-derives', own && header.tick === tick.tick, place(line), what)
  const same = header.config === tick.config.sha256 && writeJson(header.collector) === writeJson(tick.collector)
  findings.hold('observation-strict', same, place(line), 'names another configuration or collector than its tick')
  const planned = owner(line.subject)?.task.incidents
  if (!planned) return
  // Without them it would ask nothing, and lack nothing.
  const called = looks ? inSlot(planned, line.slot) : null
  const asPlanned = writeJson(header.incidents ?? null) === writeJson(called)
  findings.hold('observation-strict', asPlanned, place(line), 'looks into other incidents than its plan says')
}

// What the lines amount to, told by nobody: status, reasons and how late they are.
const amounts = (on: On, given: Ticked, line: SlotLine, read: Observation, at: string): void => {
  const { catalog, findings, version } = on
  const { tick, owner } = given
  const { header, claimed } = read
  const cadence = tick.schedule[line.source]
  const source = sourceOf(catalog, line.source)
  const other = otherVersion(version, tick)
  const { subject } = header
  const place = { tick, subject, slot: line.slot, key: at, kind: cadence?.kind ?? 'state', source, other }
  const exchanges = looking(on, place, read.exchanges)
  if (claimed) {
    const { status, reasons } = statusOf(source, header, exchanges)
    const same = status === line.status
    findings.reproduce(
      'completeness-recomputed',
      same,
      at,
      `the index says ${line.status}, its lines amount to ${status}`,
      other,
    )
    const because = !same || writeJson(reasons) === writeJson(line.reasons)
    findings.reproduce(
      'completeness-recomputed',
      because,
      at,
      'the reasons are not those that its lines amount to',
      other,
    )
  } else {
    for (const _ of exchanges); // looks at what there is
    findings.hold(
      'completeness-recomputed',
      line.status === 'failed',
      at,
      `the index says ${line.status} of an observation without its end`,
    )
  }
  const owning = owner(line.subject)
  if (!cadence || !owning) return
  const reading = { slot: line.slot, from: owning.start, tick: tick.tick, at: exchanges.last }
  const isSecond = isSecondLook(owning.task, line)
  const late = isSecond ? 0 : lateBy(line.source, cadence, header.subject, reading)
  findings.reproduce(
    'completeness-recomputed',
    line.lateBy === late,
    at,
    `the index says ${line.lateBy} s late, by the cadence it is ${late} s`,
    other,
  )
}

const place = ({ source, subject, slot }: SlotLine): string => `${source}/${subject} from ${slot.start}`

const checkOf = ({ code }: EvidenceError, parts: Body[]) => {
  if (code === 'GZIP_INVALID') return 'gzip-strict'
  if (code === 'JSON_INVALID') return 'json-strict'
  return foreignMember(parts) ?? 'observation-strict'
}
