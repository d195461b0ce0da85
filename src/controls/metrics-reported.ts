// GOV-14: security metrics reach everybody on the roster of stakeholders in time.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { rosterReached } from '../examples/governed.ts'
import { attested } from '../facts/attested.ts'

export default defineControl({
  id: 'GOV-14',
  of: 'deployment',
  title: 'Security metrics reach everybody on the roster of stakeholders in time',
  criteria: ['CC2.2', 'CC4.2'],
  severity: 'low',
  needs: { records: latest(attested('delivery')) },
  settings: {},
  assess: ({ records }, at) => governed('security-metrics', [{ kind: 'delivery', records, byRoster: true }], at),
  limits:
    'What was reported is not judged, and whom it reached is attested. Whether the roster names everybody is not seen.',
  remedy:
    'Report the metrics, and attest to whom: npx eks-evidence attest delivery --file delivery.json (item security-metrics, people). The roster stands in config/governance.yml.',
  sameAs: [],
  examples: rosterReached('delivery', 'security-metrics'),
})
