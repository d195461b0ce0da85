// Add-ons on offer for examples: what EKS lists in a region.

import type { Exchange } from '../model.ts'
import { answered } from './example.ts'

export type ExampleOffer = { owner?: string; publisher?: string; versions: Record<string, string[]> }

export const offered = (addons: Record<string, ExampleOffer>): Exchange[] => [
  answered('eks:ListClusters', {}, { clusters: ['prod'], nextToken: null }),
  answered(
    'eks:DescribeAddonVersions',
    { maxResults: 100 },
    {
      addons: Object.entries(addons).map(([addonName, { owner = 'aws', publisher = 'eks', versions }]) => ({
        ...{ addonName, type: 'networking', owner, publisher },
        addonVersions: Object.entries(versions).map(([addonVersion, kubernetes]) => ({
          addonVersion,
          architecture: ['amd64', 'arm64'],
          compatibilities: kubernetes.map((clusterVersion) => ({
            clusterVersion,
            platformVersions: ['*'],
            defaultVersion: false,
          })),
        })),
      })),
      nextToken: null,
    },
  ),
]
