// GOV-05: a security owner is named for the clusters, and roles and responsibilities are reviewed in time.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const reviewed = {
  kind: 'review' as const,
  item: 'security-owner',
  reviewedBy: 'Ravi Reviewer',
}
const register = registerOf('security-owner')

export default defineControl({
  id: 'GOV-05',
  of: 'deployment',
  title: 'A security owner is named for the clusters, and roles and responsibilities are reviewed in time',
  criteria: ['CC1.3'],
  severity: 'medium',
  needs: { reviews: latest(attested('review')) },
  settings: {},
  assess: ({ reviews }, at) => governed('security-owner', [{ kind: 'review', records: reviews, byAnother: true }], at),
  limits:
    'That the owner acts as one is not seen, and the review is attested. Who owns which cluster is a tag: GOV-01.',
  remedy:
    'Name the owner in config/governance.yml, have somebody else review the assignment of roles, and attest it: npx eks-evidence attest review --file review.json (kind review, item security-owner, reviewedBy).',
  sameAs: [],
  examples: {
    pass: [
      { reviews: attestedOf([reviewed]), with: { register } },
      {
        reviews: attestedOf([reviewed]),
        with: { register: registerOf('security-owner', { renewal: 90 }) },
      },
    ],
    fail: [
      { reviews: attestedOf([reviewed]) },
      { reviews: attestedOf([reviewed]), with: { register: {} } },
      { reviews: attestedOf([]), with: { register } },
      { reviews: attestedOf([{ ...reviewed, item: 'another-item' }]), with: { register } },
      { reviews: attestedOf([{ ...reviewed, performedAt: '2025-01-03T10:00:00Z' }]), with: { register } },
      { reviews: attestedOf([reviewed]), with: { register: registerOf('security-owner', { renewal: 60 }) } },
      { reviews: attestedOf([{ ...reviewed, reviewedBy: 'ada admin' }]), with: { register } },
      { reviews: attestedOf([{ ...reviewed, performedAt: '2026-01-01T00:00:00Z' }]), with: { register } },
    ],
  },
})
