// LOG-04: how long the logs of a cluster are kept.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { controlPlaneGroup, groupsOf, insightsGroup } from '../examples/logs.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { logGroups } from '../facts/log-groups.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass } from '../model.ts'

const logging = [describedCluster()]
const kept = (retentionInDays?: number) => ({
  name: controlPlaneGroup,
  ...(retentionInDays !== undefined && { retentionInDays }),
})

export default defineControl({
  id: 'LOG-04',
  of: 'cluster',
  title: 'Logs of the control plane and of containers are kept for a year',
  criteria: ['CC7.2'],
  severity: 'medium',
  needs: { groups: latest(logGroups), logging: latest(controlPlaneLogging) },
  settings: { days: 365 },
  assess({ groups, logging: mode }, { settings: { days } }) {
    if (mode === 'connected') return ofConnected
    if (!groups.some(({ kind }) => kind === 'control-plane'))
      return notApplicable('there is no log group of the control plane, so none expires: LOG-01 judges that')
    const short = groups.filter(({ retentionInDays }) => retentionInDays !== null && retentionInDays < days)
    if (short.length > 0)
      return fail(
        `kept for less than ${days} days: ${short.map((one) => `${one.name} ${one.retentionInDays}`).join(', ')}`,
      )
    const said = groups.map(({ kind, retentionInDays }) => `${kind} ${retentionInDays ?? 'never expires'}`)
    return pass(`days kept: ${said.join(', ')}`)
  },
  remedy:
    'Set the retention: aws logs put-retention-policy --log-group-name NAME --retention-in-days 365, or retention_in_days (Terraform) and RetentionInDays (CloudFormation) where the group is made there.',
  sameAs: ['Prowler cloudwatch_log_group_retention_policy_specific_days_enabled'],
  examples: {
    pass: [
      { groups: groupsOf(kept()), logging },
      { groups: groupsOf(kept(365)), logging },
      { groups: groupsOf(kept(400), { name: insightsGroup('host'), retentionInDays: 731 }), logging },
      // Another cluster's, and metrics.
      {
        groups: groupsOf(
          kept(),
          { name: '/aws/eks/dev/cluster', retentionInDays: 7 },
          { name: insightsGroup('performance'), retentionInDays: 7 },
        ),
        logging,
      },
    ],
    fail: [
      { groups: groupsOf(kept(364)), logging },
      { groups: groupsOf(kept(), { name: insightsGroup('application'), retentionInDays: 30 }), logging },
    ],
    notApplicable: [
      { groups: groupsOf({ name: '/aws/eks/prod-2/cluster' }), logging },
      { groups: groupsOf(), logging: [connectedCluster()] },
    ],
  },
})
