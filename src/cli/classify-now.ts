// classify, composed: the input taken apart, judged hour by hour, told.
import * as registry from '../../gen/registry.ts'
import type { AuditEntry } from '../audit-log/entries.ts'
import { visible } from '../audit-log/visible.ts'
import type { Detection } from '../detection.ts'
import { EvidenceError } from '../errors.ts'
import { classifier } from './classify/classifier.ts'
import { explain } from './classify/explain.ts'
import { type Piece, pieces } from './classify/pieces.ts'
import { textOf } from './classify/text.ts'
import { hitLine, sumText } from './classify/told.ts'
import type { ClassifyOptions } from './classify.ts'
import { configFiles, configNow } from './config-files.ts'
import { say } from './terminal.ts'

/** Throws USAGE, CONFIG_INVALID and UNKNOWN_ID; INPUT_UNREADABLE after what could be read was told. */
export const classifyNow = async (file: string, options: ClassifyOptions): Promise<void> => {
  const rules = options.config === undefined ? {} : configNow(configFiles(options.config), registry).detections
  const judging = { detections: asked(options.detection ?? []), rules }
  const { explain: id } = options
  let explained = 0
  const { take, end } = classifier(judging, (entry: AuditEntry) => {
    if (id === undefined || (id !== 'all' && entry.event.auditID !== id)) return
    explained += 1
    say(explain(judging, entry))
  })
  const failure = await readAll(file, take)
  const told = end()
  if (failure && told.entries + told.trail === 0) throw failure
  if (id === undefined) for (const hit of told.hits) say(hitLine(hit, told.lacks))
  process.stderr.write(`${sumText(told)}\n`)
  if (id !== undefined && explained === 0) process.stderr.write(`no entry of the audit id ${visible(id)}\n`)
  if (failure) throw failure
}

/** What was read before the input broke off is judged all the same. */
const readAll = async (file: string, take: (piece: Piece) => void): Promise<EvidenceError | undefined> => {
  const { push, end } = pieces()
  let failure: EvidenceError | undefined
  try {
    for await (const chunk of textOf(file)) for (const piece of push(chunk)) take(piece)
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    failure = error
  }
  for (const piece of end()) take(piece)
  return failure
}

const asked = (ids: readonly string[]): readonly Detection[] => {
  const strange = ids.filter((id) => !registry.detections.some((one) => one.id === id))
  if (strange.length > 0)
    throw new EvidenceError('UNKNOWN_ID', { detection: strange }, { hint: 'run eks-evidence controls to see them all' })
  return ids.length === 0 ? registry.detections : registry.detections.filter(({ id }) => ids.includes(id))
}
