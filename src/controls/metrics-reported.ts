// GOV-14: security metrics reach everybody on the roster of stakeholders in time.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const done = {
  kind: 'delivery' as const,
  item: 'security-metrics',
  performedAt: '2025-12-18T10:00:00Z',
  people: ['Dev One', 'Dev Two'],
}
const put = { ...done, performedAt: '2025-11-03T10:00:00Z' }
const register = registerOf('security-metrics', { roster: ['Dev One', 'Dev Two'], renewal: 90 })

export default defineControl({
  id: 'GOV-14',
  of: 'deployment',
  title: 'Security metrics reach everybody on the roster of stakeholders in time',
  criteria: ['CC2.2', 'CC4.2'],
  severity: 'low',
  needs: { deliveries: latest(attested('delivery')) },
  settings: {},
  assess: ({ deliveries }, at) =>
    governed('security-metrics', [{ kind: 'delivery', records: deliveries, byRoster: true }], at),
  remedy:
    'Report the metrics, and attest to whom: npx eks-evidence attest delivery --file delivery.json (item security-metrics, people). The roster stands in config/governance.yml.',
  sameAs: [],
  examples: {
    pass: [
      { deliveries: attestedOf([put]), with: { register } },
      {
        deliveries: attestedOf([
          { ...put, people: ['dev one'] },
          { ...put, performedAt: '2025-10-20T10:00:00Z', people: ['Dev Two'] },
        ]),
        with: { register },
      },
    ],
    fail: [
      { deliveries: attestedOf([put]) },
      { deliveries: attestedOf([]), with: { register } },
      { deliveries: attestedOf([put]), with: { register: registerOf('security-metrics') } },
      { deliveries: attestedOf([{ ...put, people: ['Dev One'] }]), with: { register } },
      {
        deliveries: attestedOf([
          { ...put, people: ['Dev One'] },
          { ...put, performedAt: '2025-03-03T10:00:00Z', people: ['Dev Two'] },
        ]),
        with: { register },
      },
      { deliveries: attestedOf([{ ...put, performedAt: '2025-03-03T10:00:00Z' }]), with: { register } },
      // Put before it took place.
      { deliveries: attestedOf([done]), with: { register } },
    ],
  },
})
