// AVL-05: what fails is replaced or left aside without anybody awake: nodes by repair, a zone by zonal shift.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { groupsOf } from '../examples/nodes.ts'
import { nodeScaling } from '../facts/node-scaling.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { zonalShift } from '../facts/zonal-shift.ts'
import { fail, notApplicable, pass } from '../model.ts'

const zone = (enabled?: boolean) => [describedCluster(enabled === undefined ? {} : { zonalShiftConfig: { enabled } })]
const unrepaired = { over: { nodeRepairConfig: { enabled: false } } }

export default defineControl({
  id: 'AVL-05',
  of: 'cluster',
  title: 'Broken nodes are repaired, and zones that fail can be left',
  criteria: ['A1.2'],
  severity: 'low',
  needs: { nodes: latest(nodeScaling), zones: latest(zonalShift) },
  settings: { repair: true as boolean, zonalShift: true as boolean },
  assess: ({ nodes, zones }, { settings }) => {
    if (nodes === 'connected' || zones === 'connected') return ofConnected
    if (!settings.repair && !settings.zonalShift)
      return notApplicable('the settings require neither repair nor zonal shift')
    const broken = settings.repair ? nodes.filter(({ repaired }) => !repaired).map(({ name }) => name) : []
    const faults = [
      ...(broken.length > 0 ? [`node repair is off in ${broken.join(', ')}`] : []),
      ...(settings.zonalShift && !zones.shifts ? ['zonal shift is off'] : []),
    ]
    if (faults.length > 0) return fail(faults.join('; '))
    if (!settings.zonalShift && nodes.length === 0) return notApplicable('there are no managed node groups to repair')
    const on = [
      ...(settings.repair ? [`node repair is on in all ${nodes.length} managed node groups`] : []),
      ...(settings.zonalShift ? ['zonal shift is on'] : []),
    ]
    return pass(on.join('; '))
  },
  limits: 'Nodes outside of managed node groups are not judged.',
  remedy:
    'CLI: aws eks update-nodegroup-config --cluster-name C --nodegroup-name N --node-repair-config enabled=true; aws eks update-cluster-config --name C ' +
    '--zonal-shift-config enabled=true. IaC: NodeRepairConfig of AWS::EKS::Nodegroup, ZonalShiftConfig of AWS::EKS::Cluster; node_repair_config and ' +
    'zonal_shift_config in Terraform. What is not required of your clusters is set in `repair` and `zonalShift`.',
  sameAs: [],
  examples: {
    pass: [
      { nodes: groupsOf({}, {}), zones: zone(true) },
      { nodes: groupsOf(), zones: zone(true) },
      { nodes: groupsOf(unrepaired), zones: zone(true), with: { settings: { repair: false } } },
      { nodes: groupsOf({}), zones: zone(false), with: { settings: { zonalShift: false } } },
    ],
    fail: [
      { nodes: groupsOf({}, unrepaired), zones: zone(true) },
      { nodes: groupsOf({}), zones: zone(false) },
      { nodes: groupsOf({}), zones: zone() },
    ],
    notApplicable: [
      { nodes: [connectedCluster()], zones: [connectedCluster()] },
      { nodes: groupsOf({}), zones: zone(false), with: { settings: { repair: false, zonalShift: false } } },
      { nodes: groupsOf(), zones: zone(false), with: { settings: { zonalShift: false } } },
    ],
  },
})
