// The demo's one EKS Anywhere subscription, which nobody approved: clusters in a factory.
import type { EksAnywhereSubscription } from '@aws-sdk/client-eks'
import type { OnWire } from '../world.ts'
import { account, daysAgo, eksArn, hex, uuid } from './seed.ts'

export const subscriptions = (region: string): OnWire<EksAnywhereSubscription>[] => {
  const id = uuid(`subscription/${region}`)
  const effectiveDate = Math.floor(daysAgo(`subscription/${region}`, 140))
  const license = uuid(`license/${region}`)
  return [
    {
      id,
      arn: eksArn(region, 'eks-anywhere-subscription', id),
      createdAt: effectiveDate,
      effectiveDate,
      expirationDate: effectiveDate + 365 * 86_400,
      licenseQuantity: 2,
      licenseType: 'Cluster',
      term: { duration: 12, unit: 'MONTHS' },
      status: 'ACTIVE',
      autoRenew: false,
      licenseArns: [`arn:aws:license-manager::${account}:license:l-${hex(`license/${region}`, 32)}`],
      licenses: [{ id: license, token: `demo-${hex(`license/${region}/token`, 40)}` }],
      tags: { site: 'factory-2' },
    },
  ]
}
