// Why a record counts for nothing, although it was put.
import { seconds } from '../clock.ts'
import type { RegisterEntry } from '../config/register.ts'
import type { Attested } from '../facts/attested.ts'
import { maybeSamePerson } from './person.ts'
import { onlyPublished } from './published.ts'
import { lacking } from './record.ts'

type Asked = { byAnother: true | undefined; ofDocument: true | undefined }

export const wrongOf = (
  { putAt, record, document }: Attested,
  { document: place }: RegisterEntry,
  { byAnother, ofDocument }: Asked,
): string[] => {
  const { performedAt, by, reviewedBy, document: named } = record
  if (record.published) return [onlyPublished(record.published)]
  return [
    ...lacking(record).flatMap((name) => (name === 'document' ? [] : [`says no ${name}`])),
    ...(seconds(performedAt) > seconds(putAt) ? [`was put before it was done, at ${putAt}`] : []),
    ...(byAnother && reviewedBy && maybeSamePerson(by, reviewedBy)
      ? [`was reviewed by its own author, ${by}${by === reviewedBy ? '' : `, as ${reviewedBy}`}`]
      : []),
    ...(ofDocument && !named ? ['names no document: attest it with --document or its key'] : []),
    // Minutes of a drill are no other edition of what was drilled.
    ...(ofDocument && named && place && !isAt(named.key, place)
      ? [`is of ${named.key}, and the register names ${place}: attest it with --key ${place}`]
      : []),
    ...(document?.state === 'altered' || document?.state === 'missing' ? [document.why] : []),
  ]
}

const isAt = (key: string, place: string): boolean => (place.endsWith('/') ? key.startsWith(place) : key === place)
