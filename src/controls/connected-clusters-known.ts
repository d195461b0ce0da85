// GOV-04: what runs Kubernetes outside of EKS is known: connected clusters, and subscriptions of EKS Anywhere.
import { defineControl, latest } from '../control.ts'
import { answered, connectedCluster, describedCluster } from '../examples/example.ts'
import { anywhereSubscriptions } from '../facts/anywhere-subscriptions.ts'
import { connectedClusters } from '../facts/connected-clusters.ts'
import { fail, notApplicable, pass } from '../model.ts'

const id = '0d8a2f6c-0b5e-4a2e-9f0c-5f0b7a1c3e55'
const clusters = (...described: ReturnType<typeof describedCluster>[]) => [
  answered('eks:ListClusters', { include: ['all'] }, { clusters: described.map(() => 'prod'), nextToken: null }),
  ...described,
]
const subscribed = (...subscriptions: object[]) =>
  answered('eks:ListEksAnywhereSubscriptions', { maxResults: 100, includeStatus: statuses }, { subscriptions })
const statuses = ['CREATING', 'ACTIVE', 'UPDATING', 'EXPIRING', 'EXPIRED', 'DELETING']
const subscription = { id, status: 'ACTIVE', licenseQuantity: 2, expirationDate: 1_790_000_000, licenseType: 'Cluster' }

export default defineControl({
  id: 'GOV-04',
  of: 'region',
  title: 'Every connected cluster and every EKS Anywhere subscription is one that was agreed on',
  criteria: ['CC2.1', 'CC3.4'],
  severity: 'medium',
  needs: { connected: latest(connectedClusters), subscriptions: latest(anywhereSubscriptions) },
  // Names of connected clusters, and ids of subscriptions.
  settings: { connected: [] as string[], subscriptions: [] as string[] },
  assess: ({ connected, subscriptions }, { settings }) => {
    const held = `${connected.length} connected clusters and ${subscriptions.length} subscriptions`
    if (connected.length + subscriptions.length === 0)
      return notApplicable('the region shows neither, both lists read to the last page')
    const wrong = [
      ...connected
        .filter(({ name }) => !settings.connected.includes(name))
        .map(
          ({ name, provider, status }) => `connected cluster ${name} (${provider ?? 'provider not said'}, ${status})`,
        ),
      ...subscriptions
        .filter((one) => !settings.subscriptions.includes(one.id))
        .map((one) => `subscription ${one.id} (${one.status}, until ${one.expires ?? 'a time not said'})`),
    ]
    return wrong.length > 0 ? fail(`nobody agreed on ${wrong.join('; ')}`) : pass(`all agreed on: ${held}`)
  },
  limits: 'Clusters of EKS Anywhere that are neither connected nor under a subscription do not show in AWS.',
  remedy:
    'Deregister the cluster (aws eks deregister-cluster --name NAME) or end the subscription, or agree on it in the settings `connected` and `subscriptions`.',
  sameAs: [],
  examples: {
    pass: [
      {
        ...{ connected: clusters(connectedCluster()), subscriptions: [subscribed(subscription)] },
        with: { settings: { connected: ['prod'], subscriptions: [id] } },
      },
      {
        ...{ connected: clusters(describedCluster()), subscriptions: [subscribed(subscription)] },
        with: { settings: { subscriptions: [id] } },
      },
    ],
    fail: [
      { connected: clusters(connectedCluster()), subscriptions: [subscribed()] },
      { connected: clusters(), subscriptions: [subscribed({ ...subscription, status: 'EXPIRED' })] },
      {
        ...{ connected: clusters(connectedCluster()), subscriptions: [subscribed(subscription)] },
        with: { settings: { subscriptions: [id] } },
      },
    ],
    notApplicable: [
      { connected: clusters(), subscriptions: [subscribed()] },
      { connected: clusters(describedCluster()), subscriptions: [subscribed()] },
    ],
  },
})
