// Everything that DescribeCluster says, field by field: what two readings are compared by.
import * as z from 'zod/mini'
import { defineFact } from '../fact.ts'
import { writeJson } from '../json.ts'
import { isCluster, readCluster } from './of-cluster.ts'

// State and not configuration, or changed by AWS without anybody asking; a tag leaves no EKS update behind.
const left = ['status', 'health', 'platformVersion', 'tags', 'clientRequestToken', 'connectorConfig']

/** Field path to value as JSON. Lists of plain values are sorted: EKS promises no order. */
export const clusterConfiguration = defineFact({
  id: 'cluster-configuration',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster'],
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({ arn: z.string(), version: z.string() }))
    if (!isCluster(found)) return found
    const own = Object.entries(found.cluster).filter(([field]) => !left.includes(field))
    return Object.fromEntries(own.flatMap(([field, value]) => flat(field, value)).sort(([a], [b]) => (a < b ? -1 : 1)))
  },
})

// An absent member and null are one: EKS sends either.
const flat = (path: string, value: unknown): [string, string][] => {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return [[path, `[${value.map(writeJson).sort().join(',')}]`]]
  if (typeof value !== 'object') return [[path, writeJson(value)]]
  return Object.entries(value).flatMap(([name, inner]) => flat(`${path}.${name}`, inner))
}
