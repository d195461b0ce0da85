// NET-05: no security group around a cluster lets the internet in.
import { readRange } from '../answers/cidr.ts'
import { some } from '../answers/some.ts'
import { openToWorld, portsOf } from '../answers/world-ingress.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { ingressOf, prefixListOf } from '../examples/ingress.ts'
import { groupsOf, instancesOf, templatesOf } from '../examples/nodes.ts'
import { clusterNetwork } from '../facts/cluster-network.ts'
import { clusterNodes } from '../facts/cluster-nodes.ts'
import { nodegroupTemplates } from '../facts/nodegroup-templates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { remoteAccessGroups } from '../facts/remote-access-groups.ts'
import { securityGroups } from '../facts/security-groups.ts'
import { fail, pass, unknown } from '../model.ts'

const own = 'sg-01c84d09d70f39a7f'
const beside = 'sg-0c1327f6270afbb36'
const extra = 'sg-0aa11bb22cc33dd44'
const place = { network: [describedCluster()], remote: groupsOf(), templates: groupsOf(), nodes: instancesOf() }
const rules = (...ranges: string[]) => ({ ...place, ingress: [ingressOf({ [own]: [], [beside]: ranges })] })
const around = { [own]: [], [beside]: [], [extra]: ['0.0.0.0/0'] }
const ssh = { remoteAccess: { ec2SshKey: 'ops' }, resources: { remoteAccessSecurityGroup: extra } }
const byTemplate = templatesOf({ template: { SecurityGroupIds: [extra] } })
const withExtra = instancesOf({ over: { SecurityGroups: [{ GroupId: extra }] } })
const byList = (...lists: string[]) => [ingressOf({ [own]: [], [beside]: [] }, { [beside]: lists })]

export default defineControl({
  id: 'NET-05',
  of: 'cluster',
  title: 'No security group of the cluster or of its nodes lets the internet in',
  criteria: ['CC6.1', 'CC6.6'],
  severity: 'high',
  needs: {
    network: latest(clusterNetwork),
    remote: latest(remoteAccessGroups),
    templates: latest(nodegroupTemplates),
    nodes: latest(clusterNodes),
    ingress: latest(securityGroups),
  },
  // Prefix lengths that all public ranges which reach one port may amount to; rules that may be open, as `tcp/443`.
  settings: { widestTogether: 8, widestTogether6: 16, ports: [] as string[] },
  assess({ network, remote, templates, nodes, ingress }, { settings }) {
    if (network === 'connected' || remote === 'connected' || templates === 'connected') return ofConnected
    const given = templates.flatMap(({ template }) => (typeof template === 'string' ? [] : template.securityGroups))
    const groups = [
      ...network.groups,
      ...remote.flatMap(({ group }) => group ?? []),
      ...given,
      ...nodes.flatMap((node) => node.securityGroups),
    ]
    const all = [...new Set(groups)].sort()
    const asked = all
      .flatMap((group) => (ingress[group] ?? []).map((rule) => ({ ...rule, group })))
      .filter((rule) => !settings.ports.includes(portsOf(rule)))
    const open = openToWorld(asked, { 4: settings.widestTogether, 6: settings.widestTogether6 })
    if (open.length > 0) {
      const said = open.map((rule) => `${rule.group} opens ${portsOf(rule)} to ${some(rule.ranges, 3)}`)
      return fail(some([...new Set(said)].sort(), 4))
    }
    const gone = templates.filter(({ template }) => template === 'gone').map(({ name }) => name)
    if (gone.length > 0) return unknown(`the launch template of ${some(gone)} is gone`)
    // Groups of another account are not shown to who shares its VPC.
    const hidden = all.filter((group) => !ingress[group])
    if (hidden.length > 0) return unknown(`${some(hidden)} not shown to this account`)
    const unread = asked.flatMap((rule) => rule.unread.map((list) => `${list} of ${rule.group}`))
    if (unread.length > 0) return unknown(`prefix lists that were not read: ${some([...new Set(unread)].sort(), 3)}`)
    const odd = asked.flatMap(({ ranges }) => ranges).filter((range) => !readRange(range))
    if (odd.length > 0) return unknown(`a range that cannot be read among ${some(odd, 3)}`)
    return pass(`${asked.length} rules of ${some(all, 4)} let in no more of the internet than was agreed on`)
  },
  limits: 'Security groups of load balancers, and those that pods have of their own, are not judged.',
  remedy:
    'Run aws ec2 revoke-security-group-ingress --group-id GROUP with the --ip-permissions of the rule; put a load balancer before what the internet is to reach, with a group of its own, or agree on the rule in the setting `ports`.',
  sameAs: [],
  examples: {
    pass: [
      { ...place, templates: byTemplate, ingress: [ingressOf({ ...around, [extra]: ['10.1.0.0/16'] })] },
      rules('10.0.0.0/8', '203.0.113.0/24', 'fd00::/8'),
      { ...place, ingress: [...byList('pl-0a1b'), prefixListOf('pl-0a1b', ['203.0.113.0/24'])] },
      { ...place, remote: groupsOf({ over: ssh }), ingress: [ingressOf({ ...around, [extra]: ['10.0.0.0/8'] })] },
      { ...rules('0.0.0.0/0'), with: { settings: { ports: ['tcp/443'] } } },
    ],
    fail: [
      rules('0.0.0.0/0'),
      rules('::/0'),
      // Split, so that no range is the whole internet; some of it in a prefix list.
      rules('0.0.0.0/1', '128.0.0.0/1'),
      { ...place, ingress: [...byList('pl-0a1b'), prefixListOf('pl-0a1b', ['0.0.0.0/1', '128.0.0.0/1'])] },
      { ...place, remote: groupsOf({ over: ssh }), ingress: [ingressOf(around)] },
      { ...place, templates: byTemplate, nodes: withExtra, ingress: [ingressOf(around)] },
      {
        ...place,
        nodes: instancesOf({ over: { SecurityGroups: [{ GroupId: extra }] } }),
        ingress: [ingressOf(around)],
      },
    ],
    notApplicable: [{ ...rules('0.0.0.0/0'), network: [connectedCluster()] }],
  },
})
