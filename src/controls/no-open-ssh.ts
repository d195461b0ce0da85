// IAM-12: the SSH port of nodes is not open to the internet, whoever opened it.
import { readRange } from '../answers/cidr.ts'
import { some } from '../answers/some.ts'
import { openToWorld, portsOf } from '../answers/world-ingress.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { ingressOf, prefixListOf } from '../examples/ingress.ts'
import { groupsOf, instancesOf, templatesOf } from '../examples/nodes.ts'
import { clusterNodes } from '../facts/cluster-nodes.ts'
import { nodeRemoteAccess } from '../facts/node-remote-access.ts'
import { nodegroupTemplates } from '../facts/nodegroup-templates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { type Ingress, securityGroups } from '../facts/security-groups.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const group = 'sg-01c84d09d70f39a7f'
const open = (ranges: string[], port = 22) => [ingressOf({ [group]: ranges }, {}, port)]
const closed = open([])
const withSsh = (sourceSecurityGroups: string[] | null) => ({
  over: {
    remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroups },
    resources: { remoteAccessSecurityGroup: 'sg-0aa11bb22cc33dd44' },
  },
})
const empty = { groups: groupsOf(), templates: templatesOf(), nodes: instancesOf() }
const grouped = (...of: Parameters<typeof groupsOf>) => ({
  ...empty,
  groups: groupsOf(...of),
  templates: templatesOf(...of),
})
const template = { template: { KeyName: 'ops', SecurityGroupIds: [group] } }

export default defineControl({
  id: 'IAM-12',
  of: 'cluster',
  title: 'No security group of a node opens SSH to the internet',
  criteria: ['CC6.1', 'CC6.6'],
  severity: 'high',
  needs: {
    groups: latest(nodeRemoteAccess),
    templates: latest(nodegroupTemplates),
    nodes: latest(clusterNodes),
    ingress: latest(securityGroups),
  },
  settings: {},
  assess: ({ groups, templates, nodes, ingress }) => {
    if (groups === 'connected' || templates === 'connected') return ofConnected
    // With a key and no source groups EKS opens the port to 0.0.0.0/0 (RemoteAccessConfig in the EKS API reference).
    const bare = groups.filter(({ key, from }) => key !== null && from.length === 0)
    const empty = templates.filter(({ name }) => !nodes.some((node) => node.group === name))
    // A node's own groups say what reaches it; of a group without a node only its template can.
    const placed = [
      ...nodes.flatMap(({ id, key, securityGroups }) => securityGroups.map((sg) => ({ sg, of: id, key }))),
      ...empty.flatMap(({ name, template: of }) =>
        typeof of === 'string' ? [] : of.securityGroups.map((sg) => ({ sg, of: name, key: of.key })),
      ),
    ]
    const opened = new Map(
      [...new Set(placed.map(({ sg }) => sg))].map((sg) => [sg, openToWorld(sshRules(sg, ingress), everybody)]),
    )
    const reached = placed.filter(({ sg }) => (opened.get(sg) ?? []).length > 0)
    if (bare.length + reached.length > 0) {
      const said = reached.map(({ sg, of, key }) => {
        const [rule] = opened.get(sg) ?? []
        return `${of} by ${sg}: ${rule ? `${portsOf(rule)} to ${some(rule.ranges, 2)}` : ''}, ${key ? `key ${key}` : 'no key pair'}`
      })
      return fail(some([...bare.map(({ name, key }) => `${name} is open to everybody with key ${key}`), ...said], 4))
    }
    const hidden = [...opened.keys()].filter((sg) => !ingress[sg]).sort()
    if (hidden.length > 0) return unknown(`${some(hidden)} not shown to this account`)
    const rules = [...opened.keys()].flatMap((sg) => sshRules(sg, ingress))
    const unread = rules.flatMap(({ unread }) => unread)
    if (unread.length > 0) return unknown(`prefix lists that were not read: ${some([...new Set(unread)].sort(), 3)}`)
    const odd = rules.flatMap(({ ranges }) => ranges).filter((range) => !readRange(range))
    if (odd.length > 0) return unknown(`a range that cannot be read among ${some(odd, 3)}`)
    const own = empty.filter((one) => one.template === 'own')
    const aside =
      empty.length > own.length
        ? `; without a node: ${some(empty.filter((one) => one.template !== 'own').map(({ name }) => name))}`
        : ''
    if (nodes.length + own.length === 0) return notApplicable(`no node runs${aside}`)
    return pass(
      `none of ${opened.size} security groups of ${nodes.length} nodes opens SSH to everybody, nor do ${own.length} groups by remoteAccess${aside}`,
    )
  },
  remedy:
    'Run aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 22 --cidr 0.0.0.0/0. A node group with ec2SshKey and without ' +
    'sourceSecurityGroups is created again without the key. Use Session Manager instead of SSH.',
  sameAs: [
    'Security Hub EC2.13 (any security group)',
    'AWS Config restricted-ssh',
    'Prowler ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22',
  ],
  examples: {
    pass: [
      { ...grouped({}), ingress: closed },
      { ...grouped(withSsh(['sg-0123456789abcdef0'])), ingress: closed },
      { ...empty, nodes: instancesOf({ over: { KeyName: 'ops' } }), ingress: open(['10.0.0.0/8', '203.0.113.0/24']) },
      { ...empty, nodes: instancesOf({}), ingress: open(['0.0.0.0/0'], 443) },
      { ...grouped(template), nodes: instancesOf({ group: 'nodes-0' }), ingress: closed },
    ],
    fail: [
      { ...grouped(withSsh([])), ingress: closed },
      { ...grouped(withSsh(null)), ingress: closed },
      { ...grouped(withSsh(['sg-0123456789abcdef0']), withSsh([])), ingress: closed },
      { ...grouped(template), ingress: open(['0.0.0.0/0']) },
      { ...empty, nodes: instancesOf({}), ingress: open(['::/0']) },
      { ...empty, nodes: instancesOf({}), ingress: open(['0.0.0.0/1', '128.0.0.0/1']) },
      {
        ...empty,
        nodes: instancesOf({}),
        ingress: [ingressOf({ [group]: [] }, { [group]: ['pl-0a1b'] }, 22), prefixListOf('pl-0a1b', ['0.0.0.0/0'])],
      },
    ],
    notApplicable: [
      { ...empty, groups: [connectedCluster()], templates: [connectedCluster()], ingress: closed },
      { ...empty, ingress: closed },
      // What its template opens is said as soon as it does; that it opens nothing is no reading of a node.
      { ...grouped(template), ingress: closed },
    ],
  },
})

/** Prefix lengths to which public ranges may amount: what NET-05 agrees on where nobody set it otherwise. */
const everybody = { 4: 8, 6: 16 }

const sshRules = (group: string, ingress: Record<string, Ingress[]>) =>
  (ingress[group] ?? [])
    .filter(({ protocol, from, to }) => ['tcp', '6', '-1'].includes(protocol) && from <= 22 && 22 <= to)
    .map((rule) => ({ ...rule, group }))
