// What earlier ticks left: findings that did not arrive, subjects that ended, regions where Security Hub was off.
import { plus, readTime, seconds } from '../clock.ts'
import { incidentGenerator } from '../detection.ts'
import { sha256 } from '../digest.ts'
import type { Evaluation, Instant } from '../model.ts'
import { readEvaluation } from '../store/documents.ts'
import type { Store } from '../store/store.ts'
import { controlGenerator, findingId, subjectPrefix } from './asff.ts'
import { newest, open, refreshDays } from './changes.ts'
import { daysOfHits } from './days-of-hits.ts'
import { isRefusal, type Refusal } from './hub.ts'
import { isIncident } from './incident-finding.ts'
import type { Incidents } from './incidents.ts'
import type { Journal } from './journal.ts'
import { equal, type Outbox, prefix } from './outbox.ts'
import { own } from './own.ts'
import type { Post } from './post.ts'
import type { OwedEnd, OwedFinding, Published } from './published.ts'
import { partitionOf, productArn, regionOf } from './resource.ts'
import { tellAgain } from './tell-incidents.ts'
import type { Standing } from './work.ts'

/** Findings of the record before that this tick did not send anyway, made again from the evaluation, or the timeline, that they came from. */
export const sendOwed = async (
  store: Store,
  post: Post,
  previous: Published | undefined,
  incidents: Incidents,
): Promise<void> => {
  for (const [region, { findings }] of Object.entries(previous?.owed ?? {})) {
    for (const owed of findings) {
      if (post.tried(owed.id)) continue
      if (isIncident(owed.id) && (await tellAgain(store, post, incidents, owed.id))) continue
      const evaluation = isIncident(owed.id) ? undefined : await read(store, owed)
      if (evaluation) await again(post, evaluation, owed)
      else
        post.journal.lost(region, owed, {
          code: 'EVIDENCE_MISSING',
          message: `${owed.evaluation.key} is not in the store as it was`,
        })
    }
  }
}

const read = async (
  store: Store,
  { evaluation: { key, versionId, sha256: digest } }: OwedFinding,
): Promise<Evaluation | undefined> => {
  const found = await store.get({ key, versionId })
  return found && sha256(found.body) === digest ? readEvaluation(found.body) : undefined
}

const again = async (
  post: Post,
  evaluation: Evaluation,
  { id, evaluation: evaluationRef, accepted }: OwedFinding,
): Promise<void> => {
  for (const [control, verdict] of newest(evaluation.verdicts)) {
    if (findingId(evaluation.subject, control) === id)
      await post.verdict({ evaluation, evaluationRef, ...(accepted && { accepted: { [control]: accepted } }) }, verdict)
  }
  for (const day of daysOfHits(evaluation, post.tally))
    if (day.id === id) await post.hits({ evaluation, evaluationRef }, day)
}

type Ending = { tick: Instant; account: string; home: string; outbox(region: string): Outbox; journal: Journal }

/**
 * Archives the controls' findings of subjects that are gone. Detections stay: that a cluster was deleted does not undo what was done in it.
 * The last outcome stays in the finding as it was.
 */
export const endFindings = async ({ tick, account, home, outbox, journal }: Ending, ends: OwedEnd[]): Promise<void> => {
  for (const { subject, since } of ends) {
    const region = regionOf(subject, home)
    const { find, add } = outbox(region)
    const found = await find({
      ProductArn: [equal(productArn(partitionOf(subject.id, region), region, account))],
      Id: [prefix(subjectPrefix(subject))],
      GeneratorId: [prefix(controlGenerator)],
      RecordState: [equal('ACTIVE')],
    })
    const lost = (why: Refusal): void => journal.notEnded(region, subject, since, why)
    if (isRefusal(found)) lost(found)
    else
      for (const finding of found)
        await add({ finding: { ...own(finding), RecordState: 'ARCHIVED', UpdatedAt: tick }, resolve: false, lost })
  }
}

/**
 * The Hub forgets what was not updated for 90 days. An incident changes no more once it is told: while nobody decided on it, it is
 * sent again as it stands, all that the Hub shows of it. One that is resolved or suppressed may be forgotten.
 */
export const refreshIncidents = async ({ tick, account, outbox, journal }: Ending, region: string): Promise<void> => {
  const { find, add } = outbox(region)
  const last = plus(tick, -refreshDays * 86_400)
  const found = await find({
    ProductArn: [equal(productArn(partitionOf('', region), region, account))],
    GeneratorId: [equal(incidentGenerator)],
    RecordState: [equal('ACTIVE')],
    WorkflowStatus: [equal('NEW'), equal('NOTIFIED')],
    UpdatedAt: [{ Start: '2018-01-01T00:00:00Z', End: last }],
  })
  if (isRefusal(found)) return journal.failed(region, incidentGenerator, found)
  // Nothing else is sent again, were it shown all the same.
  const isOld = ({ UpdatedAt }: Record<string, unknown>): boolean =>
    seconds(readTime(UpdatedAt) ?? tick) <= seconds(last)
  for (const finding of found.filter((one) => one.GeneratorId === incidentGenerator && isOld(one))) {
    const lost = (why: Refusal): void => journal.failed(region, String(finding.Id), why)
    await add({ finding: { ...own(finding), UpdatedAt: tick }, resolve: false, lost })
  }
}

/**
 * Security Hub was off in this region. If it is on again: every finding that is open, and the end of those that it still shows
 * and that ended meanwhile.
 */
export const sendEverything = async (
  {
    region,
    account,
    outbox,
    journal,
    post,
  }: { region: string; account: string; outbox: Outbox; journal: Journal; post: Post },
  standing: AsyncIterable<Standing>,
): Promise<void> => {
  const shown = await outbox.find({
    ProductArn: [equal(productArn(partitionOf('', region), region, account))],
    GeneratorId: [prefix(controlGenerator)],
    RecordState: [equal('ACTIVE')],
  })
  if (isRefusal(shown)) return journal.everything(region, shown)
  const active = new Set(shown.map(({ Id }) => Id))
  for await (const of of standing) {
    const { evaluation } = of
    for (const [control, verdict] of newest(evaluation.verdicts)) {
      const id = findingId(evaluation.subject, control)
      if (open(verdict) || active.has(id)) await post.verdict(of, verdict)
    }
  }
  await outbox.flush()
}
