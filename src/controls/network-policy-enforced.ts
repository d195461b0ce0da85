// NET-07: NetworkPolicy objects are obeyed. Whether there are any, AWS does not know.
import { some } from '../answers/some.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { type ExampleParts, partsOf } from '../examples/parts.ts'
import { networkPolicy } from '../facts/network-policy.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const parts = (over: ExampleParts) => ({ network: partsOf({ nodegroups: {}, profiles: {}, ...over }) })
const cni = (configurationValues?: string, cluster: Record<string, unknown> = {}) =>
  parts({ cluster, addons: { 'vpc-cni': configurationValues === undefined ? {} : { configurationValues } } })
const other = (...names: string[]) => parts({ addons: Object.fromEntries(names.map((name) => [name, {}])) })

export default defineControl({
  id: 'NET-07',
  of: 'cluster',
  title: 'Network policies between pods are enforced',
  criteria: ['CC6.6'],
  severity: 'medium',
  needs: { network: latest(networkPolicy) },
  // Names of EKS add-ons that enforce NetworkPolicy in place of the VPC CNI.
  settings: { engines: [] as string[] },
  assess: ({ network }, { settings }) => {
    if (network === 'connected') return ofConnected
    const { addons, vpcCni, autoMode, broken, outside } = network
    const engines = addons.filter((name) => settings.engines.includes(name))
    if (engines.length === 0 && vpcCni !== null && vpcCni !== 'on') {
      const why = { off: 'says that it does not', unset: 'does not say that it does', unreadable: 'cannot be read' }[
        vpcCni
      ]
      const sentence = `enableNetworkPolicy in configurationValues of vpc-cni ${why}`
      return vpcCni === 'unreadable' ? unknown(sentence) : fail(sentence)
    }
    if (autoMode)
      return unknown(
        'nodes of Auto Mode obey the ConfigMap amazon-vpc-cni and their NodeClass, which AWS does not tell',
      )
    if (engines.length === 0 && vpcCni === null)
      return unknown('the CNI is not an EKS add-on: AWS does not tell how it is configured')
    const by = engines.length > 0 ? engines : ['vpc-cni']
    const stuck = by.filter((name) => broken[name])
    if (stuck.length === by.length)
      return fail(`not enforced: ${stuck.map((name) => `add-on ${name} is ${broken[name]}`).join(', ')}`)
    // "You can't apply the policies to Fargate or Windows nodes": EKS user guide, "Limit Pod traffic".
    if (outside.length > 0)
      return unknown(`no policy applies to pods of ${some(outside, 4)}, and AWS does not tell whether there are any`)
    return engines.length > 0
      ? pass(`enforced by the add-on ${engines.join(', ')}`)
      : pass('enableNetworkPolicy is true in configurationValues of vpc-cni')
  },
  limits:
    'Whether there are NetworkPolicy objects, and how Auto Mode, or a CNI that is no EKS add-on, enforces them, AWS does not tell.',
  remedy:
    'Run the VPC CNI as an EKS add-on with configurationValues {"enableNetworkPolicy":"true"}: aws eks update-addon --cluster-name NAME --addon-name vpc-cni --resolve-conflicts PRESERVE --configuration-values; or name another engine in the setting `engines`.',
  sameAs: ['CIS EKS 5.4.4', 'Prowler eks_cluster_vpc_cni_network_policy_enforced'],
  examples: {
    pass: [
      cni('{"enableNetworkPolicy":"true"}'),
      cni('{"enableNetworkPolicy":true,"env":{"ENABLE_POD_ENI":"true"}}'),
      cni("enableNetworkPolicy: 'true'\nnodeAgent:\n  enabled: true\n"),
      { ...other('coredns', 'isovalent_cilium'), with: { settings: { engines: ['isovalent_cilium'] } } },
      {
        ...cni(),
        ...other('vpc-cni', 'cilium'),
        with: { settings: { engines: ['cilium'] } },
      },
    ],
    fail: [
      cni(),
      cni(''),
      cni('{"enableNetworkPolicy":"false"}'),
      cni('env:\n  enableNetworkPolicy: "true"\n'),
      cni('{"enableNetworkPolicy":"true","nodeAgent":{"enabled":"false"}}'),
      cni('{}', { computeConfig: { enabled: true, nodePools: ['general-purpose'] } }),
      parts({
        addons: { 'vpc-cni': { configurationValues: '{"enableNetworkPolicy":"true"}', status: 'CREATE_FAILED' } },
      }),
    ],
    notApplicable: [{ network: [connectedCluster()] }],
  },
})
