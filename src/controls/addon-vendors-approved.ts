// VEN-01: whose add-ons run in the cluster.
import { defineControl, latest } from '../control.ts'
import { offered } from '../examples/addons.ts'
import { connectedCluster } from '../examples/example.ts'
import { partsOf } from '../examples/parts.ts'
import { addonVersions } from '../facts/addon-versions.ts'
import { addons } from '../facts/addons.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const versions = { 'v1.21.1-eksbuild.1': ['1.33'] }
const offers = offered({
  'vpc-cni': { versions },
  'metrics-server': { owner: 'community', versions },
  kubecost_kubecost: { owner: 'aws-marketplace', publisher: 'kubecost', versions },
})
const installed = (over: Record<string, Record<string, unknown>>) => ({ addons: partsOf({ addons: over }), offers })
const kubecost = {
  ...{ owner: 'aws-marketplace', publisher: 'kubecost' },
  marketplaceInformation: { productId: 'b1a1b2f4-3b3c-4f0e-9d8f-6a2e7c5d4e31', productUrl: 'https://aws.amazon.com/' },
}

export default defineControl({
  id: 'VEN-01',
  of: 'cluster',
  title: 'Every add-on is of an approved owner or publisher',
  criteria: ['CC9.2'],
  severity: 'medium',
  needs: { addons: latest(addons), offers: latest(addonVersions) },
  // As EKS spells them. EKS itself publishes those of the owner community; whoever approves the owner aws-marketplace
  // approves every vendor there.
  settings: { owners: ['aws'], publishers: ['eks'] },
  assess: ({ addons, offers }, { settings }) => {
    if (addons === 'connected') return ofConnected
    if (addons.length === 0) return notApplicable('there are no EKS add-ons')
    const all = addons.map((one) => ({
      name: one.name,
      owner: one.owner ?? offers[one.name]?.owner,
      publisher: one.publisher ?? offers[one.name]?.publisher,
      product: one.product ?? offers[one.name]?.product,
    }))
    const others = all.filter(
      ({ owner, publisher }) => !isAmong(settings.owners, owner) && !isAmong(settings.publishers, publisher),
    )
    const strange = others.find(({ owner, publisher }) => owner === undefined || publisher === undefined)
    const named = others.filter(({ owner, publisher }) => owner !== undefined && publisher !== undefined)
    if (named.length > 0) {
      const said = named.map(
        ({ name, owner, publisher, product }) =>
          `${name} of ${publisher} (${[owner, product].filter(Boolean).join(', product ')})`,
      )
      return fail(`not approved: ${said.join('; ')}`)
    }
    if (strange) return unknown(`neither the cluster nor the region's list says whose ${strange.name} is`)
    return pass(`all ${all.length} approved: ${all.map(({ name, owner }) => `${name} of ${owner}`).join(', ')}`)
  },
  limits: 'What runs without being an EKS add-on is not seen.',
  remedy:
    'Assess the vendor and name it in the setting `publishers`, or remove the add-on: aws eks delete-addon --cluster-name NAME --addon-name ADDON.',
  sameAs: [],
  examples: {
    pass: [
      installed({ 'vpc-cni': {} }),
      installed({ 'vpc-cni': { owner: 'aws', publisher: 'eks' } }),
      {
        ...installed({ kubecost_kubecost: kubecost, 'vpc-cni': {} }),
        with: { settings: { publishers: ['kubecost'] } },
      },
      installed({ 'metrics-server': {} }),
    ],
    fail: [
      installed({ kubecost_kubecost: kubecost }),
      { ...installed({ 'vpc-cni': {}, 'metrics-server': {} }), with: { settings: { publishers: [] } } },
      { ...installed({ kubecost_kubecost: kubecost }), with: { settings: { publishers: ['datadog'] } } },
      { ...installed({ 'vpc-cni': {} }), with: { settings: { owners: ['amazon'], publishers: ['amazon'] } } },
    ],
    notApplicable: [installed({}), { addons: [connectedCluster()], offers }],
  },
})

const isAmong = (approved: string[], name: string | undefined): boolean => name !== undefined && approved.includes(name)
