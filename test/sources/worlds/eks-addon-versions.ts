// Add-ons on offer, of any number, as EKS answers the source `eks-addon-versions`.
import { paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const addonVersions: Part =
  ({ page, addons }) =>
  (action, input) =>
    action === 'eks:DescribeAddonVersions'
      ? paged(
          'addons',
          many(addons, (at) => ({ addonName: `addon-${at}`, addonVersions: [] })),
          input,
          page,
        )
      : undefined

export default addonVersions
