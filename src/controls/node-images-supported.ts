// NOD-01: nodes run an image that its maker still keeps up, or one that was approved.
import { some } from '../answers/some.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { groupsOf, nodeImagesOf } from '../examples/nodes.ts'
import { type NodeImage, nodeImages } from '../facts/node-images.ts'
import { nodeReleases } from '../facts/node-releases.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, type Instant, notApplicable, pass, unknown } from '../model.ts'

const al2 = { Name: 'amazon-eks-node-1.32-v20251112' }
const own = { Name: 'hardened-node-7', OwnerId: '444455556666', ImageOwnerAlias: undefined, Public: false }
const custom = { amiType: 'CUSTOM', releaseVersion: 'ami-0c55b159cbfafe1f0' }
const grouped = { group: 'nodes-0' }

export default defineControl({
  id: 'NOD-01',
  of: 'cluster',
  title: 'Nodes run supported images of AWS, or approved ones',
  criteria: ['CC6.8', 'CC7.1'],
  severity: 'high',
  needs: { nodes: latest(nodeImages), groups: latest(nodeReleases) },
  // Image ids, and account numbers whose images are approved.
  settings: { approved: [] as string[] },
  assess: ({ nodes, groups }, { asOf, settings: { approved } }) => {
    if (groups === 'connected') return ofConnected
    const typed = groups.map(({ name, amiType, release }) => ({
      name,
      amiType,
      image: release,
      of: ofType(amiType, asOf),
    }))
    const bad = [
      ...typed.flatMap(({ name, of }) => (of?.ended ? [`${name}: ${of.ended}`] : [])),
      // Of a group with a custom image and nodes the nodes tell whose it is.
      ...typed
        .filter(({ name, amiType }) => amiType === 'CUSTOM' && !nodes.some(({ group }) => group === name))
        .flatMap(({ name, image }) => (approved.includes(image) ? [] : [`${name}: ${image} is not approved`])),
      ...nodes.flatMap((node) => {
        const why = wrong(node, approved, asOf)
        return why ? [`${node.id}: ${why}`] : []
      }),
    ]
    if (bad.length > 0) return fail(some(bad, 4))
    const strange = typed.find(({ of, amiType }) => !of && amiType !== 'CUSTOM')
    if (strange) return unknown(`${strange.name}: nothing is known of the image type ${strange.amiType}`)
    // What EKS Auto Mode runs AWS chooses, and need not show to anybody.
    const gone = nodes.find(({ made, auto, image }) => !made && !auto && !approved.includes(image))
    if (gone) return unknown(`EC2 no longer shows ${gone.image}, which ${gone.id} runs`)
    if (nodes.length + groups.length === 0)
      return notApplicable('no EC2 instance and no managed node group is of this cluster')
    const types = [...new Set(groups.map(({ amiType }) => amiType))].sort()
    return pass(
      `${nodes.length} nodes, none of an ended or unapproved image; types of node groups: ${types.join(', ') || 'none'}`,
    )
  },
  limits: 'What EKS Auto Mode runs is not judged where AWS does not show its images.',
  remedy:
    'Make a node group with amiType AL2023_x86_64_STANDARD or BOTTLEROCKET_x86_64 (or _ARM_64), move the pods, delete the old one: the type of a group ' +
    'cannot be changed. CLI: aws eks create-nodegroup --ami-type. IaC: AmiType of AWS::EKS::Nodegroup, ami_type in Terraform. ' +
    'Karpenter: amiSelectorTerms with the alias al2023@VERSION. Approve images of your own in the setting `approved`.',
  sameAs: [],
  examples: {
    pass: [
      { nodes: nodeImagesOf(grouped, {}), groups: groupsOf({}) },
      {
        nodes: nodeImagesOf(),
        groups: groupsOf({ over: { amiType: 'BOTTLEROCKET_ARM_64', releaseVersion: '1.50.0-9b4f6d3e' } }),
      },
      {
        nodes: nodeImagesOf({ ...grouped, image: own }),
        groups: groupsOf({ over: custom }),
        with: { settings: { approved: ['444455556666'] } },
      },
      {
        nodes: nodeImagesOf(),
        groups: groupsOf({ over: custom }),
        with: { settings: { approved: [custom.releaseVersion] } },
      },
      // The day before its end.
      {
        nodes: nodeImagesOf(),
        groups: groupsOf({ over: { amiType: 'AL2_x86_64' } }),
        with: { asOf: '2025-11-25T00:20:00Z' },
      },
    ],
    fail: [
      { nodes: nodeImagesOf(), groups: groupsOf({ over: { amiType: 'AL2_x86_64' } }) },
      { nodes: nodeImagesOf({ image: al2 }), groups: groupsOf() },
      { nodes: nodeImagesOf({ image: own }), groups: groupsOf() },
      { nodes: nodeImagesOf({ ...grouped, image: own }), groups: groupsOf({ over: custom }) },
      { nodes: nodeImagesOf(), groups: groupsOf({ over: custom }) },
      // A name that anybody can give says nothing.
      { nodes: nodeImagesOf({ image: { ImageOwnerAlias: 'aws-marketplace' } }), groups: groupsOf() },
    ],
    notApplicable: [
      { nodes: nodeImagesOf(), groups: [connectedCluster()] },
      { nodes: nodeImagesOf(), groups: groupsOf() },
    ],
  },
})

// "Amazon EKS stopped publishing EKS-optimized Amazon Linux 2 (AL2) AMIs on November 26, 2025":
// https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html
const al2End: Instant = '2025-11-26T00:00:00Z'
const ended = 'Amazon Linux 2 for EKS ended on 2025-11-26'
const isEnded = (asOf: Instant): boolean => seconds(asOf) >= seconds(al2End)

// AMITypes in the EKS API reference. Undefined: a type that came later.
const ofType = (amiType: string, asOf: Instant): { ended?: string } | undefined => {
  if (/^AL2_(x86_64|x86_64_GPU|ARM_64)$/.test(amiType)) return isEnded(asOf) ? { ended } : {}
  return /^(AL2023_|BOTTLEROCKET_|WINDOWS_(CORE|FULL)_20(19|22|25)_)/.test(amiType) ? {} : undefined
}

// EKS's images of Amazon Linux 2 are called amazon-eks-node-VERSION-, and -arm64-node- or -gpu-node- for their kinds.
const isAl2 = (name: string): boolean => /^amazon-eks-((arm64|gpu)-)?node-1\.\d+-v/.test(name)

// Amazon's other images are not made for EKS: of those nobody says here until when they are kept up.
const isOfEks = (name: string): boolean =>
  /^(amazon-eks-((arm64|gpu)-)?node-|bottlerocket-aws-k8s-|Windows_Server-.+-EKS_Optimized-)/.test(name)

const wrong = ({ image, made, auto }: NodeImage, approved: string[], asOf: Instant): string | undefined => {
  if (approved.includes(image) || !made) return undefined
  if (made.byAmazon && isAl2(made.name) && isEnded(asOf)) return ended
  if (auto || (made.byAmazon && isOfEks(made.name)) || approved.includes(made.owner)) return undefined
  return `${image} (${made.name}) of ${made.owner} is not approved`
}
