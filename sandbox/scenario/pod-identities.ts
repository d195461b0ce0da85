// Pod identity associations of the demo's clusters: which service account acts as which role.
import type { PodIdentityAssociation } from '@aws-sdk/client-eks'
import type { OnWire } from '../world.ts'
import type { Placed } from './cluster.ts'
import { daysAgo, eksArn, hex, account as owner, role } from './seed.ts'

export type PodIdentitySpec = { account: string; namespace: string } & Pick<
  OnWire<PodIdentityAssociation>,
  'targetRoleArn' | 'disableSessionTags'
>

export const usualPodIdentities: PodIdentitySpec[] = [
  { namespace: 'cert-manager', account: 'cert-manager' },
  { namespace: 'external-dns', account: 'external-dns' },
  { namespace: 'external-secrets', account: 'external-secrets' },
  { namespace: 'kube-system', account: 'cluster-autoscaler' },
]

export const podIdentitiesOf = (cluster: Placed, specs: PodIdentitySpec[]): OnWire<PodIdentityAssociation>[] =>
  specs.map(({ namespace, account, ...given }) => {
    const label = `${cluster.region}/${cluster.name}/pod-identity/${namespace}/${account}`
    const associationId = `a-${hex(label, 17)}`
    return {
      clusterName: cluster.name,
      namespace,
      serviceAccount: account,
      roleArn: role(`${cluster.name}-${account}`),
      associationArn: eksArn(cluster.region, 'podidentityassociation', `${cluster.name}/${associationId}`),
      associationId,
      tags: cluster.tags,
      createdAt: daysAgo(label, 120),
      modifiedAt: daysAgo(label, 120),
      disableSessionTags: false,
      // EKS makes one wherever there is a target.
      ...(given.targetRoleArn && { externalId: `${cluster.region}/${owner}/${cluster.name}/${namespace}/${account}` }),
      ...given,
    }
  })
