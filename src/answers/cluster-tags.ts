// To which cluster a resource belongs, by its tags.
import { notDocumented } from './answers.ts'

type Tag = { Key: string; Value?: string | null | undefined }

const kubernetes = 'kubernetes.io/cluster/'

/**
 * Clusters that the values of `keys` name, else the keys `kubernetes.io/cluster/NAME`; sorted, and none where no tag names
 * one. Throws OBSERVATION_INVALID for one of `keys` that has no value at all: an empty one AWS says as empty.
 */
export const clustersOf = (tags: readonly Tag[], keys: readonly string[]): string[] => {
  const said = tags.flatMap(({ Key, Value }) => {
    if (!keys.includes(Key)) return []
    if (typeof Value !== 'string') throw notDocumented(`the tag ${Key}`, 'it has no value')
    return Value === '' ? [] : [Value]
  })
  const owned = tags.flatMap(({ Key }) => (Key.startsWith(kubernetes) ? [Key.slice(kubernetes.length)] : []))
  return [...new Set(said.length > 0 ? said : owned)].filter((name) => name !== '').sort()
}
