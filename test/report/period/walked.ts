// Entries of a walk made by hand: lines of an index whose objects are stored observations and evaluations.

import { plus } from '../../../src/clock.ts'
import { sha256 } from '../../../src/digest.ts'
import { writeJson } from '../../../src/json.ts'
import type { Evaluation, Exchange, Instant, Ref, Status, Subject } from '../../../src/model.ts'
import { gzip } from '../../../src/observation/gzip.ts'
import type { EntrySeen } from '../../../src/report/period/gather.ts'
import { writeDocument } from '../../../src/store/documents.ts'
import { evaluationKey, observationKey, slug } from '../../../src/store/keys.ts'

// By digest: two tests may put other bytes under the same key.
const bodies = new Map<string, Uint8Array>()

const put = (key: string, body: Uint8Array): Ref => {
  bodies.set(sha256(body), body)
  return { key, versionId: null, sha256: sha256(body), bytes: body.length }
}

type Window = {
  source: string
  subject: Subject
  start: Instant
  every?: number
  status?: Status
  tick: Instant
  exchanges: Exchange[]
}

/** A line of an index, and its observation, in as many parts. */
export const lineOf = (
  { source, subject, start, every = 3_600, status = 'complete', tick, exchanges }: Window,
  parts = 1,
): EntrySeen['lines'][number] => {
  const slot = { start, end: plus(start, every) }
  const each = Math.ceil(exchanges.length / parts)
  const refs = Array.from({ length: parts }, (_, nth) => {
    const own = exchanges.slice(nth * each, (nth + 1) * each)
    const header = {
      ...{ schema: 'eks-evidence/observation/v1', source, subject, slot, tick, part: nth + 1 },
      ...{ collector: { version: '1.0.0', commit: 'abc', caller: 'arn:x' }, config: sha256('config') },
    }
    const end = nth === parts - 1 ? { more: false, status, reasons: [] } : { more: true }
    const text = [header, ...own, { ...end, exchanges: own.length }].map(writeJson).join('\n')
    return put(observationKey(tick, source, slug(subject), start, nth + 1, true), gzip(Buffer.from(`${text}\n`)))
  })
  return { source, subject: slug(subject), slot, status, lateBy: 0, reasons: [], parts: refs }
}

export const evaluationLine = (
  evaluation: Pick<Evaluation, 'tick' | 'subject' | 'verdicts'>,
): EntrySeen['lines'][number] => {
  const whole: Evaluation = {
    ...{ schema: 'eks-evidence/evaluation/v1', hits: [], carried: {}, tallied: {}, read: [], turned: [] },
    by: { config: sha256('config'), version: '1.0.0', commit: 'abc' },
    ...evaluation,
  }
  return {
    role: 'evaluation',
    object: put(evaluationKey(evaluation.tick, slug(evaluation.subject)), writeDocument(whole)),
  }
}

/** What a watcher is given of a tick; `reads` counts the objects that were asked for. */
export const entryOf = (tick: Instant, lines: EntrySeen['lines'], broken: readonly string[] = []) => {
  const reads: string[] = []
  const seen: EntrySeen = {
    walked: { tick: { tick } } as EntrySeen['walked'],
    lines,
    read: async (ref, parse) => {
      reads.push(ref.key)
      const body = bodies.get(ref.sha256)
      return body === undefined || broken.includes(ref.key) ? undefined : parse(body)
    },
  }
  return { seen, reads }
}
