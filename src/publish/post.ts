// From verdicts and hits to letters in the right region's outbox; what cannot be delivered goes to the journal.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import type { Instant, Ref, Subject, Verdict } from '../model.ts'
import { slug } from '../store/keys.ts'
import { type Acceptance, findingId, type Publisher, verdictFinding } from './asff.ts'
import type { DayOfHits, Tally } from './days-of-hits.ts'
import { hitFinding } from './hit-finding.ts'
import type { Journal } from './journal.ts'
import type { Outbox } from './outbox.ts'
import { regionOf } from './resource.ts'
import type { Given, Standing } from './work.ts'

export type Post = {
  region(subject: Subject): string
  verdict(of: Standing, verdict: Verdict): Promise<void>
  /** Also adds the hits to the tally. */
  hits(of: Standing, day: DayOfHits): Promise<void>
  /** Whether this run has sent or tried this finding. */
  tried(id: string): boolean
  tally: Readonly<Record<string, Tally>>
  journal: Journal
}

export const makePost = (given: {
  tick: Instant
  publisher: Publisher
  catalog: Given['catalog']
  journal: Journal
  outbox(region: string): Outbox
  /** Slugs of subjects that are gone: their controls' findings are archived instead. */
  ended: ReadonlySet<string>
  /** Grows. */
  tally: Record<string, Tally>
}): Post => {
  const { tick, publisher, catalog, journal, outbox, ended, tally } = given
  const controls = new Map(catalog.controls.map((control) => [control.id, control]))
  const detections = new Map(catalog.detections.map((detection) => [detection.id, detection]))
  const seen = new Set<string>()
  const region = (subject: Subject): string => regionOf(subject, publisher.home)

  const mail = async (
    id: string,
    subject: Subject,
    evaluation: Ref,
    accepted: Acceptance | undefined,
    finding: AwsSecurityFinding | undefined,
    resolve: boolean,
  ): Promise<void> => {
    if (seen.has(id)) return
    seen.add(id)
    const lost = (why: { code: string; message: string }): void =>
      journal.lost(region(subject), { id, evaluation, accepted: accepted ?? null }, why)
    // The registry of a newer version may lack what an older tick judged.
    if (!finding) return lost({ code: 'UNKNOWN_ID', message: 'nothing of this name is in the registry' })
    await outbox(region(subject)).add({ finding, resolve, lost })
  }

  return {
    region,
    tally,
    journal,
    tried: (id) => seen.has(id),

    async verdict({ evaluation: { subject }, evaluationRef: evaluation, accepted: all }, verdict) {
      if (ended.has(slug(subject))) return
      const control = controls.get(verdict.control)
      const accepted = all?.[verdict.control]
      const finding = control && verdictFinding({ tick, subject, verdict, control, evaluation, accepted }, publisher)
      await mail(
        findingId(subject, verdict.control),
        subject,
        evaluation,
        accepted,
        finding,
        verdict.outcome === 'pass',
      )
    },

    async hits({ evaluation: { subject }, evaluationRef: evaluation }, of) {
      tally[of.id] = of.tally
      const detection = detections.get(of.hits[0]?.detection ?? '')
      const finding = detection && hitFinding({ tick, subject, of, detection, evaluation }, publisher)
      await mail(of.id, subject, evaluation, undefined, finding, false)
    },
  }
}
