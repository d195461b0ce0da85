// GOV-10: operating procedures are in writing and reviewed in time by somebody other than their author.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { documentReviewed } from '../examples/governed.ts'
import { attested } from '../facts/attested.ts'

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
  limits: 'What the procedures say is not judged, and that they were reviewed is attested.',
  remedy:
    'Have the operating procedures reviewed, and attest it: npx eks-evidence attest review --file review.json --document procedures.pdf (item operating-procedures).',
  sameAs: [],
  examples: documentReviewed('operating-procedures'),
})
