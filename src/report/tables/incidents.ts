// Table `incidents`: hits that belong together, what was found around them, and where nothing could be read.
import { defineTable, evidenceCells, ofEvidence } from './table.ts'

export default defineTable({
  name: 'incidents',
  says: 'Hits of high severity of one cluster that belong together, as the newest timeline of them tells it.',
  columns: {
    incident: 'its id',
    continues: 'the incident that it goes on with',
    subject: 'the slug of its cluster',
    arn: 'its ARN',
    from: 'the start of the time that was looked into',
    to: 'its end, which is not part of it',
    hits: 'how many',
    detections: 'of which',
    first_hit: 'the first of those that are kept',
    principals: 'that had a part in them',
    source_ips: 'addresses of the internet',
    objects: 'that it was done to',
    found: 'lines that the places gave',
    shown: 'of these: in the stored timeline',
    not_read: 'places of which something was not read or is not shown, and why',
    sequence: 'the ledger entry that sealed the timeline',
    ...ofEvidence,
  },
  *rows({ period }) {
    for (const { subject, ref, sequence, timeline } of period.incidents) {
      const { id, continues, from, to, count, hits, marks } = timeline.incident
      yield {
        ...{ incident: id, continues, subject, arn: timeline.subject.id, from, to, hits: count },
        detections: [...new Set(hits.map(({ detection }) => detection))].sort(),
        first_hit: hits[0]?.at ?? null,
        ...{ principals: marks.principals, source_ips: marks.sourceIPs, objects: marks.objects },
        found: timeline.looked.reduce((sum, one) => sum + one.found, 0),
        shown: timeline.looked.reduce((sum, one) => sum + one.shown, 0),
        not_read: timeline.looked.flatMap(({ where, not }) => (not === null ? [] : [`${where}: ${not}`])),
        ...{ sequence, ...evidenceCells(ref) },
      }
    }
  },
})
