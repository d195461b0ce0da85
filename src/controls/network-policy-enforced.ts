// NET-07: NetworkPolicy objects are obeyed. Whether there are any, AWS does not know.
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { partsOf } from '../examples/parts.ts'
import { networkPolicy } from '../facts/network-policy.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const cni = (configurationValues?: string, cluster: Record<string, unknown> = {}) => ({
  network: partsOf({
    cluster,
    addons: { 'vpc-cni': configurationValues === undefined ? {} : { configurationValues } },
  }),
})
const other = (...names: string[]) => ({
  network: partsOf({ addons: Object.fromEntries(names.map((name) => [name, {}])) }),
})

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
    const { addons, vpcCni, autoMode } = network
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
    if (engines.length > 0) return pass(`enforced by the add-on ${engines.join(', ')}`)
    return vpcCni === 'on'
      ? pass('enableNetworkPolicy is true in configurationValues of vpc-cni')
      : unknown('the CNI is not an EKS add-on: AWS does not tell how it is configured')
  },
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
        network: partsOf({ addons: { 'vpc-cni': {}, cilium: {} } }),
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
    ],
    notApplicable: [{ network: [connectedCluster()] }],
  },
})
