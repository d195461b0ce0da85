// GOV-16: training material reached everybody on the roster of development and operations in time.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { rosterReached } from '../examples/governed.ts'
import { attested } from '../facts/attested.ts'

export default defineControl({
  id: 'GOV-16',
  of: 'deployment',
  title: 'Training material reached everybody on the roster of development and operations in time',
  criteria: ['CC1.4', 'CC2.2'],
  severity: 'low',
  needs: { records: latest(attested('delivery')) },
  settings: {},
  assess: ({ records }, at) =>
    governed('training-material', [{ kind: 'delivery', records, ofDocument: true, byRoster: true }], at),
  limits:
    'What the material says is not judged, and whom it reached is attested. Whether the roster names everybody is not seen.',
  remedy:
    'Hand the material out, and attest to whom: npx eks-evidence attest delivery --file delivery.json --document material.pdf (item training-material, people).',
  sameAs: [],
  examples: rosterReached('delivery', 'training-material', 'of a document'),
})
