// IAM-11: what runs on a node does not get the node's credentials from the instance metadata.
import { some } from '../answers/some.ts'
import { defineControl, latest } from '../control.ts'
import { answered, connectedCluster } from '../examples/example.ts'
import { instancesOf, templatesOf } from '../examples/nodes.ts'
import { clusterNodes, type Node } from '../facts/cluster-nodes.ts'
import { type MetadataDefaults, metadataDefaults } from '../facts/instance-defaults.ts'
import { type NodegroupTemplate, nodegroupTemplates } from '../facts/nodegroup-templates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const byAccount = (AccountLevel: Record<string, unknown>) => [
  answered('ec2:GetInstanceMetadataDefaults', {}, { AccountLevel: { ManagedBy: 'account', ...AccountLevel } }),
]
const none = byAccount({})
const options = (HttpTokens: string, HttpPutResponseHopLimit: number, HttpEndpoint = 'enabled') => ({
  MetadataOptions: { State: 'applied', HttpEndpoint, HttpTokens, HttpPutResponseHopLimit },
})
const group = { group: 'nodes-0' }

export default defineControl({
  id: 'IAM-11',
  of: 'cluster',
  title: 'Nodes answer metadata to IMDSv2 alone, and not to pods',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'high',
  needs: { nodes: latest(clusterNodes), groups: latest(nodegroupTemplates), byDefault: latest(metadataDefaults) },
  // Network hops that an answer may travel: pods that are not on the host's network are the second.
  settings: { hops: 1 },
  assess: ({ nodes, groups, byDefault }, { settings: { hops: most } }) => {
    if (groups === 'connected') return ofConnected
    const running = nodes.map((node) => ({ node, faults: faultsOf(node.metadata, most) }))
    const open = running.filter(({ faults }) => faults.length > 0)
    const empty = groups.filter(({ name }) => !nodes.some(({ group }) => group === name))
    const next = empty.map((one) => ({ name: one.name, ...inFuture(one, byDefault, most) }))
    const bad = next.filter(({ faults }) => faults.length > 0)
    if (open.length + bad.length > 0) {
      const said = open.map(({ node, faults }) => `${called(node)}: ${faults.join(' and ')}`)
      return fail(
        [
          ...(open.length > 0 ? [`${open.length} of ${nodes.length} nodes: ${some(said, 3)}`] : []),
          ...bad.map(({ name, faults }) => `${name} has no node, and its launch template has ${faults.join(' and ')}`),
        ].join('; '),
      )
    }
    const unclear = next.find(({ why }) => why)
    if (unclear) return unknown(`${unclear.name} has no node: ${unclear.why}`)
    if (nodes.length + empty.length === 0)
      return notApplicable('no EC2 instance and no managed node group is of this cluster')
    const auto = nodes.filter((node) => node.auto).length
    const told = `${nodes.length} nodes${auto > 0 ? `, ${auto} of them of EKS Auto Mode` : ''}`
    return pass(`${told} and ${empty.length} groups without a node require IMDSv2, hop limit at most ${most}`)
  },
  remedy:
    'CLI, running nodes: aws ec2 modify-instance-metadata-options --instance-id ID --http-tokens required --http-put-response-hop-limit 1. ' +
    'IaC: MetadataOptions { HttpTokens: required, HttpPutResponseHopLimit: 1 } in the launch template, metadataOptions in an EC2NodeClass of ' +
    'Karpenter; then update the node group. Give pods their own roles first (EKS Pod Identity).',
  sameAs: ['Security Hub EC2.8 and EC2.170', 'AWS Config ec2-imdsv2-check', 'Prowler ec2_instance_imdsv2_enabled'],
  examples: {
    pass: [
      { nodes: instancesOf(group, {}), groups: templatesOf({}), byDefault: none },
      { nodes: instancesOf({ over: options('optional', 2, 'disabled') }), groups: templatesOf(), byDefault: none },
      { nodes: instancesOf(), groups: templatesOf({ template: options('required', 1) }), byDefault: none },
      {
        nodes: instancesOf(),
        groups: templatesOf({ template: { MetadataOptions: { HttpTokens: 'required' } } }),
        byDefault: byAccount({ HttpPutResponseHopLimit: 1 }),
      },
      {
        nodes: instancesOf({ ...group, over: options('required', 2) }),
        groups: templatesOf({}),
        byDefault: none,
        with: { settings: { hops: 2 } },
      },
    ],
    fail: [
      { nodes: instancesOf({}, { over: options('optional', 1) }), groups: templatesOf(), byDefault: none },
      { nodes: instancesOf({ over: options('required', 2) }), groups: templatesOf(), byDefault: none },
      {
        nodes: instancesOf({ tags: { 'eks:eks-cluster-name': 'prod' }, over: options('required', 2) }),
        groups: templatesOf(),
        byDefault: none,
      },
      { nodes: instancesOf(), groups: templatesOf({ template: options('optional', 1) }), byDefault: none },
      {
        nodes: instancesOf(group),
        groups: templatesOf({}, { template: {} }),
        byDefault: byAccount({ HttpTokens: 'optional', HttpPutResponseHopLimit: 2 }),
      },
    ],
    notApplicable: [
      { nodes: instancesOf(), groups: [connectedCluster()], byDefault: none },
      { nodes: instancesOf(), groups: templatesOf(), byDefault: none },
    ],
  },
})

const called = ({ id, group }: Node): string => (group ? `${id} of ${group}` : id)

const faultsOf = ({ on, tokenRequired, hops }: Node['metadata'], most: number): string[] =>
  on ? [...(tokenRequired ? [] : ['IMDSv1']), ...(hops > most ? [`hop limit ${hops}`] : [])] : []

// What the template leaves open the account's default decides, and what that leaves open the image: nobody has read it.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
const inFuture = ({ template }: NodegroupTemplate, byDefault: MetadataDefaults, most: number) => {
  if (template === 'gone') return { faults: [], why: 'its launch template is gone' }
  if (template === 'own') return { faults: [], why: 'EKS decides when one starts, for it has no launch template' }
  if (!template.metadata.on) return { faults: [], why: '' }
  const required = template.metadata.tokenRequired ?? byDefault.tokenRequired
  const hops = template.metadata.hops ?? byDefault.hops
  const faults = faultsOf({ on: true, tokenRequired: required ?? true, hops: hops ?? 1 }, most)
  const open = [...(required === null ? ['HttpTokens'] : []), ...(hops === null ? ['HttpPutResponseHopLimit'] : [])]
  return { faults, why: open.length > 0 ? `neither its launch template nor the region sets ${open.join(' or ')}` : '' }
}
