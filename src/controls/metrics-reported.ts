// GOV-14: security metrics reach everybody on the roster of stakeholders in time.
import { publications } from '../attested/published.ts'
import { governed } from '../attested/renewed.ts'
import { items } from '../config/register.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, registerOf } from '../examples/attested.ts'
import { rosterReached } from '../examples/governed.ts'
import { attested } from '../facts/attested.ts'

const item = 'security-metrics'
const published = {
  topic: 'arn:aws:sns:eu-central-1:111122223333:eks-evidence-prod-digest',
  messageId: '94f20ce6-13c5-43a0-9a9e-ca52d816e90b',
  sha256: `sha256:${'5f'.repeat(32)}` as const,
  confirmed: 3,
  pending: 1,
  deleted: 0,
}
const digest = { kind: 'delivery' as const, item, performedAt: '2025-11-03T06:00:00Z', published }
const register = registerOf(item, { roster: ['Board'], renewal: 90 })
const { pass, fail } = rosterReached('delivery', item)

// A digest that SNS published is said beside, and reached nobody on the roster by that.
export default defineControl({
  id: 'GOV-14',
  of: 'deployment',
  title: 'Security metrics reach everybody on the roster of stakeholders in time',
  criteria: ['CC2.2', 'CC4.2'],
  severity: 'low',
  needs: { records: latest(attested('delivery')) },
  settings: {},
  assess({ records }, at) {
    const judged = governed(item, [{ kind: 'delivery', records, byRoster: true }], at)
    const days = at.register?.[item]?.renewal ?? items[item].days
    return { ...judged, reason: `${judged.reason}${publications(item, records, { asOf: at.asOf, days })}` }
  },
  limits:
    'What was reported is not judged, and whom it reached is attested. Whether the roster names everybody is not seen.',
  remedy:
    'Report the metrics, and attest to whom: npx eks-evidence attest delivery --file delivery.json (item security-metrics, people). The roster stands in config/governance.yml.',
  sameAs: [],
  examples: {
    pass: [
      ...pass,
      { records: attestedOf([digest, { kind: 'delivery', item, people: ['Board'] }]), with: { register } },
    ],
    fail: [...fail, { records: attestedOf([digest]), with: { register } }],
  },
})
