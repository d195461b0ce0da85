// GOV-13: procedures for communication in an incident are reviewed in time, and whom they concern acknowledge them.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, documentAt, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const item = 'incident-communication'
const reviewed = {
  kind: 'review' as const,
  item,
  reviewedBy: 'Ravi Reviewer',
  document: documentAt('documents/communication.pdf'),
}
const known = { kind: 'acknowledgement' as const, item, by: 'On Call' }
const register = registerOf(item, { roster: ['On Call'] })

// A mail that was published is not a mail that was read: whoever must know says so.
export default defineControl({
  id: 'GOV-13',
  of: 'deployment',
  title:
    'Procedures for communication in an incident are reviewed in time, and everybody on the roster acknowledges them',
  criteria: ['CC2.2', 'CC2.3', 'CC7.4'],
  severity: 'low',
  needs: { reviews: latest(attested('review')), known: latest(attested('acknowledgement')) },
  settings: {},
  assess: ({ reviews, known }, at) =>
    governed(
      item,
      [
        { kind: 'review', records: reviews, byAnother: true, ofDocument: true },
        { kind: 'acknowledgement', records: known, byRoster: true },
      ],
      at,
    ),
  remedy:
    'Have the procedures reviewed, and let each on the roster of config/governance.yml acknowledge them: npx eks-evidence attest review --file review.json --document procedures.pdf, npx eks-evidence attest acknowledgement --file acknowledgement.json (item incident-communication).',
  sameAs: [],
  examples: {
    pass: [{ reviews: attestedOf([reviewed]), known: attestedOf([known]), with: { register } }],
    fail: [
      { reviews: attestedOf([reviewed]), known: attestedOf([known]) },
      { reviews: attestedOf([reviewed]), known: attestedOf([]), with: { register } },
      { reviews: attestedOf([]), known: attestedOf([known]), with: { register } },
      { reviews: attestedOf([reviewed]), known: attestedOf([known]), with: { register: registerOf(item) } },
      { reviews: attestedOf([reviewed]), known: attestedOf([{ ...known, by: 'Somebody Else' }]), with: { register } },
      {
        reviews: attestedOf([reviewed]),
        known: attestedOf([{ ...known, performedAt: '2024-11-03T10:00:00Z' }]),
        with: { register },
      },
      { reviews: attestedOf([reviewed], 'altered'), known: attestedOf([known]), with: { register } },
    ],
  },
})
