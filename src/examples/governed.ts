// Examples of items of the governance register: a document that somebody reviewed, a roster that somebody reached.
import type { Kind } from '../attested/record.ts'
import type { Item } from '../config/register.ts'
import { attestedOf, documentAt, registerOf } from './attested.ts'

/** Of a control whose need is `reviews`. */
export const documentReviewed = (item: Item) => {
  const review = {
    kind: 'review' as const,
    item,
    reviewedBy: 'Ravi Reviewer',
    document: documentAt(`documents/${item}.pdf`),
  }
  const { document: _, ...unnamed } = review
  const reviews = attestedOf([review])
  const register = registerOf(item)
  return {
    pass: [
      { reviews, with: { register } },
      { reviews, with: { register: registerOf(item, { renewal: 90, document: 'documents/' }) } },
    ],
    fail: [
      { reviews },
      { reviews, with: { register: {} } },
      { reviews: attestedOf([]), with: { register } },
      { reviews: attestedOf([{ ...unnamed, item: 'another-item' }]), with: { register } },
      { reviews: attestedOf([{ ...review, performedAt: '2025-01-03T10:00:00Z' }]), with: { register } },
      { reviews, with: { register: registerOf(item, { renewal: 60 }) } },
      { reviews: attestedOf([{ ...review, reviewedBy: 'ada admin' }]), with: { register } },
      // Put before it took place.
      { reviews: attestedOf([{ ...review, performedAt: '2026-01-01T00:00:00Z' }]), with: { register } },
      { reviews: attestedOf([review], 'altered'), with: { register } },
      { reviews: attestedOf([review], 'missing'), with: { register } },
      { reviews: attestedOf([unnamed]), with: { register } },
      { reviews, with: { register: registerOf(item, { document: 'documents/other/' }) } },
    ],
  }
}

const roster = ['Dev One', 'Dev Two']

/** Of a control whose need is `records`; each names a document where one must lie beside it. */
export const rosterReached = (kind: Kind, item: Item, ofDocument?: 'of a document') => {
  const document = ofDocument && { document: documentAt(`documents/${item}.pdf`) }
  const record = { kind, item, performedAt: '2025-11-03T10:00:00Z', people: roster, ...document }
  const old = '2025-03-03T10:00:00Z'
  const records = attestedOf([record])
  const register = registerOf(item, { roster, renewal: 90 })
  const apart = (performedAt: string, one: string) =>
    attestedOf([
      { ...record, people: [one] },
      { ...record, performedAt, people: ['Dev Two'] },
    ])
  return {
    pass: [
      { records, with: { register } },
      { records: apart('2025-10-20T10:00:00Z', 'dev one'), with: { register } },
    ],
    fail: [
      { records },
      { records: attestedOf([]), with: { register } },
      { records, with: { register: registerOf(item) } },
      { records: attestedOf([{ ...record, people: ['Dev One'] }]), with: { register } },
      { records: apart(old, 'Dev One'), with: { register } },
      { records: attestedOf([{ ...record, performedAt: old }]), with: { register } },
      // Put before it took place.
      { records: attestedOf([{ ...record, performedAt: '2025-12-18T10:00:00Z' }]), with: { register } },
      ...(document ? [{ records: attestedOf([record], 'altered'), with: { register } }] : []),
    ],
  }
}
