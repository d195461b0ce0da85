// GOV-10: operating procedures are in writing and reviewed in time by somebody other than their author.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, documentAt, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const reviewed = {
  kind: 'review' as const,
  item: 'operating-procedures',
  reviewedBy: 'Ravi Reviewer',
  document: documentAt('documents/operating-procedures.pdf'),
}
const { document: _, ...unnamed } = reviewed
const register = registerOf('operating-procedures')

export default defineControl({
  id: 'GOV-10',
  of: 'deployment',
  title: 'Operating procedures are in writing and reviewed in time by somebody other than their author',
  criteria: ['CC5.3'],
  severity: 'low',
  needs: { reviews: latest(attested('review')) },
  settings: {},
  assess: ({ reviews }, at) =>
    governed('operating-procedures', [{ kind: 'review', records: reviews, byAnother: true, ofDocument: true }], at),
  remedy:
    'Have the operating procedures reviewed, and attest it: npx eks-evidence attest review --file review.json --document procedures.pdf (item operating-procedures).',
  sameAs: [],
  examples: {
    pass: [
      { reviews: attestedOf([reviewed]), with: { register } },
      {
        reviews: attestedOf([reviewed]),
        with: { register: registerOf('operating-procedures', { renewal: 90, document: 'documents/' }) },
      },
    ],
    fail: [
      { reviews: attestedOf([reviewed]) },
      { reviews: attestedOf([reviewed]), with: { register: {} } },
      { reviews: attestedOf([]), with: { register } },
      { reviews: attestedOf([{ ...unnamed, item: 'another-item' }]), with: { register } },
      { reviews: attestedOf([{ ...reviewed, performedAt: '2025-01-03T10:00:00Z' }]), with: { register } },
      { reviews: attestedOf([reviewed]), with: { register: registerOf('operating-procedures', { renewal: 60 }) } },
      { reviews: attestedOf([{ ...reviewed, reviewedBy: 'ada admin' }]), with: { register } },
      { reviews: attestedOf([{ ...reviewed, performedAt: '2026-01-01T00:00:00Z' }]), with: { register } },
      { reviews: attestedOf([reviewed], 'altered'), with: { register } },
      { reviews: attestedOf([reviewed], 'missing'), with: { register } },
      { reviews: attestedOf([unnamed]), with: { register } },
      {
        reviews: attestedOf([reviewed]),
        with: { register: registerOf('operating-procedures', { document: 'documents/other/' }) },
      },
    ],
  },
})
