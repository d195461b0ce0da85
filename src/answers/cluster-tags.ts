// To which cluster a resource belongs, by its tags.
import { notDocumented } from './answers.ts'

type Tag = { Key: string; Value?: string | null | undefined }

const kubernetes = 'kubernetes.io/cluster/'
/** Tags by which the AWS Load Balancer Controller and Auto Mode say whose a load balancer is. */
export const balancerTags = ['elbv2.k8s.aws/cluster', 'eks:eks-cluster-name']

/**
 * Clusters that a tag of AWS's own names, which nobody else can give; else those that the values of `keys` and the keys
 * `kubernetes.io/cluster/NAME` name, for whoever adds a tag must not take a thing from the cluster that another one names. Sorted,
 * and none where no tag names one. Throws OBSERVATION_INVALID for one of `keys` without a value: an empty one AWS says as empty.
 */
export const clustersOf = (tags: readonly Tag[], keys: readonly string[]): string[] => {
  const named = tags.flatMap(({ Key, Value }) => {
    if (Key.startsWith(kubernetes)) return [{ Key, name: Key.slice(kubernetes.length) }]
    if (!keys.includes(Key)) return []
    if (typeof Value !== 'string') throw notDocumented(`the tag ${Key}`, 'it has no value')
    return [{ Key, name: Value }]
  })
  const whole = named.filter(({ name }) => name !== '')
  const byAws = whole.filter(({ Key }) => Key.startsWith('aws:'))
  return [...new Set((byAws.length > 0 ? byAws : whole).map(({ name }) => name))].sort()
}
