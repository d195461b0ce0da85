// Notices that the collector's own function published: what SNS said of them, and nothing of who read them.
import { seconds } from '../clock.ts'
import type { Attested } from '../facts/attested.ts'
import type { Instant } from '../model.ts'
import type { AttestedRecord } from './record.ts'

type Published = NonNullable<AttestedRecord['published']>

/** Why such a record counts for nobody on a roster. */
export const onlyPublished = ({ topic, confirmed, messageId }: Published): string =>
  `says only that ${messageId} was published to ${topic}, with ${subscribers(confirmed)}: whom it reached somebody attests`

/** What is said of an item's notices beside its outcome; empty where there is none within so many days. */
export const publications = (
  item: string,
  records: readonly Attested[],
  { asOf, days }: { asOf: Instant; days: number },
): string => {
  const own = records
    .filter(({ record }) => record.item === item && record.published)
    .filter(({ record }) => seconds(asOf) - seconds(record.performedAt) < days * 86_400)
    .toSorted((a, b) => seconds(b.record.performedAt) - seconds(a.record.performedAt))
  const [newest] = own
  const said = newest?.record.published
  if (!newest || !said) return ''
  const { messageId, topic, confirmed, pending } = said
  const times = own.length === 1 ? 'once' : `${own.length} times`
  const waiting = pending > 0 ? `, ${pending} not confirmed` : ''
  return `; published ${times} in ${days} days by ${newest.record.attestedBy}, last at ${newest.record.performedAt} to ${topic} as ${messageId}, with ${subscribers(confirmed)}${waiting}: a mail that was published is not one that was read`
}

const subscribers = (confirmed: number): string => `${confirmed} confirmed subscriber${confirmed === 1 ? '' : 's'}`
