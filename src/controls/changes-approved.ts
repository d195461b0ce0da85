// CHG-01: what was changed in EKS was approved before, by somebody else. Approvals are attested: AWS knows of none.

import { judgeApproval } from '../changes/judge-approval.ts'
import { isAccessChange, madeChanges } from '../changes/made.ts'
import { defineControl, latest, over } from '../control.ts'
import { eventsOf } from '../examples/change-events.ts'
import { approvedChange } from '../examples/changes.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { recordsOf } from '../examples/records.ts'
import { updatesOf } from '../examples/updates.ts'
import { attested } from '../facts/attested.ts'
import { changeEvents } from '../facts/change-events.ts'
import { clusterTags } from '../facts/cluster-tags.ts'
import { eksUpdates } from '../facts/eks-updates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { recordsRead } from '../facts/records-read.ts'

const upgraded = {
  name: 'UpdateClusterVersion',
  minute: 30,
  asked: { name: 'prod', version: '1.34' },
  answered: { update: { id: 'u-1', type: 'VersionUpdate' } },
}
const update = { id: 'u-1', type: 'VersionUpdate', status: 'Successful', createdAt: 1_767_573_000 }
const readAt = '2026-01-05T02:00:00Z'
const given = (
  events: Parameters<typeof eventsOf>[1][],
  records: Parameters<typeof recordsOf>[0],
  updates = [update],
) => ({
  events: [eventsOf(0, ...events), eventsOf(1)],
  updates: updatesOf(...updates),
  records: recordsOf(records, readAt),
  recordsAt: recordsOf([], readAt),
  tags: [describedCluster({ tags: { 'change-ticket': 'CHG-9' } })],
})
const none = given([], [], [])

export default defineControl({
  id: 'CHG-01',
  of: 'cluster',
  title: 'Every change through EKS in the last two days was approved before it was made',
  criteria: ['CC8.1'],
  severity: 'medium',
  needs: {
    events: over(changeEvents, 172_800),
    updates: latest(eksUpdates),
    records: latest(attested('change')),
    recordsAt: latest(recordsRead),
    tags: latest(clusterTags),
  },
  settings: { recordedFirst: true as boolean, ticketTag: 'change-ticket' },
  assess({ events: windows, updates, records, recordsAt, tags }, { settings, subject }) {
    if (updates === 'connected') return ofConnected
    const rules = { recordedFirst: settings.recordedFirst, needsTicket: false }
    const made = madeChanges(
      { windows, records, recordsRead: recordsAt, arn: subject.id, rules },
      (event) => event.service === 'eks' && !isAccessChange(event),
      updates,
    )
    const claim = tags[settings.ticketTag]
    return judgeApproval(made, windows, claim && `${settings.ticketTag}=${claim}`)
  },
  limits: 'An event that CloudTrail delivered more than half an hour late is not seen, and no ticket is opened.',
  remedy:
    'Record the approval before the change is made: eks-evidence attest change --file FILE, with subjects, from, until (at most 14 days later), approvedBy and approvedAt. One that was made without is a deviation: document it.',
  sameAs: [],
  examples: {
    pass: [
      none,
      given([upgraded], [approvedChange()]),
      given([upgraded], [approvedChange({ subjects: ['arn:aws:eks:*:111122223333:cluster/pro*'] })]),
      // One record that holds is enough.
      given([upgraded], [approvedChange({ approvedBy: 'anna@example.com' }), approvedChange()]),
      {
        ...given([upgraded], [approvedChange({}, '2026-01-05T01:00:00Z')]),
        with: { settings: { recordedFirst: false } },
      },
      // Refused, and by AWS itself.
      given([{ ...upgraded, more: { errorCode: 'AccessDenied' } }], [], []),
      given([{ ...upgraded, more: { userIdentity: { type: 'AWSService', invokedBy: 'eks.amazonaws.com' } } }], []),
      // Who may enter is judged by ACC-01.
      given(
        [{ name: 'CreateAccessEntry', minute: 1, asked: { name: 'prod', principalArn: 'arn:aws:iam::1:role/x' } }],
        [],
        [],
      ),
    ],
    fail: [
      given([upgraded], []),
      given([upgraded], [approvedChange({ approvedAt: '2026-01-05T00:31:00Z' })]),
      given([upgraded], [approvedChange({ approvedBy: 'Anna@example.com' })]),
      given([upgraded], [approvedChange({ by: 'cy@example.com', approvedBy: 'anna' })]),
      given([upgraded], [approvedChange({ subjects: ['arn:aws:eks:eu-central-1:111122223333:cluster/test'] })]),
      given([upgraded], [approvedChange({ from: '2026-01-05T00:31:00Z' })]),
      given([upgraded], [approvedChange({ until: '2026-01-05T00:30:00Z' })]),
      given([upgraded], [approvedChange({}, '2026-01-05T01:00:00Z')]),
      given([upgraded], [approvedChange({ subjects: ['*'] })]),
      given([upgraded], [approvedChange({ until: '2026-12-31T00:00:00Z' })]),
      given([{ ...upgraded, name: 'DeleteNodegroup', asked: { name: 'prod', nodegroupName: 'nodes' } }], [], []),
    ],
    notApplicable: [{ ...none, updates: [connectedCluster()], tags: [connectedCluster()] }],
  },
})
