// Facts over answers as AWS itself documents them. Third-party data that lies beside the project: skipped where absent.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { outsiders } from '../../src/answers/policy.ts'
import { answered, subjects } from '../../src/examples/example.ts'
import type { Fact } from '../../src/fact.ts'
import { addons } from '../../src/facts/addons.ts'
import { authenticationMode } from '../../src/facts/authentication-mode.ts'
import { clusterHealth } from '../../src/facts/cluster-health.ts'
import { clusterState } from '../../src/facts/cluster-state.ts'
import { controlPlaneLogging } from '../../src/facts/control-plane-logging.ts'
import { deletionProtection } from '../../src/facts/deletion-protection.ts'
import { endpointAccess } from '../../src/facts/endpoint-access.ts'
import { insights } from '../../src/facts/insights.ts'
import { lifecyclePolicy } from '../../src/facts/lifecycle-policy.ts'
import { networkPolicy } from '../../src/facts/network-policy.ts'
import { nodeRemoteAccess } from '../../src/facts/node-remote-access.ts'
import { nodeVersions } from '../../src/facts/node-versions.ts'
import { repositoryPolicy } from '../../src/facts/repository-policy.ts'
import { addPage, finish } from '../../src/facts/scan-page.ts'
import { secretsEncryption } from '../../src/facts/secrets-encryption.ts'

const data = join(import.meta.dirname, '../../../shared/data/aws-api-answers')
const has = existsSync(data)
const body = (path: string): unknown => JSON.parse(readFileSync(join(data, path), 'utf8'))
const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' }
const read = <T>(fact: Fact<T>, ...lines: [action: `${string}:${string}`, path: string][]) =>
  fact.read(
    lines.map(([action, path]) => answered(action, {}, body(path))),
    { subject: subjects[fact.of], slot },
  )

describe.skipIf(!has)(`answers as documented${has ? '' : ' (skipped: no ../shared/data)'}`, () => {
  const cluster = ['eks:DescribeCluster', 'eks/describe-cluster.1.json'] as ['eks:DescribeCluster', string]
  const nodes = [
    cluster,
    ['eks:ListNodegroups', 'eks/list-nodegroups.1.json'],
    ['eks:DescribeNodegroup', 'eks/describe-nodegroup.1.json'],
  ] as ['eks:DescribeCluster', string][]

  it('tell of a cluster', () => {
    expect(read(endpointAccess, cluster)).toEqual({ public: true, private: true, cidrs: ['22.19.18.2/32'] })
    expect(read(secretsEncryption, cluster)).toMatchObject({ version: '1.26', keys: [] })
    expect(read(authenticationMode, cluster)).toBe('API_AND_CONFIG_MAP')
    expect(read(clusterHealth, cluster)).toEqual([])
    expect(read(controlPlaneLogging, cluster)).toHaveLength(5)
    expect(read(clusterState, cluster)).toMatchObject({ things: { cluster: { version: '"1.26"' } } })
  })

  it('tell nothing of a member that the answer of that time did not have', () => {
    expect(read(deletionProtection, cluster)).toMatchObject({ outcome: 'unknown' })
  })

  it('tell of insights, by what each was since when', () => {
    const lines = [
      cluster,
      ['eks:ListInsights', 'eks/list-insights.1.json'],
      ['eks:DescribeInsight', 'eks/describe-insight.1.json'],
    ] as ['eks:DescribeCluster', string][]
    expect(read(insights, ...lines)).toMatchObject([
      { category: 'UPGRADE_READINESS', version: '1.33', status: 'PASSING', since: '2025-05-24T16:22:50Z' },
    ])
  })

  it('tell of an add-on, whose owner the answer of that time did not name', () => {
    const lines = [
      cluster,
      ['eks:ListAddons', 'eks/list-addons.1.json'],
      ['eks:DescribeAddon', 'eks/describe-addon.1.json'],
    ] as ['eks:DescribeCluster', string][]
    expect(read(addons, ...lines)).toMatchObject([{ name: 'vpc-cni', version: 'v1.16.4-eksbuild.2', owner: null }])
    expect(read(networkPolicy, ...lines)).toMatchObject({ vpcCni: 'unset', autoMode: false })
  })

  it('tell of node groups', () => {
    expect(read(nodeVersions, ...nodes)).toEqual([{ name: 'my-eks-nodegroup', version: '1.26', controlPlane: '1.26' }])
    expect(read(nodeRemoteAccess, ...nodes)).toMatchObject([{ key: null, byTemplate: false }])
  })

  it('tell of the policies of a repository', () => {
    expect(read(lifecyclePolicy, ['ecr:GetLifecyclePolicy', 'ecr/get-lifecycle-policy.1.json'])).toEqual([
      { priority: 1, action: 'expire', selects: 'untagged, sinceImagePushed 14 days' },
    ])
    const policy = read(repositoryPolicy, ['ecr:GetRepositoryPolicy', 'ecr/get-repository-policy.1.json'])
    expect(Array.isArray(policy) && outsiders(policy, ['012345678910'])).toEqual(['*'])
  })

  it('tell what a basic scan found', () => {
    const scan = finish(addPage(undefined, body('ecr/describe-image-scan-findings.1.json')))
    expect(scan).toMatchObject({ status: 'COMPLETE', counts: { MEDIUM: 1 }, urgent: [] })
  })

  it('tell nothing of an enhanced scan without the time at which it was done', () => {
    const path = 'ecr-enhanced/describe-image-scan-findings.enhanced.json'
    expect(addPage(undefined, body(path))).toMatchObject({ counts: { MEDIUM: 1, UNTRIAGED: 1 } })
    expect(finish(addPage(undefined, body(path)))).toMatchObject({ status: 'NOT_DOCUMENTED' })
  })
})
