// Which files of its node a pod gets: volumes of hostPath, and the parts of them that containers mount.
import { posix } from 'node:path'
import { isRecord } from '../json.ts'
import { listed } from './members.ts'
import { containers } from './pod-spec.ts'
import { said } from './sentence.ts'

type Members = Record<string, unknown>

/** Paths without trailing or double slashes, `.` and `..`. A volume that is mounted by subPath gives its own path and that. */
export const hostPaths = (spec: Members): string[] => {
  const volumes = listed(spec.volumes)
    .filter(isRecord)
    .flatMap(({ name, hostPath }) => {
      const path = pathOf(hostPath)
      return path === undefined ? [] : [{ name, path }]
    })
  if (volumes.length === 0) return []
  const mounts = Map.groupBy(
    containers(spec).flatMap(({ volumeMounts }) => listed(volumeMounts).filter(isRecord)),
    nameOf,
  )
  const paths = volumes.flatMap((one) => {
    // Names are unique; where they are not, each mount counts once, and not for each.
    const own = mounts.get(one.name) ?? []
    mounts.delete(one.name)
    const parts = own.flatMap(({ subPath }) =>
      typeof subPath === 'string' && subPath !== '' ? [`${one.path}/${subPath}`] : [],
    )
    return [one.path, ...parts]
  })
  return [...new Set(paths.map(normal))]
}
const nameOf = ({ name }: Members): unknown => name

/** The same of a PersistentVolume: `local` is a path of a node as `hostPath` is. */
export const volumePaths = (spec: Members): string[] =>
  [spec.hostPath, spec.local].flatMap((one) => pathOf(one) ?? []).map(normal)

// A volume that names no path is told with what it says instead.
const pathOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined
  return said(isRecord(value) && value.path !== undefined ? value.path : value)
}

const normal = (path: string): string => (path.startsWith('/') ? posix.resolve(path) : path)

/** Which paths are one of these, lie in one, or hold one: `/` and `/var` hold what matters. */
export const within = (sensitive: readonly string[]): ((path: string) => boolean) => {
  const all = sensitive.map(normal)
  return (path) => all.some((one) => path === one || below(path, one) || below(one, path))
}

const below = (path: string, folder: string): boolean => path.startsWith(folder === '/' ? '/' : `${folder}/`)
