// ACC-02: who may enter the cluster was reviewed in time, all of them, and what was revoked is gone.
import { arnPattern } from '../arn-pattern.ts'
import { instant, seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { accessOf, role } from '../examples/access.ts'
import { attestedOf } from '../examples/attested.ts'
import { connectedCluster, subjects } from '../examples/example.ts'
import { type Attested, attested } from '../facts/attested.ts'
import { type DatedEntry, datedAccessEntries } from '../facts/dated-access-entries.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, type Instant, notApplicable, pass } from '../model.ts'

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
  assess: ({ access, reviews }, { asOf, settings, subject }) => {
    if (access === 'connected') return ofConnected
    if (access === 'none') return notApplicable('authenticationMode is CONFIG_MAP: there are no access entries')
    const [newest] = reviews
      .filter(({ record }) => record.subjects?.some((one) => arnPattern(one)(subject.id)))
      .sort(byCutOff)
    if (!newest) return fail('no access review of this cluster is attested')
    const { until = '', performedAt, attestedBy } = newest.record
    const said = `the review of ${performedAt.slice(0, 10)}, as of ${until}`
    const faults = [
      ...(seconds(performedAt) > seconds(newest.putAt) ? [`${said} was put before it was done`] : []),
      ...(seconds(until) > seconds(performedAt) ? [`${said} is of a list that was not drawn up yet`] : []),
      ...(seconds(until) + settings.days * 86_400 <= seconds(asOf)
        ? [`${said} is older than ${settings.days} days`]
        : []),
      ...wrong(access, newest, subject.id, instant(seconds(asOf) - settings.removedWithin * 86_400)),
    ]
    if (faults.length > 0) return fail(faults.join('; '))
    const since = access.filter(({ createdAt }) => seconds(createdAt) > seconds(until)).length
    return pass(
      `${said}, decided on all ${access.length - since} entries of then that are there now; ${since} are newer; attested by ${attestedBy}, not read from AWS`,
    )
  },
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

const byCutOff = (a: Attested, b: Attested): number => seconds(b.record.until ?? '') - seconds(a.record.until ?? '')

// Held against the entries of now that were there when the list was drawn up: what was deleted since needs no decision.
const wrong = (access: DatedEntry[], { record }: Attested, cluster: string, long: Instant): string[] => {
  const { until = '', performedAt, reviewedBy } = record
  // Of two decisions on one principal the stricter counts.
  const own = (record.entries ?? []).filter((one) => one.subject === cluster)
  const decisions = new Map(
    own.toSorted((a, b) => (a.decision < b.decision ? -1 : 1)).map((one) => [one.principal, one]),
  )
  return access.flatMap(({ principal, createdAt }) => {
    const decision = decisions.get(principal)
    const isOlder = seconds(createdAt) <= seconds(until)
    if (!decision) return isOlder ? [`it leaves out ${principal}, which is there since ${createdAt}`] : []
    const reviewer = decision.reviewedBy ?? reviewedBy
    return [
      ...(reviewer ? [] : [`nobody is named who decided on ${principal}`]),
      ...(reviewer && isSame(reviewer, principal) ? [`${principal} was reviewed by itself`] : []),
      ...(decision.decision === 'revoke' && !isOlder
        ? [`${principal} was revoked, and let in again on ${createdAt}`]
        : []),
      ...(decision.decision === 'revoke' && isOlder && seconds(performedAt) <= seconds(long)
        ? [`${principal} was revoked on ${performedAt.slice(0, 10)} and is still there`]
        : []),
    ]
  })
}

// By the whole name, or by what an ARN ends with.
const isSame = (reviewer: string, principal: string): boolean => {
  const last = (name: string): string => (name.split(/[/:]/).at(-1) ?? '').toLowerCase()
  return reviewer === principal || last(reviewer) === last(principal)
}
