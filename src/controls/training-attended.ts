// GOV-08: everybody on the roster attended security awareness training in time.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const done = {
  kind: 'training' as const,
  item: 'awareness-training',
  performedAt: '2025-12-18T10:00:00Z',
  people: ['Dev One', 'Dev Two'],
}
const put = { ...done, performedAt: '2025-11-03T10:00:00Z' }
const register = registerOf('awareness-training', { roster: ['Dev One', 'Dev Two'], renewal: 90 })

export default defineControl({
  id: 'GOV-08',
  of: 'deployment',
  title: 'Everybody on the roster attended security awareness training in time',
  criteria: ['CC1.4', 'CC2.2'],
  severity: 'medium',
  needs: { trainings: latest(attested('training')) },
  settings: {},
  assess: ({ trainings }, at) =>
    governed('awareness-training', [{ kind: 'training', records: trainings, byRoster: true }], at),
  remedy:
    'Train who is missing, and attest who attended: npx eks-evidence attest training --file training.json (item awareness-training, people). The roster stands in config/governance.yml.',
  sameAs: [],
  examples: {
    pass: [
      { trainings: attestedOf([put]), with: { register } },
      {
        trainings: attestedOf([
          { ...put, people: ['dev one'] },
          { ...put, performedAt: '2025-10-20T10:00:00Z', people: ['Dev Two'] },
        ]),
        with: { register },
      },
    ],
    fail: [
      { trainings: attestedOf([put]) },
      { trainings: attestedOf([]), with: { register } },
      { trainings: attestedOf([put]), with: { register: registerOf('awareness-training') } },
      { trainings: attestedOf([{ ...put, people: ['Dev One'] }]), with: { register } },
      {
        trainings: attestedOf([
          { ...put, people: ['Dev One'] },
          { ...put, performedAt: '2025-03-03T10:00:00Z', people: ['Dev Two'] },
        ]),
        with: { register },
      },
      { trainings: attestedOf([{ ...put, performedAt: '2025-03-03T10:00:00Z' }]), with: { register } },
      // Put before it took place.
      { trainings: attestedOf([done]), with: { register } },
    ],
  },
})
