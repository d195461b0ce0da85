// The Kubernetes versions that EKS knows in a region, with their support status.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'

const time = z.nullish(z.union([z.number(), z.string()]))
const Versions = z.object({
  clusterVersions: z.array(
    z.object({
      clusterVersion: z.string(),
      versionStatus: z.enum(['STANDARD_SUPPORT', 'EXTENDED_SUPPORT', 'UNSUPPORTED']),
      endOfStandardSupportDate: time,
      endOfExtendedSupportDate: time,
    }),
  ),
})

export const supportedVersions = defineFact({
  id: 'supported-versions',
  source: 'eks-versions',
  of: 'region',
  actions: ['eks:DescribeClusterVersions'],
  read: (exchanges) =>
    [...answers(exchanges, 'eks:DescribeClusterVersions', Versions)]
      .flatMap(({ body }) => body.clusterVersions)
      .map((one) => ({
        version: one.clusterVersion,
        status: one.versionStatus,
        endOfStandardSupport: readTime(one.endOfStandardSupportDate) ?? null,
        endOfExtendedSupport: readTime(one.endOfExtendedSupportDate) ?? null,
      }))
      .sort(by(({ version, status }) => `${version} ${status}`)),
})
