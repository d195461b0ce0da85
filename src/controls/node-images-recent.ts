// VUL-05: nodes are replaced by ones of a recent image, for that is how they are patched.
import { some } from '../answers/some.ts'
import { instant, seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { groupsOf, nodeImagesOf } from '../examples/nodes.ts'
import { nodeImages } from '../facts/node-images.ts'
import { nodeReleases } from '../facts/node-releases.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, type Instant, notApplicable, pass, unknown } from '../model.ts'

const day = 86_400
const made = (CreationDate: string) => ({ image: { CreationDate } })
const released = (releaseVersion: string, amiType = 'AL2023_x86_64_STANDARD', desiredSize = 0) => ({
  over: { releaseVersion, amiType, scalingConfig: { minSize: 0, maxSize: 6, desiredSize } },
})

export default defineControl({
  id: 'VUL-05',
  of: 'cluster',
  title: 'No node runs an old image',
  criteria: ['CC7.1'],
  severity: 'medium',
  needs: { nodes: latest(nodeImages), groups: latest(nodeReleases) },
  settings: { days: 60 },
  assess: ({ nodes, groups }, { asOf, settings }) => {
    if (groups === 'connected') return ofConnected
    const oldest = seconds(asOf) - settings.days * day
    const isOld = (at: Instant): boolean => seconds(at) < oldest
    const old = nodes.flatMap(({ id, group, made }) =>
      made && isOld(made.created) ? [`${id}${group ? ` of ${group}` : ''} of ${made.created.slice(0, 10)}`] : [],
    )
    const empty = groups
      .filter(({ name }) => !nodes.some(({ group }) => group === name))
      .map((one) => ({ ...one, at: dateOf(one.release) }))
    const late = empty.flatMap(({ name, release, at }) =>
      at && isOld(at) ? [`${name}, without a node, at release ${release}`] : [],
    )
    if (old.length + late.length > 0) {
      const said = [...(old.length > 0 ? [`${old.length} of ${nodes.length} nodes: ${some(old, 3)}`] : []), ...late]
      return fail(`older than ${settings.days} days: ${said.join('; ')}`)
    }
    // Nodes are found by their tags, which whoever runs them can take off.
    const unseen = empty.find(({ at, desired }) => !at && desired > 0)
    if (unseen) return unknown(`EC2 shows no node of ${unseen.name}, which is to have ${unseen.desired}`)
    // Auto Mode chooses the image and replaces every node within 21 days; its images it need not show to anybody.
    const hidden = nodes.filter(({ made, auto }) => !made && auto).length
    const gone = nodes.find(({ made, auto }) => !made && !auto)
    if (gone) return unknown(`EC2 no longer shows ${gone.image}, which ${gone.id} runs`)
    const dated = empty.filter(({ at }) => at)
    // Nothing runs there that could be old.
    const undated = empty.filter(({ at }) => !at).map(({ name, release }) => `${name} (${release})`)
    const aside = [
      ...(undated.length > 0 ? [`; not dated and without a node: ${some(undated)}`] : []),
      ...(hidden > 0 ? [`; ${hidden} nodes of EKS Auto Mode run images that are not shown`] : []),
    ].join('')
    const judged = nodes.length - hidden
    if (judged + dated.length === 0) return notApplicable(`no node runs that could be old${aside}`)
    const said = `${judged} nodes and ${dated.length} groups without a node are of images of the last ${settings.days} days`
    return pass(`${said}${aside}`)
  },
  limits: 'What EKS Auto Mode runs is not judged where AWS does not show its images.',
  remedy:
    'Update the node group. CLI: aws eks update-nodegroup-version --cluster-name C --nodegroup-name N. IaC: ReleaseVersion of AWS::EKS::Nodegroup, ' +
    'release_version in Terraform. Karpenter replaces nodes when the alias in amiSelectorTerms names a newer image, and by expireAfter.',
  sameAs: [],
  examples: {
    pass: [
      { nodes: nodeImagesOf({ group: 'nodes-0' }, made('2025-11-07T00:00:00.000Z')), groups: groupsOf({}) },
      { nodes: nodeImagesOf(), groups: groupsOf(released('1.33.5-20251209')) },
      { nodes: nodeImagesOf({}), groups: groupsOf(released('1.50.0-9b4f6d3e', 'BOTTLEROCKET_ARM_64')) },
      // The group is of an old release, and its node of the one that it is being updated to.
      { nodes: nodeImagesOf({ group: 'nodes-0' }), groups: groupsOf(released('1.33.1-20250601')) },
    ],
    fail: [
      { nodes: nodeImagesOf({}, made('2025-11-05T00:00:00.000Z')), groups: groupsOf() },
      { nodes: nodeImagesOf({}), groups: groupsOf(released('1.33.1-20250601')) },
      { nodes: nodeImagesOf(), groups: groupsOf(released('1.33-2025.06.10', 'WINDOWS_CORE_2022_x86_64')) },
      { nodes: nodeImagesOf({}), groups: groupsOf(), with: { settings: { days: 2 } } },
    ],
    notApplicable: [
      { nodes: nodeImagesOf(), groups: [connectedCluster()] },
      { nodes: nodeImagesOf(), groups: groupsOf() },
      { nodes: nodeImagesOf(), groups: groupsOf(released('ami-0c55b159cbfafe1f0', 'CUSTOM')) },
    ],
  },
})

// `1.33.5-20251209` for Linux, `1.33-2025.12.09` for Windows; Bottlerocket and custom images have no date in it.
// https://docs.aws.amazon.com/eks/latest/userguide/eks-linux-ami-versions.html
const dateOf = (release: string): Instant | undefined => {
  const [, year, month, date] = /-(20\d\d)\.?(0[1-9]|1[0-2])\.?([0-3]\d)$/.exec(release) ?? []
  if (!year) return undefined
  const at = seconds(`${year}-${month}-${date}T00:00:00Z`)
  return Number.isNaN(at) ? undefined : instant(at)
}
