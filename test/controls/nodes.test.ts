// The controls of nodes and load balancers over the demo's account, asked over the wire: what is good there, and what is not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import byTls from '../../src/controls/load-balancers-by-tls.ts'
import noOpenSsh from '../../src/controls/no-open-ssh.ts'
import imagesRecent from '../../src/controls/node-images-recent.ts'
import imagesSupported from '../../src/controls/node-images-supported.ts'
import metadataGuarded from '../../src/controls/node-metadata-guarded.ts'
import volumesEncrypted from '../../src/controls/node-volumes-encrypted.ts'
import repaired from '../../src/controls/nodes-repaired.ts'
import roomToScale from '../../src/controls/room-to-scale.ts'
import eksCluster from '../../src/sources/eks-cluster.ts'
import { type Demo, openDemo } from '../sources/demo-account.ts'
import { clusterOf, denying, judged } from './judged.ts'

let demo: Demo
beforeAll(async () => {
  demo = await openDemo()
})
afterAll(() => demo.close())

const judgedOf = (control: Parameters<typeof judged>[1], name: string, settings?: Parameters<typeof judged>[3]) =>
  judged(demo, control, clusterOf(demo, name), settings)
const all = [volumesEncrypted, metadataGuarded, noOpenSsh, imagesSupported, imagesRecent, byTls, roomToScale, repaired]

describe('the nodes of the demo', () => {
  it.each([
    ['prod', 'pass pass pass pass pass pass fail pass'],
    ['staging', 'fail fail pass fail pass fail fail fail'],
    ['analytics', 'fail fail fail fail fail unknown fail fail'],
  ])('of %s are judged control by control', async (name, expected) => {
    const said = await Promise.all(all.map((control) => judgedOf(control, name)))
    expect(said.map(({ outcome }) => outcome).join(' '), said.map(({ reason }) => reason).join('\n')).toBe(expected)
  })

  it('say which volume, which node and which image is meant', async () => {
    expect((await judgedOf(volumesEncrypted, 'staging')).reason).toMatch(
      /^1 of 6 volumes are not encrypted: vol-\w+ of i-\w+$/,
    )
    expect((await judgedOf(metadataGuarded, 'staging')).reason).toMatch(
      /^1 of 6 nodes: i-\w+ of legacy: IMDSv1 and hop limit 2$/,
    )
    expect((await judgedOf(imagesSupported, 'staging')).reason).toContain(
      'legacy: Amazon Linux 2 for EKS ended on 2025-11-26',
    )
  })

  it('say of load balancers what is wrong with which listener', async () => {
    expect((await judgedOf(byTls, 'staging')).reason).toBe(
      'k8s-web (application) HTTP 80 is plain HTTP, k8s-web (application) HTTPS 443 by ELBSecurityPolicy-2016-08',
    )
    expect((await judgedOf(byTls, 'analytics')).reason).toContain('k8s-jobs (network) TCP 443')
    const settings = { passThrough: ['443'] }
    expect((await judgedOf(byTls, 'analytics', settings)).outcome).toBe('pass')
  })
})

describe('one denial', () => {
  it.each([
    ['ec2', 'DescribeInstances', volumesEncrypted],
    ['ec2', 'DescribeInstances', metadataGuarded],
    ['ec2', 'DescribeVolumes', volumesEncrypted],
    ['ec2', 'DescribeLaunchTemplateVersions', metadataGuarded],
    ['ec2', 'GetEbsEncryptionByDefault', volumesEncrypted],
    ['ec2', 'GetInstanceMetadataDefaults', metadataGuarded],
    ['ec2', 'DescribeImages', imagesRecent],
    ['ec2', 'DescribeSecurityGroups', noOpenSsh],
    ['elbv2', 'DescribeLoadBalancers', byTls],
    ['elbv2', 'DescribeTags', byTls],
    ['elbv2', 'DescribeListeners', byTls],
    ['elbv2', 'DescribeRules', byTls],
    ['elb', 'DescribeLoadBalancers', byTls],
  ] as const)('of %s:%s makes what rests on it unknown', async (service, operation, control) => {
    const said = await denying(demo, service, operation, () => judgedOf(control, 'prod'))
    expect(said).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/UnauthorizedOperation|AccessDenied/),
    })
  })

  it('of images leaves volumes and metadata known', async () => {
    const of = (control: typeof metadataGuarded | typeof volumesEncrypted) =>
      denying(demo, 'ec2', 'DescribeImages', () => judgedOf(control, 'prod'))
    expect((await of(metadataGuarded)).outcome).toBe('pass')
    expect((await of(volumesEncrypted)).outcome).toBe('pass')
  })
})

describe('user data of launch templates', () => {
  it('is in no line, and its line says so', async () => {
    const { lines } = await demo.read(eksCluster, clusterOf(demo, 'prod'))
    const templates = lines.filter(({ action }) => action === 'ec2:DescribeLaunchTemplateVersions')
    expect(templates.length).toBe(4)
    for (const line of templates) {
      expect(line).toMatchObject({ redacted: ['LaunchTemplateVersions[].LaunchTemplateData.UserData'] })
      expect(JSON.stringify(line)).toContain('"UserData":"[redacted]"')
    }
  })
})
