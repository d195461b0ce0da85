// GOV-06: the governance framework is in writing and reviewed in time by somebody other than its author.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, documentAt, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const reviewed = {
  kind: 'review' as const,
  item: 'governance-framework',
  reviewedBy: 'Ravi Reviewer',
  document: documentAt('documents/governance-framework.pdf'),
}
const { document: _, ...unnamed } = reviewed
const register = registerOf('governance-framework')

export default defineControl({
  id: 'GOV-06',
  of: 'deployment',
  title: 'The governance framework is in writing and reviewed in time by somebody other than its author',
  criteria: ['CC1.3', 'CC5.3'],
  severity: 'medium',
  needs: { reviews: latest(attested('review')) },
  settings: {},
  assess: ({ reviews }, at) =>
    governed('governance-framework', [{ kind: 'review', records: reviews, byAnother: true, ofDocument: true }], at),
  remedy:
    'Have the policies reviewed by somebody other than their author, and attest it: npx eks-evidence attest review --file review.json --document framework.pdf (item governance-framework).',
  sameAs: [],
  examples: {
    pass: [
      { reviews: attestedOf([reviewed]), with: { register } },
      {
        reviews: attestedOf([reviewed]),
        with: { register: registerOf('governance-framework', { renewal: 90, document: 'documents/' }) },
      },
    ],
    fail: [
      { reviews: attestedOf([reviewed]) },
      { reviews: attestedOf([reviewed]), with: { register: {} } },
      { reviews: attestedOf([]), with: { register } },
      { reviews: attestedOf([{ ...unnamed, item: 'another-item' }]), with: { register } },
      { reviews: attestedOf([{ ...reviewed, performedAt: '2025-01-03T10:00:00Z' }]), with: { register } },
      { reviews: attestedOf([reviewed]), with: { register: registerOf('governance-framework', { renewal: 60 }) } },
      { reviews: attestedOf([{ ...reviewed, reviewedBy: 'ada admin' }]), with: { register } },
      { reviews: attestedOf([{ ...reviewed, performedAt: '2026-01-01T00:00:00Z' }]), with: { register } },
      { reviews: attestedOf([reviewed], 'altered'), with: { register } },
      { reviews: attestedOf([reviewed], 'missing'), with: { register } },
      { reviews: attestedOf([unnamed]), with: { register } },
      {
        reviews: attestedOf([reviewed]),
        with: { register: registerOf('governance-framework', { document: 'documents/other/' }) },
      },
    ],
  },
})
