// ACC-03: who may enter and never does need not be let in.
import { some } from '../answers/some.ts'
import { principalKey } from '../audit-log/activity/uses.ts'
import type { Seen } from '../audit-log/seen.ts'
import { plus } from '../clock.ts'
import { defineControl, latest, type Tally, tally } from '../control.ts'
import { accessOf, role } from '../examples/access.ts'
import { auditHour } from '../examples/audit-window.ts'
import { connectedCluster } from '../examples/example.ts'
import { accessUses } from '../facts/audit-log-activity.ts'
import { datedAccessEntries } from '../facts/dated-access-entries.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, type Instant, notApplicable, pass, unknown } from '../model.ts'

// The requests of examples are those of ClusterAdmin unless said otherwise; entries are made in April 2025.
const used = { verb: 'get', resource: 'pods' }
const admin = { principal: role('ClusterAdmin') }
const pathed = { principal: role('teams/platform/ClusterAdmin') }
const idle = { principal: role('Contractor') }
const entriesOf = (...given: Parameters<typeof accessOf>) =>
  accessOf(...given).filter(({ action }) => action !== 'eks:ListAssociatedAccessPolicies')
const hours = [auditHour(0, used), auditHour(1)]
const soon = { settings: { days: 0.08 } } // not two hours: so short that an example covers it

export default defineControl({
  id: 'ACC-03',
  of: 'cluster',
  title: 'No access entry went unused for 90 days',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'medium',
  needs: { uses: tally(accessUses), entries: latest(datedAccessEntries) },
  settings: { days: 90 },
  assess({ uses, entries }, { settings: { days } }) {
    if (entries === 'connected') return ofConnected
    if (entries === 'none') return notApplicable('authenticationMode is CONFIG_MAP: there are no access entries')
    const judged = entries.filter(({ type, principal }) => type === 'STANDARD' && !isServiceLinked(principal))
    if (judged.length === 0) return notApplicable('all access entries are of nodes or of AWS services')
    const since = plus(uses.to, -days * 86_400)
    const unused = judged.filter(({ principal, createdAt }) => {
      const last = uses.value.items[principalKey(principal)]?.at
      return createdAt < since && (last === undefined || last < since)
    })
    const beside = `${judged.length} access entries, ${entries.length - judged.length} of nodes and AWS services beside`
    const names = some(unused.map(({ principal }) => principal))
    if (unused.length === 0) return pass(`each used or made within ${days} days: ${beside}`)
    const open = whyOpen(uses, since)
    if (open) return unknown(`${open}; no use seen of ${names}`)
    return fail(`${unused.length} of ${beside}: no request in ${days} days by ${names}`)
  },
  limits: 'A use is a request in the audit log: one that EKS did not deliver there does not count.',
  remedy: 'Delete what nobody uses: aws eks delete-access-entry --cluster-name NAME --principal-arn ARN.',
  sameAs: [],
  examples: {
    pass: [
      { uses: hours, entries: entriesOf('API', admin) },
      { uses: hours, entries: entriesOf('API_AND_CONFIG_MAP', pathed), with: soon },
      { uses: hours, entries: entriesOf('API', idle), with: { settings: { days: 400 } } },
    ],
    fail: [
      { uses: [...hours, auditHour(2)], entries: entriesOf('API', admin), with: soon },
      { uses: hours, entries: entriesOf('API', admin, idle), with: soon },
      { uses: [auditHour(0), auditHour(1)], entries: entriesOf('API', idle), with: soon },
    ],
    notApplicable: [
      { uses: hours, entries: entriesOf('CONFIG_MAP') },
      { uses: hours, entries: [connectedCluster()] },
      {
        uses: hours,
        entries: entriesOf('API', {
          principal: role('aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS'),
        }),
      },
    ],
  },
})

// The log has to be read without a hole from `since` on: whoever is not in it then was not there.
const whyOpen = ({ value, from, unread }: Tally<Seen<object>>, since: Instant): string | undefined => {
  if (from > since) return `the log is read from ${from} on, which is not as long ago as asked`
  const hole = unread.find(({ end }) => end > since)
  if (hole) return `the log was not read from ${hole.start} to ${hole.end}`
  return value.cut !== null && value.cut >= since ? 'more principals came than are carried along' : undefined
}

const isServiceLinked = (principal: string): boolean => /:role\/aws-service-role\//.test(principal)
