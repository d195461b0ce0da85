// What differs between two readings of a cluster, field by field.
import type { ClusterState } from '../facts/cluster-state.ts'

/** `path` is empty where the thing itself came, went or was made anew; values are JSON, null where there is none. */
export type Difference = { thing: string; path: string; from: string | null; to: string | null }

/** Sorted by thing and path. */
export const differences = (before: ClusterState, now: ClusterState): Difference[] =>
  both(before.things, now.things).flatMap((thing): Difference[] => {
    const [was, is] = [before.things[thing], now.things[thing]]
    if (!was || !is) return [{ thing, path: '', from: was ? 'there' : null, to: is ? 'there' : null }]
    // Of the same name and of another birth: it is another thing, and all its fields are.
    if (was.createdAt !== is.createdAt) return [{ thing, path: '', from: 'there', to: 'made anew' }]
    return both(was, is)
      .filter((path) => was[path] !== is[path])
      .map((path) => ({ thing, path, from: was[path] ?? null, to: is[path] ?? null }))
  })

const both = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
