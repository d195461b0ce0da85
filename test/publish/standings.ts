// What a subject's verdicts come to in the tests of publishing, and what Security Hub then shows.
import type { Evaluation, Subject, Verdict } from '../../src/model.ts'
import { cluster, verdict } from './examples.ts'

export const judged = (of: Verdict | Verdict[], subject: Subject = cluster(), hits: Evaluation['hits'] = []) => ({
  subject,
  verdicts: [of].flat(),
  hits,
})
export const failing = verdict('fail', 'public endpoint open to 0.0.0.0/0')
export const passing = verdict('pass', 'public endpoint is off', { since: '2026-01-09T00:00:00Z' })
export const unread = verdict('unknown', 'AccessDenied', {
  since: '2026-01-07T00:00:00Z',
  standing: { outcome: 'fail', since: '2026-01-05T00:00:00Z' },
})
export const many = (count: number, of = failing) =>
  Array.from({ length: count }, (_, at) => judged(of, cluster(`c${at}`)))

export const state = ({ Compliance, Workflow, RecordState }: Record<string, unknown> = {}) => [
  (Compliance as { Status?: string })?.Status,
  (Workflow as { Status?: string })?.Status,
  RecordState,
]
