// VUL-06: the Kubernetes version still gets fixes, by what EKS says and not by a table of ours.
import { defineControl, latest } from '../control.ts'
import { answered, connectedCluster, describedCluster } from '../examples/example.ts'
import { clusterVersion } from '../facts/cluster-version.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { supportedVersions } from '../facts/supported-versions.ts'
import { fail, pass, unknown } from '../model.ts'

const support = (version: string) => ({
  version: [describedCluster({ version })],
  versions: [
    answered(
      'eks:DescribeClusterVersions',
      { includeAll: true },
      {
        clusterVersions: [
          one('1.34', 'STANDARD_SUPPORT', 1_796_000_000),
          one('1.33', 'STANDARD_SUPPORT', 1_785_000_000),
          one('1.31', 'EXTENDED_SUPPORT', 1_764_000_000),
          one('1.28', 'UNSUPPORTED', 1_732_000_000),
        ],
        nextToken: null,
      },
    ),
  ],
})
const one = (clusterVersion: string, versionStatus: string, endOfStandardSupportDate: number) => ({
  clusterVersion,
  clusterType: 'eks',
  defaultPlatformVersion: 'eks.9',
  defaultVersion: clusterVersion === '1.34',
  endOfStandardSupportDate,
  versionStatus,
})

export default defineControl({
  id: 'VUL-06',
  of: 'cluster',
  title: 'The Kubernetes version is in standard support',
  criteria: ['CC7.1'],
  severity: 'high',
  needs: { version: latest(clusterVersion), versions: latest(supportedVersions) },
  settings: { extendedIsEnough: false as boolean },
  assess: ({ version, versions }, { settings }) => {
    if (version === 'connected') return ofConnected
    const known = versions.filter((each) => each.version === version)
    if (known.length === 0) return unknown(`EKS does not list version ${version}`)
    const enough = ['STANDARD_SUPPORT', ...(settings.extendedIsEnough ? ['EXTENDED_SUPPORT'] : [])]
    const said = known.map(
      ({ status, endOfStandardSupport: end }) => `${status}, standard support until ${end ?? 'a time not said'}`,
    )
    const sentence = `version ${version} is in ${said.join(' and ')}`
    return known.every(({ status }) => enough.includes(status)) ? pass(sentence) : fail(sentence)
  },
  remedy:
    'Update the cluster to a version in standard support, one minor version at a time: aws eks update-cluster-version --name NAME --kubernetes-version VERSION, then node groups and add-ons.',
  sameAs: [
    'Security Hub EKS.2',
    'Prowler eks_cluster_uses_a_supported_version',
    'AWS Config eks-cluster-supported-version',
  ],
  examples: {
    pass: [support('1.33'), { ...support('1.31'), with: { settings: { extendedIsEnough: true } } }],
    fail: [support('1.31'), support('1.28')],
    notApplicable: [{ ...support('1.33'), version: [connectedCluster()] }],
  },
})
