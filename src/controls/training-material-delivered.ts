// GOV-16: training material reached everybody on the roster of development and operations in time.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, documentAt, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const done = {
  kind: 'delivery' as const,
  item: 'training-material',
  performedAt: '2025-12-18T10:00:00Z',
  people: ['Dev One', 'Dev Two'],
  document: documentAt('documents/training-material.pdf'),
}
const put = { ...done, performedAt: '2025-11-03T10:00:00Z' }
const register = registerOf('training-material', { roster: ['Dev One', 'Dev Two'], renewal: 90 })

export default defineControl({
  id: 'GOV-16',
  of: 'deployment',
  title: 'Training material reached everybody on the roster of development and operations in time',
  criteria: ['CC1.4', 'CC2.2'],
  severity: 'low',
  needs: { deliveries: latest(attested('delivery')) },
  settings: {},
  assess: ({ deliveries }, at) =>
    governed('training-material', [{ kind: 'delivery', records: deliveries, ofDocument: true, byRoster: true }], at),
  remedy:
    'Hand the material out, and attest to whom: npx eks-evidence attest delivery --file delivery.json --document material.pdf (item training-material, people).',
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
      { deliveries: attestedOf([put]), with: { register: registerOf('training-material') } },
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
      { deliveries: attestedOf([done], 'altered'), with: { register } },
    ],
  },
})
