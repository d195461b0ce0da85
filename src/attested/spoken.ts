// What a verdict says of a record that it rests on: where it lies, when S3 had it, and who says what.
import { seconds } from '../clock.ts'
import type { Attested } from '../facts/attested.ts'

// Days between what was done and the put of its record, beyond which a reason says so.
const soon = 31

/** Nothing of it is read from AWS but the key and S3's time. */
export const spokenOf = ({ key, putAt, record }: Attested): string => {
  const { by, reviewedBy, document, performedAt } = record
  const late = Math.floor((seconds(putAt) - seconds(performedAt)) / 86_400)
  return [
    `${key}, put ${putAt}${late > soon ? ` and so ${late} days after it was done` : ''}`,
    reviewedBy ? `${reviewedBy} on the work of ${by}` : `by ${by}`,
    ...(document ? [`of ${document.key}`] : []),
  ].join(', ')
}

/** Who attested them, as they say. */
export const attestersOf = (records: readonly Attested[]): string =>
  `attested, as ${records.length > 1 ? 'they say' : 'it says'}, by ${[...new Set(records.map(({ record }) => record.attestedBy))].join(', ')}`
