// VUL-07: nodes do not lag behind the control plane.

import { readVersion } from '../answers/version.ts'
import { defineControl, latest } from '../control.ts'
import { answered, connectedCluster, describedCluster } from '../examples/example.ts'
import { nodeVersions } from '../facts/node-versions.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const nodes = (controlPlane: string, ...versions: string[]) => ({
  nodes: [
    describedCluster({ version: controlPlane }),
    answered(
      'eks:ListNodegroups',
      { clusterName: 'prod' },
      { nodegroups: versions.map((_, at) => `nodes-${at}`), nextToken: null },
    ),
    ...versions.map((version, at) =>
      answered(
        'eks:DescribeNodegroup',
        { clusterName: 'prod', nodegroupName: `nodes-${at}` },
        {
          nodegroup: {
            nodegroupName: `nodes-${at}`,
            clusterName: 'prod',
            version,
            releaseVersion: `${version}.4-20260102`,
          },
        },
      ),
    ),
  ],
})

export default defineControl({
  id: 'VUL-07',
  of: 'cluster',
  title: 'Managed nodes run a Kubernetes version that the control plane supports',
  criteria: ['CC7.1'],
  severity: 'medium',
  needs: { nodes: latest(nodeVersions) },
  // Minor versions behind the control plane; Kubernetes itself supports three, two before 1.28.
  settings: { atMost: 2 },
  assess: ({ nodes }, { settings }) => {
    if (nodes === 'connected') return ofConnected
    if (nodes.length === 0) return notApplicable('there are no managed node groups')
    const skews = nodes.map(({ name, version, controlPlane }) => ({
      name,
      version,
      controlPlane,
      ...skew(version, controlPlane),
    }))
    const strange = skews.find(({ behind }) => behind === undefined)
    const apart = skews.filter(
      ({ behind = 0, supported }) => behind < 0 || behind > Math.min(settings.atMost, supported),
    )
    const said = (ones: typeof skews) => ones.map(({ name, version }) => `${name} ${version}`).join(', ')
    if (apart.length > 0) return fail(`control plane ${apart[0]?.controlPlane}, but ${said(apart)}`)
    if (strange) return unknown(`versions ${strange.version} and ${strange.controlPlane} cannot be compared`)
    return pass(`control plane ${skews[0]?.controlPlane}, node groups ${said(skews)}`)
  },
  limits: 'Nodes outside of managed node groups are not judged.',
  remedy:
    'Update the node groups to the version of the control plane: aws eks update-nodegroup-version --cluster-name NAME --nodegroup-name GROUP.',
  sameAs: [],
  examples: {
    pass: [nodes('1.33', '1.33', '1.31'), nodes('1.33', '1.33')],
    fail: [
      nodes('1.33', '1.30'),
      nodes('1.33', '1.33', '1.29'),
      nodes('1.32', '1.33'),
      { ...nodes('1.27', '1.24'), with: { settings: { atMost: 3 } } },
    ],
    notApplicable: [nodes('1.33'), { nodes: [connectedCluster()] }],
  },
})

const skew = (version: string, controlPlane: string): { behind: number | undefined; supported: number } => {
  const [node, plane] = [readVersion(version), readVersion(controlPlane)]
  if (!node || !plane || node.major !== plane.major) return { behind: undefined, supported: 0 }
  return { behind: plane.minor - node.minor, supported: plane.minor >= 28 ? 3 : 2 }
}
