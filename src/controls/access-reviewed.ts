// ACC-02: who may enter the cluster was reviewed in time, all of them, and what was revoked is gone.
import { held, reviewsOf } from '../attested/access-review.ts'
import { attestersOf, spokenOf } from '../attested/spoken.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { accessOf, role } from '../examples/access.ts'
import { attestedOf } from '../examples/attested.ts'
import { connectedCluster, subjects } from '../examples/example.ts'
import { attested } from '../facts/attested.ts'
import { datedAccessEntries } from '../facts/dated-access-entries.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass } from '../model.ts'

const { id: prod } = subjects.cluster
const decided = (principal: string, decision: 'keep' | 'revoke' = 'keep', reviewedBy?: string) => ({
  subject: prod,
  principal,
  decision,
  ...(reviewedBy && { reviewedBy }),
})
const review = {
  kind: 'access-review' as const,
  reviewedBy: 'Ravi Reviewer',
  subjects: [prod],
  until: '2025-11-01T00:00:00Z',
  entries: [decided(role('Admin')), decided(role('Gone'), 'revoke')],
}
const access = (...given: Parameters<typeof accessOf>) =>
  accessOf(...given).filter(({ action }) => action !== 'eks:ListAssociatedAccessPolicies')
const admin = access('API', { principal: role('Admin') })
const reviewed = (over: object = {}) => attestedOf([{ ...review, ...over }])

export default defineControl({
  id: 'ACC-02',
  of: 'cluster',
  title: 'Access to the cluster was reviewed in time, entry by entry, and what was revoked is gone',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'medium',
  needs: { access: latest(datedAccessEntries), reviews: latest(attested('access-review')) },
  settings: { days: 90, removedWithin: 14 },
  assess: ({ access: all, reviews }, { asOf, settings, subject }) => {
    if (all === 'connected') return ofConnected
    if (all === 'none') return notApplicable('authenticationMode is CONFIG_MAP: there are no access entries')
    const access = all.filter(({ type }) => type === 'STANDARD')
    const own = reviewsOf(reviews, subject.id)
    const [newest] = own
    if (!newest) return fail('no access review of this cluster is attested that says all it must')
    const { until, record, putAt } = newest
    const { days, removedWithin } = settings
    const { faults: wrong, pending } = held(access, own, subject.id, { asOf, removedWithin })
    const faults = [
      ...(seconds(record.performedAt) > seconds(putAt) ? [`it was put before it was done, at ${putAt}`] : []),
      ...(seconds(until) > seconds(record.performedAt)
        ? [`it is of a list as of ${until}, which was not drawn up yet`]
        : []),
      ...(seconds(until) + days * 86_400 <= seconds(asOf)
        ? [`its list, as of ${until}, is older than ${days} days`]
        : []),
      ...wrong,
    ]
    if (faults.length > 0) return fail(`${newest.key}: ${faults.join('; ')}`)
    const newer = access.filter(({ createdAt }) => seconds(createdAt) > seconds(until)).length
    const changed = access.filter(({ modifiedAt }) => seconds(modifiedAt) > seconds(until)).length - newer
    const decided = `decided on all ${access.length - newer} entries as of ${until} that are there now; ${changed} of them were changed since, ${newer} are newer`
    return pass(
      [`attested, not read from AWS: ${spokenOf(newest)}`, decided, ...pending, attestersOf([newest])].join('; '),
    )
  },
  limits: 'What a reviewer looked at is attested, and who stands behind a role is not seen.',
  remedy:
    'List the access entries (aws eks list-access-entries), have somebody who is none of them decide on each, delete what is revoked (aws eks delete-access-entry), and attest it: npx eks-evidence attest access-review --file review.json.',
  sameAs: [],
  examples: {
    pass: [
      { access: admin, reviews: reviewed() },
      { access: admin, reviews: reviewed({ subjects: ['arn:aws:eks:*:111122223333:cluster/*'] }) },
      {
        access: admin,
        reviews: attestedOf([review, { ...review, until: '2025-08-01T00:00:00Z', entries: [decided('x')] }]),
      },
      // Made after the list was drawn up: the next review's.
      {
        access: admin,
        reviews: reviewed({ until: '2025-04-01T00:00:00Z', entries: [decided(role('Gone'), 'revoke')] }),
        with: { settings: { days: 300 } },
      },
      { access: access('API'), reviews: reviewed() },
    ],
    fail: [
      { access: admin, reviews: attestedOf([]) },
      { access: admin, reviews: reviewed({ subjects: [`${prod}-2`] }) },
      { access: admin, reviews: reviewed({ until: '2025-10-01T00:00:00Z' }) },
      { access: admin, reviews: reviewed({ entries: [decided(role('Other'))] }) },
      { access: admin, reviews: reviewed({ entries: [{ ...decided(role('Admin')), subject: `${prod}-2` }] }) },
      { access: admin, reviews: reviewed({ entries: [decided(role('Admin'), 'revoke')] }) },
      { access: admin, reviews: reviewed({ reviewedBy: role('Admin') }) },
      { access: admin, reviews: reviewed({ entries: [decided(role('Admin'), 'keep', 'admin')] }) },
      { access: admin, reviews: reviewed({ until: '2025-11-04T00:00:00Z' }) },
      { access: admin, reviews: reviewed({ performedAt: '2025-12-01T00:00:00Z' }) },
      // Deleted as decided, and made again.
      {
        access: admin,
        reviews: reviewed({ until: '2025-04-01T00:00:00Z', entries: [decided(role('Admin'), 'revoke')] }),
        with: { settings: { days: 300 } },
      },
      { access: admin, reviews: attestedOf([{ kind: 'access-review', subjects: [prod], until: review.until }]) },
    ],
    notApplicable: [
      { access: accessOf('CONFIG_MAP'), reviews: reviewed() },
      { access: [connectedCluster()], reviews: reviewed() },
    ],
  },
})
