// DET-54: an IAM principal came to the cluster that its audit log did not show before, or not for ninety days.
import { example } from '../audit-log/example.ts'
import { defineDetection } from '../detection.ts'
import { accessUses } from '../facts/audit-log-activity.ts'

const at = (time: string) => ({ received: time, reached: time })
const before = (time: string) => ({ verb: 'get', resource: 'pods', ...at(time) })
const now = { verb: 'list', resource: 'secrets', namespace: 'shop', ...at('2026-01-05T00:07:11.482913Z') }
const role = (name: string, session = 'bob') => ({
  user: `arn:aws:sts::111122223333:assumed-role/${name}/${session}`,
  extra: {
    arn: [`arn:aws:sts::111122223333:assumed-role/${name}/${session}`],
    canonicalArn: [`arn:aws:iam::111122223333:role/${name}`],
    sessionName: [session],
  },
})
const weeks = '2025-12-01T00:00:00.000000Z'

export default defineDetection({
  id: 'DET-54',
  kind: 'first-use',
  title: 'First use of an IAM principal, or use after 90 days of silence',
  criteria: ['CC6.2', 'CC7.2'],
  severity: 'medium',
  history: accessUses,
  settings: { silentDays: 90, learnDays: 14 },
  limits:
    "Nobody is told before `learnDays` of the log were read, nor while more than 2,000 principals came within `silentDays`; what is older than 400 days is forgotten, however long `silentDays` is. Roles count by account and name whatever their session; users that IAM does not know (service accounts, certificates, OIDC) do not, nor do AWS's own components. Uses are what the rows of the scan hold: what nodes and AWS only read is not among them.",
  respond:
    'Ask the owner of the principal whether the use was meant; if nobody owns it, take its access entry away and look at all it did since.',
  sameAs: [],
  examples: {
    hit: [
      [example(before(weeks)), example({ ...now, ...role('Contractor') })],
      // Denied all the same; a role of the same name in another account; a user.
      [example(before(weeks)), example({ ...now, ...role('Contractor'), code: 403, decision: 'forbid' })],
      [
        example(before(weeks)),
        example({ ...now, extra: { canonicalArn: ['arn:aws:iam::444455556666:role/ClusterAdmin'] } }),
      ],
      [
        example(before(weeks)),
        example({ ...now, user: 'bob', extra: { arn: ['arn:aws:iam::111122223333:user/bob'] } }),
      ],
      // Ninety days and more ago.
      [
        example({ ...before('2025-10-06T22:00:00.000000Z'), ...role('Ops') }),
        example({ ...now, ...role('Ops', 'eve') }),
      ],
      {
        log: [example(before('2026-01-01T00:00:00.000000Z')), example({ ...now, ...role('New') })],
        settings: { learnDays: 3 },
      },
    ],
    miss: [
      [example(before(weeks)), example(now)],
      // Another session of the same role.
      [example({ ...before(weeks), ...role('Ops') }), example({ ...now, ...role('Ops', 'eve') })],
      // Less than two weeks of log; no log before.
      [example(before('2025-12-26T00:00:00.000000Z')), example({ ...now, ...role('Contractor') })],
      [example({ ...now, ...role('Contractor') })],
      // No principal of IAM; AWS's own component from an account of AWS.
      [example(before(weeks)), example({ ...now, user: 'system:serviceaccount:shop:cart', extra: {} })],
      [
        example(before(weeks)),
        example({
          ...now,
          user: 'eks:addon-manager',
          extra: { arn: ['arn:aws:sts::600000000001:assumed-role/Addons/a'] },
        }),
      ],
    ],
  },
})
