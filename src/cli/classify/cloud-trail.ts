// Judges records of CloudTrail that are at hand, each by itself, as the window of a region's history is judged.
import type { Found } from '../../audit-log/found.ts'
import { changesFound } from '../../changes/detect.ts'
import { lookup } from '../../changes/lookup.ts'
import { slotAt } from '../../clock.ts'
import { isRecord } from '../../json.ts'
import type { Exchange } from '../../model.ts'
import type { Judging } from './judge.ts'
import type { Trailed } from './records.ts'

/** A record that is repeated is judged once: files of a trail overlap with what was looked up. */
export const judgeTrail = ({ detections, rules }: Judging) => {
  const seen = new Set<string>()
  const hits: Found[] = []
  return {
    take(pointer: string, { trail, id, at, record }: Trailed): void {
      if (seen.has(id)) return
      seen.add(id)
      const { userIdentity, recipientAccountId, awsRegion, eventName, eventSource } = record
      const account = recipientAccountId ?? (isRecord(userIdentity) ? userIdentity.accountId : undefined)
      const region = String(awsRegion)
      const told = { EventId: id, CloudTrailEvent: trail, EventName: eventName, EventSource: eventSource }
      const subject = { id: `aws://${String(account)}/${region}`, region }
      const found = changesFound(detections, [page(told)], { subject, slot: slotAt(at, 3_600), rules })
      hits.push(...found.map((hit) => ({ ...hit, pointers: [pointer] })))
    },
    found: (): Found[] => hits,
    records: (): number => seen.size,
  }
}

// As LookupEvents would have answered.
const page = (event: Record<string, unknown>): Exchange => ({
  action: lookup.action,
  input: {},
  at: '1970-01-01T00:00:00Z',
  host: null,
  date: null,
  requestId: null,
  got: 'body',
  body: { Events: [event] },
})
