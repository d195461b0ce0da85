// GOV-08: everybody on the roster attended security awareness training in time.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { rosterReached } from '../examples/governed.ts'
import { attested } from '../facts/attested.ts'

export default defineControl({
  id: 'GOV-08',
  of: 'deployment',
  title: 'Everybody on the roster attended security awareness training in time',
  criteria: ['CC1.4', 'CC2.2'],
  severity: 'medium',
  needs: { records: latest(attested('training')) },
  settings: {},
  assess: ({ records }, at) => governed('awareness-training', [{ kind: 'training', records, byRoster: true }], at),
  limits:
    'What was taught and learnt is not judged, and who attended is attested. Whether the roster names everybody is not seen.',
  remedy:
    'Train who is missing, and attest who attended: npx eks-evidence attest training --file training.json (item awareness-training, people). The roster stands in config/governance.yml.',
  sameAs: [],
  examples: rosterReached('training', 'awareness-training'),
})
