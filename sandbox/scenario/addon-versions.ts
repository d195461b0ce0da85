// The add-ons that EKS offers, with the versions that the demo's clusters run and what those run with.
import type { AddonInfo } from '@aws-sdk/client-eks'
import type { OnWire } from '../world.ts'

type Offer = {
  type: string
  owner?: string
  publisher?: string
  product?: string
  /** Version -> the Kubernetes minors that it runs with, first and last. */
  versions: Record<string, [first: number, last: number]>
}

const offers: Record<string, Offer> = {
  'amazon-cloudwatch-observability': {
    type: 'observability',
    versions: { 'v4.7.0-eksbuild.1': [29, 35], 'v4.5.0-eksbuild.1': [28, 34] },
  },
  'aws-ebs-csi-driver': {
    type: 'storage',
    versions: { 'v1.54.0-eksbuild.1': [29, 35], 'v1.53.0-eksbuild.1': [28, 34] },
  },
  'aws-guardduty-agent': { type: 'security', versions: { 'v1.12.1-eksbuild.2': [28, 35] } },
  coredns: {
    type: 'networking',
    versions: { 'v1.12.4-eksbuild.1': [32, 35], 'v1.12.3-eksbuild.1': [32, 34], 'v1.11.4-eksbuild.24': [29, 32] },
  },
  'eks-pod-identity-agent': { type: 'security', versions: { 'v1.3.10-eksbuild.2': [28, 35] } },
  'kube-proxy': {
    type: 'networking',
    versions: {
      'v1.34.1-eksbuild.2': [34, 34],
      'v1.33.3-eksbuild.4': [33, 33],
      'v1.31.10-eksbuild.12': [31, 31],
    },
  },
  kubecost_kubecost: {
    type: 'cost-management',
    owner: 'aws-marketplace',
    publisher: 'kubecost',
    product: 'b1a1b2f4-3b3c-4f0e-9d8f-6a2e7c5d4e31',
    versions: { 'v2.8.2-eksbuild.1': [29, 34] },
  },
  'metrics-server': { type: 'observability', owner: 'community', versions: { 'v0.8.0-eksbuild.6': [28, 35] } },
  'vpc-cni': { type: 'networking', versions: { 'v1.21.1-eksbuild.1': [29, 35], 'v1.20.4-eksbuild.2': [28, 34] } },
}

export const addonVersions = (): OnWire<AddonInfo>[] =>
  Object.entries(offers).map(([addonName, { type, owner = 'aws', publisher = 'eks', product, versions }]) => ({
    ...{ addonName, type, owner, publisher },
    ...(product !== undefined && {
      marketplaceInformation: {
        productId: product,
        productUrl: `https://aws.amazon.com/marketplace/pp?sku=${product}`,
      },
    }),
    addonVersions: Object.entries(versions).map(([addonVersion, [first, last]]) => ({
      addonVersion,
      architecture: ['amd64', 'arm64'],
      computeTypes: ['ec2', 'auto', 'hybrid'],
      compatibilities: Array.from({ length: last - first + 1 }, (_, at) => ({
        clusterVersion: `1.${last - at}`,
        platformVersions: ['*'],
        defaultVersion: addonVersion === Object.keys(versions)[0],
      })),
      requiresConfiguration: false,
      requiresIamPermissions: addonName === 'vpc-cni' || addonName === 'aws-ebs-csi-driver',
    })),
  }))
