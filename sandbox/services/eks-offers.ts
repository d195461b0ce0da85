// EKS: the add-ons on offer, and the subscriptions of EKS Anywhere.
import type { Handler } from '../service.ts'
import { fromQuery, listOf, members, oneOf, text } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { World } from '../world.ts'
import { answer, invalid, notFound, paging } from './eks-cluster.ts'

const texts = fromQuery(listOf(text()), 'list')
const versions = members(
  invalid,
  {},
  { ...paging, addonName: text(), kubernetesVersion: text(), owners: texts, publishers: texts, types: texts },
)
const status = oneOf('CREATING', 'ACTIVE', 'UPDATING', 'EXPIRING', 'EXPIRED', 'DELETING')
const subscriptions = members(invalid, {}, { ...paging, includeStatus: fromQuery(listOf(status), 'list') })

const holds = (wanted: readonly string[] | undefined, value: string | undefined): boolean =>
  wanted === undefined || wanted.some((one) => one === value)

export const offerOperations = (world: World): Record<string, Handler> => ({
  DescribeAddonVersions(call) {
    const given = versions(call.input)
    regionOf(world, call)
    const { addonName: name, kubernetesVersion: kubernetes } = given
    if (name !== undefined && !world.addonVersions.some(({ addonName }) => addonName === name))
      throw notFound(`Addon specified is not supported: ${name}`)
    const all = world.addonVersions
      .filter(({ addonName }) => name === undefined || addonName === name)
      .filter(({ owner }) => holds(given.owners, owner))
      .filter(({ publisher }) => holds(given.publishers, publisher))
      .filter(({ type }) => holds(given.types, type))
      .map((addon) => ({
        ...addon,
        addonVersions: (addon.addonVersions ?? []).filter(
          ({ compatibilities }) =>
            kubernetes === undefined || compatibilities?.some(({ clusterVersion }) => clusterVersion === kubernetes),
        ),
      }))
      .filter(({ addonVersions }) => addonVersions.length > 0)
    return answer(call, 'addons', all, given)
  },

  ListEksAnywhereSubscriptions(call) {
    const given = subscriptions(call.input)
    const all = regionOf(world, call).subscriptions.filter(({ status }) => holds(given.includeStatus, status))
    return answer(call, 'subscriptions', all, given)
  },
})
