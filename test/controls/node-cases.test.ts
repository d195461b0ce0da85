// Nodes and load balancers that look well kept, and are not, or not known to be.
import { describe, expect, it } from 'vitest'
import byTls from '../../src/controls/load-balancers-by-tls.ts'
import noOpenSsh from '../../src/controls/no-open-ssh.ts'
import imagesRecent from '../../src/controls/node-images-recent.ts'
import imagesSupported from '../../src/controls/node-images-supported.ts'
import metadataGuarded from '../../src/controls/node-metadata-guarded.ts'
import volumesEncrypted from '../../src/controls/node-volumes-encrypted.ts'
import { balancersOf, type ExampleBalancer } from '../../src/examples/balancers.ts'
import { answered, none } from '../../src/examples/example.ts'
import { ingressOf } from '../../src/examples/ingress.ts'
import {
  type ExampleNode,
  encryptedByDefault,
  groupsOf,
  instancesOf,
  nodeImagesOf,
  templatesOf,
  volumesOf,
} from '../../src/examples/nodes.ts'
import type { Exchange } from '../../src/model.ts'
import { run } from './run.ts'

const byDefault = [answered('ec2:GetInstanceMetadataDefaults', {}, { AccountLevel: { ManagedBy: 'account' } })]
const open = {
  over: { MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'optional', HttpPutResponseHopLimit: 1 } },
}
const metadata = (...of: ExampleNode[]) =>
  run(metadataGuarded, { nodes: instancesOf(...of), groups: templatesOf(), byDefault })

describe('whose an instance is', () => {
  it.each([
    ['aws:eks:cluster-name', 'prod'],
    ['eks:cluster-name', 'prod'],
    ['eks:eks-cluster-name', 'prod'],
    ['kubernetes.io/cluster/prod', 'owned'],
    ['kubernetes.io/cluster/prod', ''],
  ])('is told by the tag %s=%s alone', (key, value) => {
    expect(metadata({ ...open, tags: { [key]: value } }).outcome).toBe('fail')
  })

  it('is not told by a tag that only begins as its name does', () => {
    expect(metadata({ ...open, tags: { 'kubernetes.io/cluster/prod-2': 'owned' } }).outcome).toBe('not-applicable')
    expect(metadata({ ...open, tags: { 'eks:cluster-name': 'prod-2' } }).outcome).toBe('not-applicable')
  })

  it('can be of two clusters that share it', () => {
    const tags = { 'kubernetes.io/cluster/other': 'shared', 'kubernetes.io/cluster/prod': 'shared' }
    expect(metadata({ ...open, tags }).outcome).toBe('fail')
  })

  it.each(['eks:cluster-name', 'eks:eks-cluster-name'])('is not given away by adding the tag %s', (key) => {
    const tags = { 'kubernetes.io/cluster/prod': 'owned', [key]: 'ghost' }
    expect(metadata({ ...open, tags }).outcome).toBe('fail')
  })

  it('is what the tag of AWS says, whatever else it is tagged', () => {
    const tags = { 'aws:eks:cluster-name': 'other', 'kubernetes.io/cluster/prod': 'owned' }
    expect(metadata({}, { ...open, tags }).outcome).toBe('pass')
  })

  it("is nobody else's matter where somebody gave a tag without a name", () => {
    expect(metadata({}, { ...open, tags: { 'eks:cluster-name': '', 'kubernetes.io/cluster/': 'owned' } }).outcome).toBe(
      'pass',
    )
  })
})

describe('an instance of EKS Auto Mode', () => {
  const Operator = { Managed: true, Principal: 'eks.amazonaws.com' }
  const tags = { 'eks:eks-cluster-name': 'prod' }

  it('is judged as any other, and said to be one', () => {
    expect(metadata({ tags, over: { Operator } })).toMatchObject({
      outcome: 'pass',
      reason: expect.stringContaining('1 of them of EKS Auto Mode'),
    })
    expect(metadata({ tags, over: { ...open.over, Operator } }).outcome).toBe('fail')
  })

  it('may run an image that nobody is shown: that is neither old nor unknown', () => {
    const auto = { tags, over: { Operator }, image: null }
    const alone = run(imagesRecent, { nodes: nodeImagesOf(auto), groups: groupsOf() })
    expect(alone).toMatchObject({ outcome: 'not-applicable', reason: expect.stringContaining('EKS Auto Mode') })
    expect(run(imagesRecent, { nodes: nodeImagesOf(auto, {}), groups: groupsOf() }).outcome).toBe('pass')
    expect(run(imagesRecent, { nodes: nodeImagesOf(auto, { image: null }), groups: groupsOf() }).outcome).toBe(
      'unknown',
    )
    expect(run(imagesSupported, { nodes: nodeImagesOf(auto), groups: groupsOf() }).outcome).toBe('pass')
  })
})

describe('a node group without a node', () => {
  const group = { template: { BlockDeviceMappings: [] } }
  const asked = { LaunchTemplateId: 'lt-00000000000000001', Versions: ['3'] }
  const gone = [
    ...groupsOf(group),
    none('ec2:DescribeLaunchTemplateVersions', asked, 'InvalidLaunchTemplateId.NotFound'),
  ]

  it('whose launch template is gone is unknown', () => {
    const off = encryptedByDefault(false)
    expect(run(volumesEncrypted, { nodes: volumesOf(), groups: gone, byDefault: off })).toMatchObject({
      outcome: 'unknown',
      reason: 'nodes-0 has no node: its launch template is gone',
    })
    expect(run(metadataGuarded, { nodes: instancesOf(), groups: gone, byDefault }).outcome).toBe('unknown')
  })

  it('does not hide what a running node of another group does', () => {
    const nodes = volumesOf({ encrypted: false })
    expect(run(volumesEncrypted, { nodes, groups: gone, byDefault: encryptedByDefault(true) }).outcome).toBe('fail')
  })

  it('that leaves metadata to its image is unknown', () => {
    const said = run(metadataGuarded, { nodes: instancesOf({}), groups: templatesOf(group), byDefault })
    expect(said).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('HttpTokens or HttpPutResponse') })
  })

  it('with a custom image may have a system disk that is encrypted or not', () => {
    const judged = (...BlockDeviceMappings: object[]) => {
      const groups = templatesOf({ over: { amiType: 'CUSTOM' }, template: { BlockDeviceMappings } })
      return run(volumesEncrypted, { nodes: volumesOf(), groups, byDefault: encryptedByDefault(false) }).outcome
    }
    expect(judged()).toBe('unknown')
    // Larger than the image has it, and otherwise as the image has it.
    expect(judged({ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 80 } })).toBe('unknown')
    expect(judged({ DeviceName: '/dev/xvda', Ebs: { Encrypted: false } })).toBe('fail')
  })

  it('of Bottlerocket has two disks, and both count', () => {
    const Ebs = { Encrypted: true }
    const disks = (...names: string[]) =>
      templatesOf({
        over: { amiType: 'BOTTLEROCKET_ARM_64' },
        template: { BlockDeviceMappings: names.map((DeviceName) => ({ DeviceName, Ebs })) },
      })
    const judged = (groups: Exchange[]) =>
      run(volumesEncrypted, { nodes: volumesOf(), groups, byDefault: encryptedByDefault(false) }).outcome
    expect(judged(disks('/dev/xvda'))).toBe('fail')
    expect(judged(disks('/dev/xvda', '/dev/xvdb'))).toBe('pass')
  })

  it('of a template without a version is asked for by the default one', () => {
    const over = { launchTemplate: { name: 'prod-nodes-0' }, diskSize: null }
    const versions = [
      { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } } },
    ]
    const input = { LaunchTemplateName: 'prod-nodes-0', Versions: ['$Default'] }
    const groups = [
      ...groupsOf({ over }),
      answered('ec2:DescribeLaunchTemplateVersions', input, { LaunchTemplateVersions: versions }),
    ]
    expect(run(metadataGuarded, { nodes: instancesOf(), groups, byDefault }).outcome).toBe('pass')
  })
})

describe('what EC2 does not show', () => {
  it('of a volume is not that it is encrypted', () => {
    const [instances, volumes] = volumesOf({}, {})
    if (volumes?.got !== 'body' || !instances) throw new Error('no volumes')
    const body = volumes.body as { Volumes: object[] }
    const nodes = [instances, { ...volumes, body: { Volumes: body.Volumes.slice(1) } }]
    const said = run(volumesEncrypted, { nodes, groups: templatesOf(), byDefault: encryptedByDefault(true) })
    expect(said).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('did not describe vol-') })
  })

  it('of an image is not that it is recent or supported', () => {
    const nodes = nodeImagesOf({ image: null })
    expect(run(imagesRecent, { nodes, groups: groupsOf() }).outcome).toBe('unknown')
    expect(run(imagesSupported, { nodes, groups: groupsOf() }).outcome).toBe('unknown')
    const approved = { settings: { approved: ['ami-00000000000000001'] } }
    expect(run(imagesSupported, { nodes, groups: groupsOf(), with: approved }).outcome).toBe('pass')
  })

  it('of a security group is not that it is closed', () => {
    const nodes = instancesOf({})
    const example = { groups: groupsOf(), templates: templatesOf(), nodes, ingress: [ingressOf({ 'sg-1': [] })] }
    expect(run(noOpenSsh, example)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('not shown') })
  })
})

describe('a type of image', () => {
  it('that came later is unknown and not supported', () => {
    const groups = groupsOf({ over: { amiType: 'AL2027_x86_64_STANDARD' } })
    const said = run(imagesSupported, { nodes: nodeImagesOf(), groups })
    expect(said).toEqual({
      outcome: 'unknown',
      reason: 'nodes-0: nothing is known of the image type AL2027_x86_64_STANDARD',
    })
  })

  it('of Amazon Linux 2 is told by its name where Karpenter or somebody by hand started it', () => {
    const named = (Name: string) =>
      run(imagesSupported, { nodes: nodeImagesOf({ image: { Name } }), groups: groupsOf() }).outcome
    expect(
      [
        'amazon-eks-node-1.32-v20251112',
        'amazon-eks-arm64-node-1.31-v20250704',
        'amazon-eks-gpu-node-1.30-v20250704',
      ].map(named),
    ).toEqual(Array(3).fill('fail'))
    expect(named('amazon-eks-node-al2023-x86_64-standard-1.32-v20251112')).toBe('pass')
  })

  it('of Amazon that is not made for EKS is not supported as if it were', () => {
    const named = (Name: string) =>
      run(imagesSupported, { nodes: nodeImagesOf({ image: { Name } }), groups: groupsOf() }).outcome
    expect(named('amzn2-ami-hvm-2.0.20251014.0-x86_64-gp2')).toBe('fail')
    expect(named('bottlerocket-aws-k8s-1.33-fips-x86_64-v1.50.0-9b4f6d3e')).toBe('pass')
    expect(named('Windows_Server-2022-English-Core-EKS_Optimized-1.33-2025.12.15')).toBe('pass')
  })
})

describe('a load balancer', () => {
  const judged = (...all: ExampleBalancer[]) => run(byTls, { balancers: balancersOf(...all) })
  const https = { port: 443, protocol: 'HTTPS', policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }

  it.each(['TCP', 'UDP', 'TCP_UDP', 'QUIC'])('that hands on %s is unknown and not by TLS', (protocol) => {
    const said = judged({ listeners: [https] }, { kind: 'network', listeners: [{ port: 443, protocol }] })
    expect(said).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining(`(network) ${protocol} 443`) })
  })

  it.each(['ELBSecurityPolicy-2016-08', 'ELBSecurityPolicy-TLS13-1-0-2021-06', 'ELBSecurityPolicy-FS-2018-06', 'mine'])(
    'by %s takes more than TLS 1.2',
    (policy) => {
      expect(judged({ listeners: [{ ...https, policy }] }).outcome).toBe('fail')
    },
  )

  it.each([
    ['k8s-mine', 'mine'],
    // By the name of one of AWS's, and with ciphers of its own.
    ['ELBSecurityPolicy-TLS-1-2-2017-01', 'ELBSecurityPolicy-TLS-1-2-2017-01'],
  ])('of the first generation by a policy that somebody put together as %s is judged by that name', (PolicyName) => {
    const lines = balancersOf({ kind: 'classic', listeners: [{ port: 443, protocol: 'SSL', policy: 'mine' }] })
    const own = { PolicyName, PolicyTypeName: 'SSLNegotiationPolicyType', PolicyAttributeDescriptions: [] }
    const balancers = JSON.parse(
      JSON.stringify(
        lines.map((line) =>
          line.action === 'elb:DescribeLoadBalancerPolicies' ? { ...line, body: { PolicyDescriptions: [own] } } : line,
        ),
      ).replaceAll('"k8s-mine"', JSON.stringify(PolicyName)),
    )
    expect(run(byTls, { balancers })).toMatchObject({ outcome: 'fail', reason: expect.stringContaining(PolicyName) })
  })

  it.each([
    ['elbv2:DescribeListeners', 'LoadBalancerNotFoundException', { listeners: [{ port: 80, protocol: 'HTTP' }] }],
    ['elbv2:DescribeRules', 'ListenerNotFoundException', { listeners: [https, { port: 80, protocol: 'HTTP' }] }],
    [
      'elb:DescribeLoadBalancerPolicies',
      'AccessPointNotFoundException',
      { kind: 'classic' as const, listeners: [{ port: 443, protocol: 'SSL', policy: 'mine' }] },
    ],
  ])('that is gone when %s is asked takes nothing any more', (action, code, balancer) => {
    const lines = balancersOf(
      { kind: 'network', listeners: [{ port: 443, protocol: 'TLS', policy: https.policy }] },
      balancer,
    )
    const last = lines.filter((line) => line.action === action).at(-1)
    const behind = lines.filter(
      ({ action: one }) => action !== 'elbv2:DescribeListeners' || one !== 'elbv2:DescribeRules',
    )
    const balancers = behind.map((line) =>
      line === last ? none(last.action, last.input as Record<string, unknown>, code) : line,
    )
    expect(run(byTls, { balancers }).outcome).toBe('pass')
  })

  it('whose tags were not told is not "of nobody"', () => {
    const lines = balancersOf({ listeners: [https] }, { tags: {}, listeners: [] })
    const balancers = lines.map((line) =>
      line.action === 'elbv2:DescribeTags' && line.got === 'body'
        ? {
            ...line,
            body: { TagDescriptions: (line.body as { TagDescriptions: object[] }).TagDescriptions.slice(0, 1) },
          }
        : line,
    )
    expect(run(byTls, { balancers })).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('DescribeTags'),
    })
  })
})
