// VUL-08: every add-on runs in a version that EKS offers for the cluster's own, and runs well.
import { isBroken } from '../answers/eks-status.ts'
import { defineControl, latest } from '../control.ts'
import { offered } from '../examples/addons.ts'
import { connectedCluster } from '../examples/example.ts'
import { partsOf } from '../examples/parts.ts'
import { addonVersions } from '../facts/addon-versions.ts'
import { addons } from '../facts/addons.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const offers = offered({
  'vpc-cni': { versions: { 'v1.21.1-eksbuild.1': ['1.33', '1.34'], 'v1.14.0-eksbuild.3': ['1.28'] } },
  coredns: { versions: { 'v1.12.4-eksbuild.1': ['1.33'] } },
})
const installed = (over: Record<string, Record<string, unknown>>) => ({ addons: partsOf({ addons: over }), offers })

export default defineControl({
  id: 'VUL-08',
  of: 'cluster',
  title: 'Add-ons are healthy, in versions that EKS offers for the Kubernetes version',
  criteria: ['CC7.1'],
  severity: 'medium',
  needs: { addons: latest(addons), offers: latest(addonVersions) },
  settings: {},
  assess: ({ addons, offers }) => {
    if (addons === 'connected') return ofConnected
    if (addons.length === 0) return notApplicable('there are no EKS add-ons')
    const wrong = addons.flatMap(({ name, version, kubernetes, status, issues }) => {
      const runsWith = offers[name]?.versions[version]
      const isApart = offers[name] !== undefined && !runsWith?.includes(kubernetes)
      return [
        ...(isApart ? [`${name} ${version} is not offered for ${kubernetes}`] : []),
        ...(issues.length > 0 ? [`${name} reports ${issues.join(', ')}`] : []),
        ...(issues.length === 0 && isBroken(status) ? [`${name} is ${status}`] : []),
      ]
    })
    if (wrong.length > 0) return fail(wrong.join('; '))
    const unlisted = addons.filter(({ name }) => offers[name] === undefined).map(({ name }) => name)
    return unlisted.length > 0
      ? unknown(`EKS does not list ${unlisted.join(', ')} in the region: nothing says what they run with`)
      : pass(
          `${addons.map(({ name, version }) => `${name} ${version}`).join(', ')}: offered for ${addons[0]?.kubernetes}, no issue`,
        )
  },
  limits: 'What runs without being an EKS add-on is not seen.',
  remedy:
    'Update the add-on: aws eks describe-addon-versions --kubernetes-version VERSION --addon-name NAME, then aws eks update-addon; aws eks describe-addon tells its issues.',
  sameAs: [],
  examples: {
    pass: [installed({ 'vpc-cni': {} }), installed({ 'vpc-cni': {}, coredns: { addonVersion: 'v1.12.4-eksbuild.1' } })],
    fail: [
      installed({ 'vpc-cni': { addonVersion: 'v1.14.0-eksbuild.3' } }),
      installed({ 'vpc-cni': { addonVersion: 'v1.9.0-eksbuild.1' } }),
      installed({ 'vpc-cni': { health: { issues: [{ code: 'ConfigurationConflict', resourceIds: [] }] } } }),
      installed({ coredns: { addonVersion: 'v1.12.4-eksbuild.1' }, 'vpc-cni': { status: 'UPDATE_FAILED' } }),
    ],
    notApplicable: [installed({}), { addons: [connectedCluster()], offers }],
  },
})
