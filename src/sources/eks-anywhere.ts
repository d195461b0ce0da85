// The EKS Anywhere subscriptions of a region: clusters on the customer's own machines that AWS supports.
import type * as eks from '@aws-sdk/client-eks'
import { licenseSecrets } from '../redaction/eks-secrets.ts'
import { asking, defineSource, list } from '../source.ts'
import { operation } from '../wire.ts'

const listSubscriptions = operation<eks.ListEksAnywhereSubscriptionsRequest, eks.ListEksAnywhereSubscriptionsResponse>(
  'eks:ListEksAnywhereSubscriptions',
)

// Which statuses EKS lists unasked is not documented.
const every: eks.EksAnywhereSubscriptionStatus[] = ['CREATING', 'ACTIVE', 'UPDATING', 'EXPIRING', 'EXPIRED', 'DELETING']

export default defineSource({
  id: 'eks-anywhere',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  redacts: licenseSecrets,
  ...asking(list(listSubscriptions, () => ({ maxResults: 100, includeStatus: every }))),
})
