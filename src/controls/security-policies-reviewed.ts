// GOV-09: security policies are in writing and reviewed in time by somebody other than their author.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, documentAt, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const reviewed = {
  kind: 'review' as const,
  item: 'security-policies',
  reviewedBy: 'Ravi Reviewer',
  document: documentAt('documents/security-policies.pdf'),
}
const { document: _, ...unnamed } = reviewed
const register = registerOf('security-policies')

export default defineControl({
  id: 'GOV-09',
  of: 'deployment',
  title: 'Security policies are in writing and reviewed in time by somebody other than their author',
  criteria: ['CC5.3', 'CC2.2'],
  severity: 'medium',
  needs: { reviews: latest(attested('review')) },
  settings: {},
  assess: ({ reviews }, at) =>
    governed('security-policies', [{ kind: 'review', records: reviews, byAnother: true, ofDocument: true }], at),
  remedy:
    'Have the security policies reviewed, and attest it: npx eks-evidence attest review --file review.json --document policies.pdf (item security-policies).',
  sameAs: [],
  examples: {
    pass: [
      { reviews: attestedOf([reviewed]), with: { register } },
      {
        reviews: attestedOf([reviewed]),
        with: { register: registerOf('security-policies', { renewal: 90, document: 'documents/' }) },
      },
    ],
    fail: [
      { reviews: attestedOf([reviewed]) },
      { reviews: attestedOf([reviewed]), with: { register: {} } },
      { reviews: attestedOf([]), with: { register } },
      { reviews: attestedOf([{ ...unnamed, item: 'another-item' }]), with: { register } },
      { reviews: attestedOf([{ ...reviewed, performedAt: '2025-01-03T10:00:00Z' }]), with: { register } },
      { reviews: attestedOf([reviewed]), with: { register: registerOf('security-policies', { renewal: 60 }) } },
      { reviews: attestedOf([{ ...reviewed, reviewedBy: 'ada admin' }]), with: { register } },
      { reviews: attestedOf([{ ...reviewed, performedAt: '2026-01-01T00:00:00Z' }]), with: { register } },
      { reviews: attestedOf([reviewed], 'altered'), with: { register } },
      { reviews: attestedOf([reviewed], 'missing'), with: { register } },
      { reviews: attestedOf([unnamed]), with: { register } },
      {
        reviews: attestedOf([reviewed]),
        with: { register: registerOf('security-policies', { document: 'documents/other/' }) },
      },
    ],
  },
})
