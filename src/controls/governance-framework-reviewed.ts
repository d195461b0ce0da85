// GOV-06: the governance framework is in writing and reviewed in time by somebody other than its author.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { documentReviewed } from '../examples/governed.ts'
import { attested } from '../facts/attested.ts'

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
  limits: 'What the documents say is not judged, and that they were reviewed is attested.',
  remedy:
    'Have the policies reviewed by somebody other than their author, and attest it: npx eks-evidence attest review --file review.json --document framework.pdf (item governance-framework).',
  sameAs: [],
  examples: documentReviewed('governance-framework'),
})
