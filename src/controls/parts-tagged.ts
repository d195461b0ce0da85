// GOV-02: what hangs on a cluster is tagged as the cluster is.
import { defineControl, latest } from '../control.ts'
import { account, connectedCluster } from '../examples/example.ts'
import { type ExampleParts, partsOf } from '../examples/parts.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { partTags } from '../facts/part-tags.ts'
import { fail, notApplicable, pass } from '../model.ts'

const kinds: ExampleParts = {
  ...{ nodegroups: {}, addons: {}, profiles: {}, entries: {}, identities: {}, providers: {}, capabilities: {} },
}
const parts = (over: ExampleParts) => ({ parts: partsOf({ ...kinds, ...over }) })
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`
const untagged = { tags: {} }

export default defineControl({
  id: 'GOV-02',
  of: 'cluster',
  title: 'Node groups, add-ons, Fargate profiles, access entries, pod identities and identity providers are tagged',
  criteria: ['CC1.3', 'CC2.1'],
  severity: 'low',
  needs: { parts: latest(partTags) },
  // Keys that each must carry; without any, one tag of the customer's own is enough. A key without a value says nothing.
  settings: { required: [] as string[] },
  assess: ({ parts }, { settings: { required } }) => {
    if (parts === 'connected') return ofConnected
    const own = parts.filter(({ byEks }) => !byEks)
    const beside = own.length < parts.length ? `, beside ${parts.length - own.length} that EKS made by itself` : ''
    if (own.length === 0) return notApplicable(`nothing that could be tagged hangs on the cluster${beside}`)
    const wrong = own.flatMap(({ of, name, tags }) => {
      const missing = required.filter((key) => !tags[key]?.trim())
      const bare =
        required.length === 0 && Object.entries(tags).every(([key, value]) => key.startsWith('aws:') || !value.trim())
      return missing.length > 0 || bare ? [`${of} ${name} ${bare ? '' : `(${missing.join(', ')})`}`.trim()] : []
    })
    return wrong.length > 0
      ? fail(`${wrong.length} of ${own.length} without tags: ${wrong.join('; ')}`)
      : pass(`all ${own.length} are tagged${beside}`)
  },
  remedy:
    'Tag what is named: aws eks tag-resource --resource-arn ARN --tags owner=TEAM; tags of the cluster are not handed down.',
  sameAs: ['Security Hub EKS.7', 'AWS Config eks-addon-tagged'],
  examples: {
    pass: [
      parts({
        ...{ nodegroups: { nodes: {} }, addons: { 'vpc-cni': {} }, profiles: { batch: {} } },
        ...{ entries: { [role('Admin')]: {} }, identities: { 'a-1': {} }, providers: { sso: {} } },
        capabilities: { argocd: {} },
      }),
      // EKS itself makes an entry for the role of its nodes, and one for its own.
      parts({
        nodegroups: { nodes: {} },
        entries: {
          [role('prod-node')]: { type: 'EC2_LINUX', ...untagged },
          [role('aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS')]: untagged,
        },
      }),
      { ...parts({ addons: { 'vpc-cni': { tags: { owner: 'a' } } } }), with: { settings: { required: ['owner'] } } },
    ],
    fail: [
      parts({ nodegroups: { nodes: untagged } }),
      parts({ nodegroups: { nodes: { tags: { owner: ' ' } } } }),
      parts({ addons: { coredns: {}, 'vpc-cni': { tags: { 'aws:cloudformation:stack-name': 'x' } } } }),
      parts({ entries: { [role('Admin')]: untagged } }),
      parts({ nodegroups: { nodes: {} }, entries: { [role('prod-node')]: { type: 'STANDARD', ...untagged } } }),
      parts({ identities: { 'a-1': untagged } }),
      parts({ providers: { sso: untagged } }),
      { ...parts({ profiles: { batch: { tags: { owner: '' } } } }), with: { settings: { required: ['owner'] } } },
    ],
    notApplicable: [
      parts({}),
      parts({ identities: { 'a-1': { ownerArn: `arn:aws:eks:eu-central-1:${account}:addon/prod/x/1`, ...untagged } } }),
      { parts: [connectedCluster()] },
    ],
  },
})
