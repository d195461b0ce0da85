// From verdicts, hits and incidents to letters in the right region's outbox; what cannot be delivered goes to the journal.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import type { Instant, Ref, Subject, Verdict } from '../model.ts'
import { slug } from '../store/keys.ts'
import type { Acceptance } from './accepted.ts'
import { findingId, type Publisher, verdictFinding } from './asff.ts'
import type { StageOf } from './changes.ts'
import type { DayOfHits, Tally } from './days-of-hits.ts'
import type { Described } from './details.ts'
import { arnsOf, hitFinding } from './hit-finding.ts'
import { incidentFinding } from './incident-finding.ts'
import { aroundHits, type Case, type Incidents, partsOf } from './incidents.ts'
import type { Journal } from './journal.ts'
import type { Outbox } from './outbox.ts'
import { regionOf } from './resource.ts'
import type { Given, Standing, Work } from './work.ts'

export type Post = {
  region(subject: Subject): string
  verdict(of: Standing, verdict: Verdict): Promise<void>
  /** Also adds the hits to the tally. */
  hits(of: Pick<Standing, 'evaluation' | 'evaluationRef'>, day: DayOfHits): Promise<void>
  /** A finding of hits as it is shown, with what was learnt of it since. */
  amended(of: Pick<Standing, 'evaluation' | 'evaluationRef'>, finding: AwsSecurityFinding): Promise<void>
  /** The finding that tells of an incident, once it is known. */
  incident(of: Pick<Case, 'timeline' | 'ref'>, finding: string): Promise<void>
  /** Whether this run has sent or tried this finding. */
  tried(id: string): boolean
  tally: Readonly<Record<string, Tally>>
  journal: Journal
}

export const makePost = (given: {
  tick: Instant
  publisher: Publisher
  catalog: Given['catalog']
  where: string
  stageOf: StageOf
  sla: Work['sla']['now']
  described: Work['described']
  journal: Journal
  outbox(region: string): Outbox
  /** Slugs of subjects that are gone: their controls' findings are archived instead. */
  ended: ReadonlySet<string>
  /** Both grow. */
  tally: Record<string, Tally>
  incidents: Incidents
}): Post => {
  const { tick, publisher, catalog, journal, outbox, ended, tally, incidents, described } = given
  const controls = new Map(catalog.controls.map((control) => [control.id, control]))
  const detections = new Map(catalog.detections.map((detection) => [detection.id, detection]))
  const seen = new Set<string>()
  const region = (subject: Subject): string => regionOf(subject, publisher.home)

  const mail = async (
    id: string,
    { subject, evidence, accepted, resolve = false }: Mail,
    make: () => Promise<AwsSecurityFinding | undefined>,
  ): Promise<void> => {
    if (seen.has(id)) return
    seen.add(id)
    const lost = (why: { code: string; message: string }): void =>
      journal.lost(region(subject), { id, evaluation: evidence, accepted: accepted ?? null }, why)
    const finding = await make()
    // The registry of a newer version may lack what an older tick judged.
    if (!finding) return lost({ code: 'UNKNOWN_ID', message: 'nothing of this name is in the registry' })
    await outbox(region(subject)).add({ finding, resolve, lost })
  }

  return {
    region,
    tally,
    journal,
    tried: (id) => seen.has(id),

    async verdict({ evaluation: { subject }, evaluationRef, accepted: all }, verdict) {
      if (ended.has(slug(subject))) return
      const control = controls.get(verdict.control)
      const accepted = all?.[verdict.control]
      const stage = given.stageOf(verdict, accepted, { at: tick, sla: given.sla })
      const of = { tick, subject, verdict, evaluation: evaluationRef, accepted, stage }
      await mail(
        findingId(subject, verdict.control),
        { subject, evidence: evaluationRef, accepted, resolve: verdict.outcome === 'pass' },
        async () => control && verdictFinding({ ...of, control, described: await described(subject) }, publisher),
      )
    },

    async hits({ evaluation: { subject }, evaluationRef }, of) {
      tally[of.id] = of.tally
      const detection = detections.get(of.hits[0]?.detection ?? '')
      await mail(of.id, { subject, evidence: evaluationRef }, async () => {
        if (!detection) return undefined
        const describedParts = new Map<string, Described>()
        for (const arn of arnsOf(subject, of.hits)) describedParts.set(arn, await described(arn))
        const around = aroundHits(incidents, of.id)
        const known = { described: await described(subject), describedParts, around }
        return hitFinding({ tick, subject, of, detection, ...known, evaluation: evaluationRef }, publisher)
      })
    },

    async amended({ evaluation: { subject }, evaluationRef: evidence }, finding) {
      await mail(finding.Id ?? '', { subject, evidence }, async () => finding)
    },

    async incident({ timeline, ref }, finding) {
      const { subject } = timeline
      const parts = partsOf(incidents, finding)
      const of = { tick, timeline, parts, detections, where: given.where }
      await mail(finding, { subject, evidence: ref }, async () =>
        parts.length > 0 ? incidentFinding({ ...of, described: await described(subject) }, publisher) : undefined,
      )
    },
  }
}

type Mail = { subject: Subject; evidence: Ref; accepted?: Acceptance | undefined; resolve?: boolean }
