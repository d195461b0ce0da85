// DET-59: who may enter a cluster, or what its workloads may do in AWS, was changed by the API of EKS.
import { accessAsked } from '../changes/access.ts'
import { ending, who } from '../changes/sentence.ts'
import { defineDetection } from '../detection.ts'
import { trailRecord } from '../examples/change-events.ts'

const policies = 'arn:aws:eks::aws:cluster-access-policy/'
const principalArn = 'arn:aws:iam::111122223333:role/Ops'
const example = (name: string, asked: object, more: Record<string, unknown> = {}) => [
  trailRecord({ name, asked: { name: 'prod', ...asked }, more }),
]
const associated = (policy: string, accessScope: unknown) =>
  example('AssociateAccessPolicy', { principalArn, policyArn: `${policies}${policy}`, accessScope })
const association = { namespace: 'shop', serviceAccount: 'cart', roleArn: 'arn:aws:iam::111122223333:role/cart' }
const denied = { errorCode: 'AccessDenied', errorMessage: 'no' }

export default defineDetection({
  id: 'DET-59',
  kind: 'change',
  title: 'Access entry, access policy, pod identity or identity provider changed',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'medium',
  names: Object.keys(accessAsked).map((name) => `eks:${name}`),
  hit(event) {
    const asked = accessAsked[event.name]?.(event)
    return asked && { reason: `${who(event)} asked to ${asked.what}${ending(event)}`, severity: asked.severity }
  },
  limits:
    'Entries that EKS makes itself for the roles of node groups, Fargate profiles and add-ons leave no event of their own, nor does the entry of whoever creates a cluster; IAM-02 and IAM-03 read who has one. Whether what was asked for was new the event does not say.',
  respond:
    'Ask the actor for the approved change; otherwise delete the entry or the association, and search the audit log of the cluster for what the principal did since.',
  sameAs: [
    'Elastic AWS EKS Access Entry Modified',
    'Elastic AWS EKS Access Entry Granted Cluster Admin Policy',
    'Stratus eks.lateral-movement.create-access-entry',
  ],
  examples: {
    hit: [
      example('CreateAccessEntry', { principalArn }),
      example('CreateAccessEntry', { principalArn, kubernetesGroups: ['ops', 'viewers'], type: 'STANDARD' }),
      example('CreateAccessEntry', { principalArn, type: 'EC2_LINUX', kubernetesGroups: [] }),
      example('CreateAccessEntry', { principalArn }, denied),
      example('UpdateAccessEntry', { principalArn: encodeURIComponent(principalArn), kubernetesGroups: ['ops'] }),
      example('UpdateAccessEntry', { principalArn, username: 'alice' }),
      example('DeleteAccessEntry', { principalArn: encodeURIComponent(principalArn) }),
      associated('AmazonEKSClusterAdminPolicy', { type: 'cluster' }),
      associated('AmazonEKSAdminPolicy', { type: 'namespace', namespaces: ['shop', 'cart'] }),
      associated('AmazonEKSViewPolicy', 'cluster'),
      example('DisassociateAccessPolicy', { principalArn, policyArn: `${policies}AmazonEKSViewPolicy` }),
      example('CreatePodIdentityAssociation', association),
      example('UpdatePodIdentityAssociation', { associationId: 'a-1', roleArn: association.roleArn }),
      example('AssociateIdentityProviderConfig', { oidc: { issuerUrl: 'https://id.example.com' } }),
    ],
    miss: [
      example('DeletePodIdentityAssociation', { associationId: 'a-1' }),
      example('CreateNodegroup', { nodegroupName: 'apps', nodeRole: principalArn }),
      example('TagResource', { resourceArn: 'arn:aws:eks:eu-central-1:111122223333:access-entry/prod/role/x' }),
      // Another service's event of the same name, and an event of another service.
      [
        trailRecord({
          name: 'CreateAccessEntry',
          source: 'example.amazonaws.com',
          asked: { name: 'prod', principalArn },
        }),
      ],
      [trailRecord({ name: 'SetRepositoryPolicy', source: 'ecr.amazonaws.com', asked: { repositoryName: 'app' } })],
    ],
  },
})
