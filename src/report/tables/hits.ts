// Table `hits`: what detections found, by subject, actor and day, as findings are made.
import { defineTable, evidenceCells, ofEvidence } from './table.ts'

export default defineTable({
  name: 'hits',
  says: 'Hits of one detection at one subject by one actor on one UTC day. Where there are too many groups the rest is in hit-counts alone.',
  columns: {
    detection: 'its id',
    title: 'what it looks for',
    severity: 'the worst of the group',
    criteria: 'that it is relevant to',
    subject: 'the slug of the cluster, or of the region or stack whose events tell of it',
    actor: 'the ARN of the session or IAM user, else the name of the user',
    actor_class: 'human, workload, node, aws-managed, anonymous or unknown',
    day: 'in UTC',
    first: 'the first of them',
    last: 'the last',
    count: 'how many',
    allowed: 'that went through',
    denied: 'that were refused',
    failed: 'that failed',
    unknown: 'of which the outcome could not be read',
    let_pass: 'the reason of the allow-list entry by which nobody was told; empty where it was told',
    reason: 'what the first one was',
    audit_id: 'the id of its event; empty where a hit is of many',
    ...ofEvidence,
  },
  *rows({ period, catalog }) {
    const titles = new Map(catalog.detections.map(({ id, title }) => [id, title]))
    for (const one of period.found.groups)
      yield {
        ...{ detection: one.detection, title: titles.get(one.detection) ?? null, severity: one.severity },
        ...{ criteria: one.criteria, subject: one.subject, actor: one.actor, actor_class: one.actorClass },
        ...{ day: one.day, first: one.first, last: one.last, count: one.count },
        ...{ allowed: 0, denied: 0, failed: 0, unknown: 0, ...one.outcomes },
        ...{ let_pass: one.allowed, reason: one.reason, audit_id: one.auditID, ...evidenceCells(one.evaluation) },
      }
  },
})
