// GOV-07: incident response is written down, reviewed, and drilled in time.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, documentAt, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const item = 'incident-response'
const procedures = {
  kind: 'review' as const,
  item,
  reviewedBy: 'Ravi Reviewer',
  document: documentAt('documents/ir.pdf'),
}
const drill = { kind: 'drill' as const, item, people: ['On Call', 'Head of Platform'] }
const register = registerOf(item)
const old = { performedAt: '2024-11-03T10:00:00Z' }

export default defineControl({
  id: 'GOV-07',
  of: 'deployment',
  title: 'Incident response for EKS is in writing, reviewed in time, and drilled in time',
  criteria: ['CC1.3', 'CC7.4', 'CC7.5'],
  severity: 'medium',
  needs: { reviews: latest(attested('review')), drills: latest(attested('drill')) },
  settings: {},
  assess: ({ reviews, drills }, at) =>
    governed(
      item,
      [
        { kind: 'review', records: reviews, byAnother: true, ofDocument: true },
        { kind: 'drill', records: drills },
      ],
      at,
    ),
  limits: 'What a drill showed is not judged, and that it was held is attested.',
  remedy:
    'Have the procedures reviewed and hold a drill, and attest both: npx eks-evidence attest review --file review.json --document procedures.pdf, npx eks-evidence attest drill --file drill.json (item incident-response).',
  sameAs: [],
  examples: {
    pass: [{ reviews: attestedOf([procedures]), drills: attestedOf([drill]), with: { register } }],
    fail: [
      { reviews: attestedOf([procedures]), drills: attestedOf([drill]) },
      { reviews: attestedOf([procedures]), drills: attestedOf([]), with: { register } },
      { reviews: attestedOf([]), drills: attestedOf([drill]), with: { register } },
      { reviews: attestedOf([procedures]), drills: attestedOf([{ ...drill, ...old }]), with: { register } },
      { reviews: attestedOf([{ ...procedures, ...old }]), drills: attestedOf([drill]), with: { register } },
      {
        reviews: attestedOf([{ ...procedures, reviewedBy: 'Ada Admin' }]),
        drills: attestedOf([drill]),
        with: { register },
      },
      { reviews: attestedOf([procedures], 'altered'), drills: attestedOf([drill]), with: { register } },
    ],
  },
})
