// AVL-04: a node group can grow when more is asked of it.
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { groupsOf } from '../examples/nodes.ts'
import { nodeScaling } from '../facts/node-scaling.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass } from '../model.ts'

const size = (minSize: number, desiredSize: number, maxSize: number) => ({
  over: { scalingConfig: { minSize, desiredSize, maxSize } },
})

export default defineControl({
  id: 'AVL-04',
  of: 'cluster',
  title: 'Every managed node group has room to grow',
  criteria: ['A1.1'],
  severity: 'low',
  needs: { nodes: latest(nodeScaling) },
  // Names of node groups whose size is fixed on purpose.
  settings: { fixed: [] as string[] },
  assess: ({ nodes }, { settings: { fixed } }) => {
    if (nodes === 'connected') return ofConnected
    if (nodes.length === 0) return notApplicable('there are no managed node groups')
    const growing = nodes.filter(({ name }) => !fixed.includes(name))
    const full = growing.filter(({ desired, most }) => most <= desired)
    if (full.length > 0)
      return fail(full.map(({ name, desired, most }) => `${name} has ${desired} nodes and may have ${most}`).join('; '))
    if (growing.length === 0) return notApplicable('every managed node group is of a fixed size on purpose')
    const aside = growing.length < nodes.length ? `; fixed on purpose: ${nodes.length - growing.length}` : ''
    const said = growing.map(({ name, desired, most }) => `${name} ${desired} of ${most}`).join(', ')
    return pass(`${said}${aside}`)
  },
  limits: 'Load is not read, and nodes outside of managed node groups are not judged.',
  remedy:
    'CLI: aws eks update-nodegroup-config --cluster-name C --nodegroup-name N --scaling-config maxSize=M. IaC: ScalingConfig.MaxSize of AWS::EKS::Nodegroup, ' +
    'scaling_config.max_size in Terraform. Name groups of a fixed size in the setting `fixed`.',
  sameAs: [],
  examples: {
    pass: [
      { nodes: groupsOf(size(1, 3, 6), size(0, 0, 1)) },
      { nodes: groupsOf(size(1, 3, 6), size(3, 3, 3)), with: { settings: { fixed: ['nodes-1'] } } },
    ],
    fail: [{ nodes: groupsOf(size(3, 3, 3)) }, { nodes: groupsOf(size(1, 3, 6), size(1, 6, 6)) }],
    notApplicable: [
      { nodes: groupsOf() },
      { nodes: [connectedCluster()] },
      { nodes: groupsOf(size(3, 3, 3)), with: { settings: { fixed: ['nodes-0'] } } },
    ],
  },
})
