// NET-06: what goes over a cluster's network is recorded, and the record arrives.

import { some } from '../answers/some.ts'
import { accountOf } from '../arn.ts'
import { visible } from '../audit-log/visible.ts'
import { defineControl, latest } from '../control.ts'
import { answered, connectedCluster } from '../examples/example.ts'
import { inSubnets, placedCluster, vpc, vpcsOf } from '../examples/network.ts'
import { allOf, clusterSubnets } from '../facts/cluster-subnets.ts'
import { type FlowLog, flowLogs } from '../facts/flow-logs.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { vpcs } from '../facts/vpcs.ts'
import { fail, pass, unknown } from '../model.ts'

const format = (...fields: string[]) => fields.map((field) => `\${${field}}`).join(' ')
const logged = (...logs: object[]) => ({
  used: placedCluster({ nodegroups: { apps: inSubnets } }),
  vpcs: [vpcsOf()],
  logs: [
    answered(
      'ec2:DescribeFlowLogs',
      { MaxResults: 1_000 },
      {
        FlowLogs: logs.map((over, at) => ({
          FlowLogId: `fl-0a1b2c3${at}`,
          ResourceId: vpc,
          FlowLogStatus: 'ACTIVE',
          TrafficType: 'ALL',
          DeliverLogsStatus: 'SUCCESS',
          LogDestinationType: 's3',
          LogFormat: format('version', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'start', 'action'),
          ...over,
        })),
      },
    ),
  ],
})
const [a, b] = inSubnets

export default defineControl({
  id: 'NET-06',
  of: 'cluster',
  title: "Flow logs record the traffic of the cluster's VPC",
  criteria: ['CC7.2'],
  severity: 'medium',
  needs: { used: latest(clusterSubnets), vpcs: latest(vpcs), logs: latest(flowLogs) },
  // What must be recorded: ALL, or ACCEPT or REJECT alone.
  settings: { traffic: 'ALL' },
  assess({ used, vpcs: shown, logs }, { settings, subject }) {
    if (used === 'connected') return ofConnected
    const wanted = settings.traffic === 'ALL' ? ['ACCEPT', 'REJECT'] : [settings.traffic]
    const ids = allOf(used)
    const covered = (likely: boolean) => (resource: string) =>
      wanted.every((one) => records(logs, resource, one, likely))
    const [sure, likely] = [covered(false), covered(true)]
    if (sure(used.vpc)) return pass(`flow logs of ${used.vpc} record ${settings.traffic} and are delivered`)
    const onSubnets = ids.length > 0 && ids.every((id) => sure(used.vpc) || sure(id))
    if (onSubnets)
      return pass(`flow logs of each of ${ids.length} subnets record ${settings.traffic} and are delivered`)
    if (ids.every((id) => likely(used.vpc) || likely(id)))
      return unknown('a flow log says no delivery status, traffic type or format yet')
    // Whose subnets are shared sees nothing of the flow logs that their owner keeps.
    const owner = shown[used.vpc]?.owner
    if (!owner) return unknown(`${used.vpc} is not shown to this account`)
    if (owner !== accountOf(subject.id))
      return unknown(`${used.vpc} is of ${owner}, whose flow logs nobody else is shown`)
    const faults = logs.filter(({ resource }) => resource === used.vpc || ids.includes(resource)).map(faultOf)
    return fail(
      `${used.vpc} has no flow log that records ${settings.traffic}${faults.length > 0 ? `: ${some(faults, 3)}` : ''}`,
    )
  },
  limits: 'What the flow logs say is not read.',
  remedy:
    'Run aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC --traffic-type ALL --log-destination-type s3 --log-destination arn:aws:s3:::BUCKET, with a --log-format of your own only if it names both addresses, the port and the action; where delivery fails, let the bucket or the role in. In CloudFormation AWS::EC2::FlowLog, in Terraform aws_flow_log.',
  sameAs: ['Security Hub EC2.6', 'AWS Config vpc-flow-logs-enabled', 'Prowler vpc_flow_logs_enabled'],
  examples: {
    pass: [
      logged({}),
      logged({ ResourceId: a }, { ResourceId: b }),
      logged({ TrafficType: 'ACCEPT' }, { TrafficType: 'REJECT' }),
      { ...logged({ TrafficType: 'REJECT' }), with: { settings: { traffic: 'REJECT' } } },
      { ...logged({}), vpcs: [vpcsOf({ OwnerId: '444455556666' })] },
    ],
    fail: [
      logged(),
      logged({ TrafficType: 'REJECT' }),
      logged({ ResourceId: a }),
      logged({ ResourceId: 'vpc-0f3d2c1b' }),
      logged({ DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: 'Access error' }),
      logged({ FlowLogStatus: 'INACTIVE' }),
      // A format of one's own that says nothing.
      logged({ LogFormat: format('version', 'start') }),
    ],
    notApplicable: [{ ...logged(), used: [connectedCluster()] }],
  },
})

/** `likely`: what a log does not say of itself yet counts for it. */
const records = (logs: FlowLog[], resource: string, traffic: string, likely: boolean): boolean =>
  logs.some(
    (log) =>
      log.resource === resource &&
      log.active &&
      (log.delivered ?? likely) &&
      (log.lacks === null ? likely : log.lacks.length === 0) &&
      (log.traffic === null ? likely : log.traffic === 'ALL' || log.traffic === traffic),
  )

const faultOf = ({ id, resource, active, traffic, delivered, error, lacks }: FlowLog): string => {
  if (!active) return `${id} is not active`
  if (delivered === false) return `${id} is not delivered (${visible(error ?? 'no reason given', 60)})`
  if (lacks && lacks.length > 0) return `${id} of ${resource} records no ${lacks.join(', ')}`
  return `${id} of ${resource} records ${traffic}`
}
