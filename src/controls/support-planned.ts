// AVL-06: the end of support is far off, and what happens then was decided.

import { arnPattern } from '../arn-pattern.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { answered, connectedCluster, describedCluster, subjects } from '../examples/example.ts'
import { clusterVersion } from '../facts/cluster-version.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { supportedVersions } from '../facts/supported-versions.ts'
import { upgradePolicy } from '../facts/upgrade-policy.ts'
import { fail, pass, unknown } from '../model.ts'

const day = 86_400
const ends = 1_785_283_200 // 2026-07-29
const support = (supportType: string, version = '1.33') => {
  const cluster = [describedCluster({ version, upgradePolicy: { supportType } })]
  return {
    ...{ version: cluster, policy: cluster },
    versions: [
      answered(
        'eks:DescribeClusterVersions',
        { includeAll: true },
        {
          clusterVersions: [
            {
              clusterVersion: '1.33',
              clusterType: 'eks',
              endOfStandardSupportDate: ends,
              endOfExtendedSupportDate: ends + 365 * day,
              versionStatus: 'STANDARD_SUPPORT',
            },
            {
              clusterVersion: '1.31',
              clusterType: 'eks',
              endOfStandardSupportDate: 1_764_115_200,
              endOfExtendedSupportDate: 1_795_651_200, // 2026-11-26
              versionStatus: 'EXTENDED_SUPPORT',
            },
          ],
          nextToken: null,
        },
      ),
    ],
  }
}
const meant = { extended: [subjects.cluster.id] }

export default defineControl({
  id: 'AVL-06',
  of: 'cluster',
  title: 'Support of the Kubernetes version does not end soon, and what happens at its end was decided',
  criteria: ['A1.2', 'CC3.4'],
  severity: 'medium',
  needs: { version: latest(clusterVersion), policy: latest(upgradePolicy), versions: latest(supportedVersions) },
  // `extended`: ARNs of clusters that are meant to go on in extended support, which EKS gives whoever does not choose; `*` stands for any characters.
  settings: { days: 60, extended: [] as string[] },
  assess: ({ version, policy, versions }, { asOf, settings, subject }) => {
    if (version === 'connected' || policy === 'connected') return ofConnected
    // Who chose STANDARD does not go on in extended support, whatever was decided.
    const isMeant = policy === 'EXTENDED' && settings.extended.some((pattern) => arnPattern(pattern)(subject.id))
    const kind = isMeant ? 'extended' : 'standard'
    const known = versions
      .filter((one) => one.version === version)
      .map((one) => (isMeant ? one.endOfExtendedSupport : one.endOfStandardSupport))
    const [end] = known.toSorted()
    if (!end || known.includes(null)) return unknown(`EKS does not say when ${kind} support of ${version} ends`)
    const sentence = `${kind} support of ${version} ends at ${end}, upgradePolicy is ${policy}`
    const isNear = seconds(end) <= seconds(asOf) + Math.max(settings.days, 0) * day
    if (isNear) return fail(`${sentence}: less than ${settings.days} days away`)
    if (isMeant) return pass(`${sentence}, as was decided for this cluster`)
    return policy === 'STANDARD'
      ? pass(`${sentence}: EKS updates the cluster then`)
      : fail(`${sentence}: extended support begins then by itself, and nobody decided so`)
  },
  remedy:
    'Update the cluster in time (aws eks update-cluster-version), and choose: aws eks update-cluster-config --name NAME --upgrade-policy supportType=STANDARD, or name the cluster in the setting `extended`.',
  sameAs: [],
  examples: {
    pass: [
      support('STANDARD'),
      { ...support('EXTENDED'), with: { settings: meant } },
      { ...support('EXTENDED', '1.31'), with: { settings: meant } },
    ],
    fail: [
      support('EXTENDED'),
      support('STANDARD', '1.31'),
      { ...support('STANDARD'), with: { asOf: '2026-06-15T00:20:00Z' } },
      { ...support('STANDARD'), with: { settings: { days: 365 } } },
      { ...support('STANDARD', '1.31'), with: { settings: meant } },
      { ...support('EXTENDED', '1.31'), with: { asOf: '2026-11-01T00:20:00Z', settings: meant } },
    ],
    notApplicable: [{ ...support('STANDARD'), version: [connectedCluster()], policy: [connectedCluster()] }],
  },
})
