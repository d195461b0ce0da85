// EVD-04: what is accepted is accepted by somebody else than who asked for it, for a time, and that time is not over.
import { seconds } from '../clock.ts'
import { type Acceptance, isSelfApproved } from '../config/acceptances.ts'
import { defineControl, latest } from '../control.ts'
import { bucketOf } from '../examples/attested.ts'
import { documentsBucket } from '../facts/documents-bucket.ts'
import { fail, pass } from '../model.ts'

const accepted: Acceptance = {
  control: 'NET-01',
  subject: 'arn:aws:eks:*:*:cluster/sandbox-*',
  reason: 'torn down every night',
  requestedBy: 'Ada Admin',
  approver: 'Chief Risk',
  expires: '2026-06-30T00:00:00Z',
  since: '2025-12-01T00:20:00Z',
}
const over = (more: Partial<Acceptance>) => ({ bucket: bucketOf(), with: { acceptances: [{ ...accepted, ...more }] } })

export default defineControl({
  id: 'EVD-04',
  of: 'deployment',
  title: 'Every acceptance of a failing control has an approver other than who requested it, and has not expired',
  criteria: ['CC3.2', 'CC4.2'],
  severity: 'medium',
  // The configuration lies there, and who may write to it is part of the answer.
  needs: { bucket: latest(documentsBucket) },
  settings: {},
  assess: ({ bucket }, { asOf, acceptances }) => {
    if (!bucket.isVersioned) return fail(`${bucket.name}, where acceptances are written down, keeps no versions`)
    const faults = acceptances.flatMap((one) => {
      const name = `${one.control} at ${one.subject}`
      return [
        ...(isSelfApproved(one)
          ? [`${name} was approved by ${one.approver}, who may be ${one.requestedBy}, who requested it`]
          : []),
        ...(seconds(one.expires) <= seconds(asOf) ? [`${name} expired on ${one.expires}`] : []),
      ]
    })
    if (faults.length > 0) return fail(faults.join('; '))
    const said = acceptances.map(
      ({ control, subject, approver, since, expires }) =>
        `${control} at ${subject} by ${approver} from ${since ?? 'no tick'} until ${expires}`,
    )
    return pass(said.length > 0 ? `accepted: ${said.length}: ${said.join('; ')}` : 'nothing is accepted')
  },
  limits:
    'Whether an acceptance is reasonable is not judged; for how long something was accepted in all, verify tells.',
  remedy:
    'In config/acceptances.yml take out what expired, or have it approved anew with another end: that is another acceptance, and counts from the tick that first seals it.',
  sameAs: [],
  examples: {
    pass: [{ bucket: bucketOf() }, over({})],
    fail: [
      over({ expires: '2026-01-05T00:20:00Z' }),
      over({ approver: 'ada admin ' }),
      over({ approver: 'ada.admin@example.com' }),
      { bucket: bucketOf({ GetBucketVersioning: {} }), with: { acceptances: [accepted] } },
    ],
  },
})
