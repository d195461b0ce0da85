// GOV-09: security policies are in writing and reviewed in time by somebody other than their author.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { documentReviewed } from '../examples/governed.ts'
import { attested } from '../facts/attested.ts'

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
  limits: 'What the policies say is not judged, and that they were reviewed is attested.',
  remedy:
    'Have the security policies reviewed, and attest it: npx eks-evidence attest review --file review.json --document policies.pdf (item security-policies).',
  sameAs: [],
  examples: documentReviewed('security-policies'),
})
