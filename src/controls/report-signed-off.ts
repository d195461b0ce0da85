// GOV-12: a report on the controls is signed off in time by somebody other than who made it.
import { governed } from '../attested/renewed.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, documentAt, registerOf } from '../examples/attested.ts'
import { attested } from '../facts/attested.ts'

const item = 'compliance-monitoring'
const signed = {
  kind: 'sign-off' as const,
  item,
  reviewedBy: 'Chief Auditor',
  document: documentAt('documents/report.html'),
}
const { document: _, ...ofNothing } = signed
const register = registerOf(item)

export default defineControl({
  id: 'GOV-12',
  of: 'deployment',
  title: 'A report on the controls is signed off in time by somebody other than who made it',
  criteria: ['CC4.1', 'CC4.2'],
  severity: 'medium',
  needs: { signed: latest(attested('sign-off')) },
  settings: {},
  assess: ({ signed }, at) =>
    governed(item, [{ kind: 'sign-off', records: signed, byAnother: true, ofDocument: true }], at),
  limits: 'What the report says is not judged, and the sign-off is attested.',
  remedy:
    'Have somebody with the authority to do so read the report and sign it off, and attest that with the report itself: npx eks-evidence attest sign-off --file sign-off.json --document report.html (item compliance-monitoring).',
  sameAs: [],
  examples: {
    pass: [{ signed: attestedOf([signed]), with: { register } }],
    fail: [
      { signed: attestedOf([signed]) },
      { signed: attestedOf([]), with: { register } },
      { signed: attestedOf([{ ...signed, reviewedBy: 'Ada Admin' }]), with: { register } },
      { signed: attestedOf([{ ...signed, performedAt: '2025-09-01T10:00:00Z' }]), with: { register } },
      { signed: attestedOf([ofNothing]), with: { register } },
      { signed: attestedOf([signed], 'altered'), with: { register } },
    ],
  },
})
