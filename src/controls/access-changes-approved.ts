// ACC-01: whoever was let in, given more or shut out by access entry had a ticket and an approval before.
import { judgeApproval } from '../changes/judge-approval.ts'
import { isAccessChange, madeChanges } from '../changes/made.ts'
import { defineControl, latest, over } from '../control.ts'
import { eventsOf } from '../examples/change-events.ts'
import { approvedChange } from '../examples/changes.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { recordsOf } from '../examples/records.ts'
import { attested } from '../facts/attested.ts'
import { authenticationMode } from '../facts/authentication-mode.ts'
import { changeEvents } from '../facts/change-events.ts'
import { clusterTags } from '../facts/cluster-tags.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { recordsRead } from '../facts/records-read.ts'

const principalArn = 'arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2FGuest'
const granted = {
  name: 'AssociateAccessPolicy',
  minute: 30,
  asked: {
    name: 'prod',
    principalArn,
    policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
    accessScope: { type: 'cluster' },
  },
}
const readAt = '2026-01-05T02:00:00Z'
const given = (events: Parameters<typeof eventsOf>[1][], records: Parameters<typeof recordsOf>[0] = []) => ({
  events: [eventsOf(0, ...events), eventsOf(1)],
  records: recordsOf(records, readAt),
  recordsAt: recordsOf([], readAt),
  mode: [describedCluster()],
  tags: [describedCluster()],
})
const { ticket: _, ...unticketed } = approvedChange().record

export default defineControl({
  id: 'ACC-01',
  of: 'cluster',
  title: 'Every change of access entries and policies in the last two days had a ticket and an approval before',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'high',
  needs: {
    events: over(changeEvents, 172_800),
    records: latest(attested('change')),
    recordsAt: latest(recordsRead),
    mode: latest(authenticationMode),
    tags: latest(clusterTags),
  },
  settings: { recordedFirst: true as boolean, ticketTag: 'change-ticket' },
  assess({ events: windows, records, recordsAt, mode, tags }, { settings, subject }) {
    if (mode === 'connected') return ofConnected
    const rules = { recordedFirst: settings.recordedFirst, needsTicket: true }
    const made = madeChanges({ windows, records, recordsRead: recordsAt, arn: subject.id, rules }, isAccessChange)
    const claim = tags[settings.ticketTag]
    return judgeApproval(made, windows, claim && `${settings.ticketTag}=${claim}`)
  },
  limits: 'An event that CloudTrail delivered more than half an hour late is not seen, and no ticket is opened.',
  remedy:
    'Record ticket and approval before access is changed: eks-evidence attest change --file FILE; take back what nobody approved: aws eks disassociate-access-policy or delete-access-entry.',
  sameAs: [],
  examples: {
    pass: [
      given([]),
      given([granted], [approvedChange()]),
      given([{ name: 'UpdateClusterVersion', minute: 1, asked: { name: 'prod' } }]),
      given([{ ...granted, asked: { ...granted.asked, name: 'test' } }]),
    ],
    fail: [
      given([granted]),
      given([granted], [{ record: unticketed }]),
      given([granted], [approvedChange({ approvedBy: 'anna@example.com' })]),
      given([granted], [approvedChange({}, '2026-01-05T00:45:00Z')]),
      given([{ name: 'DeleteAccessEntry', minute: 1, asked: { name: 'prod', principalArn } }]),
      given([{ name: 'CreateAccessEntry', minute: 1, asked: { clusterName: 'prod', principalArn } }]),
    ],
    notApplicable: [{ ...given([]), mode: [connectedCluster()], tags: [connectedCluster()] }],
  },
})
