// Which files of its node a pod gets: volumes of hostPath, and the parts of them that containers mount.
import { posix } from 'node:path'
import { isRecord } from '../json.ts'
import { listed } from './members.ts'
import { containers } from './pod-spec.ts'
import { said } from './sentence.ts'

type Members = Record<string, unknown>

/** Paths without trailing or double slashes, `.` and `..`. A volume that is mounted by subPath gives its own path and that. */
export const hostPaths = (spec: Members): string[] => {
  const mounts = containers(spec)
    .flatMap(({ volumeMounts }) => listed(volumeMounts))
    .filter(isRecord)
  const paths = listed(spec.volumes)
    .filter(isRecord)
    .flatMap(({ name, hostPath }) => {
      const path = pathOf(hostPath)
      if (path === undefined) return []
      const parts = mounts.flatMap((one) =>
        one.name === name && typeof one.subPath === 'string' && one.subPath !== '' ? [`${path}/${one.subPath}`] : [],
      )
      return [path, ...parts]
    })
  return [...new Set(paths.map(normal))]
}

/** The same of a PersistentVolume: `local` is a path of a node as `hostPath` is. */
export const volumePaths = (spec: Members): string[] =>
  [spec.hostPath, spec.local].flatMap((one) => pathOf(one) ?? []).map(normal)

// A volume that names no path is told with what it says instead.
const pathOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined
  return said(isRecord(value) && value.path !== undefined ? value.path : value)
}

const normal = (path: string): string => (path.startsWith('/') ? posix.resolve(path) : path)

/** Whether it is one of these, lies in it, or holds it: `/` and `/var` hold what matters. */
export const isWithin = (path: string, sensitive: readonly string[]): boolean =>
  sensitive.map(normal).some((one) => path === one || below(path, one) || below(one, path))

const below = (path: string, folder: string): boolean => path.startsWith(folder === '/' ? '/' : `${folder}/`)
