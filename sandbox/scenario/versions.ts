// The Kubernetes versions of Amazon EKS around the turn of 2025.
// https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
import { seconds } from '../../src/clock.ts'
import type { VersionState } from '../world.ts'

const version = (
  clusterVersion: string,
  patch: number,
  platform: number,
  [released, standard, extended]: [string, string, string],
): VersionState => ({
  clusterVersion,
  clusterType: 'eks',
  defaultPlatformVersion: `eks.${platform}`,
  kubernetesPatchVersion: `${clusterVersion}.${patch}`,
  releaseDate: seconds(`${released}T00:00:00Z`),
  endOfStandardSupportDate: seconds(`${standard}T00:00:00Z`),
  endOfExtendedSupportDate: seconds(`${extended}T00:00:00Z`),
})

/** Newest first. */
export const clusterVersions = (): VersionState[] => [
  version('1.35', 0, 3, ['2026-01-28', '2027-03-27', '2028-03-27']),
  version('1.34', 2, 9, ['2025-10-06', '2026-12-02', '2027-12-02']),
  version('1.33', 5, 23, ['2025-05-28', '2026-07-29', '2027-07-29']),
  version('1.32', 9, 30, ['2025-01-25', '2026-03-23', '2027-03-23']),
  version('1.31', 13, 46, ['2024-09-26', '2025-11-26', '2026-11-26']),
  version('1.30', 14, 54, ['2024-05-23', '2025-07-23', '2026-07-23']),
  version('1.29', 15, 57, ['2024-01-23', '2025-03-23', '2026-03-23']),
  version('1.28', 15, 63, ['2023-09-26', '2024-11-26', '2025-11-26']),
]
