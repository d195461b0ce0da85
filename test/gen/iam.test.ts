// The generated IAM statements: whatever a source asks is granted to whom asks it, on the resource that AWS authorises.
import { describe, expect, it } from 'vitest'
import iam from '../../gen/iam.json' with { type: 'json' }
import { sources } from '../../gen/registry.ts'
import { actionsOf as needed, resourcesOf } from '../../scripts/gen/iam-resources.ts'
import { operations as signing } from '../../src/ledger/kms.ts'
import { operations as publishing } from '../../src/publish/operations.ts'

type Grants = { actions: string[]; resources: string[] }[]
const all: Record<string, Grants> = iam
const actionsOf = (name: string): string[] => (all[name] ?? []).flatMap(({ actions }) => actions)
const putsOf = (name: string): string[] =>
  (all[name] ?? []).flatMap(({ actions, resources }) => (actions.includes('s3:PutObject') ? resources : []))

describe('what is granted', () => {
  it.each(sources.filter(({ first }) => !first).map((source) => [source.id, source] as const))(
    'lets collect ask everything of %s',
    (_, { operations }) => {
      expect(actionsOf('collect')).toEqual(expect.arrayContaining(operations.flatMap(({ action }) => needed(action))))
    },
  )

  it.each(sources.filter(({ first }) => first).map((source) => [source.id, source] as const))(
    'lets plan ask everything of %s',
    (_, { operations }) => {
      expect(actionsOf('plan')).toEqual(expect.arrayContaining(operations.flatMap(({ action }) => needed(action))))
    },
  )

  it('lets ECR ask Inspector in the name of collect: enhanced findings are its own', () => {
    const asked = ['ecr:DescribeImageScanFindings', 'inspector2:ListCoverage', 'inspector2:ListFindings']
    expect(actionsOf('collect')).toEqual(expect.arrayContaining(asked))
  })

  it('lets seal use the key, and publish the Hub', () => {
    expect(actionsOf('seal')).toEqual(expect.arrayContaining(signing.map(({ action }) => action)))
    expect(actionsOf('publish')).toEqual(expect.arrayContaining(publishing.map(({ action }) => action)))
  })

  it('lets evaluate ask AWS nothing but the store', () => {
    expect(actionsOf('evaluate').filter((action) => !action.startsWith('s3:'))).toEqual([])
  })

  it('lets each function write its own part of a tick', () => {
    const parts = Object.keys(all).flatMap((name) => putsOf(name))
    expect(new Set(parts).size).toBe(parts.length)
    expect(putsOf('seal')).toEqual([
      ...['ticks/*/index.ndjson', 'ledger/*'].map((key) => `\${EvidenceBucket.Arn}/${key}`),
    ])
  })

  it('names every action but those that AWS authorises on nothing', () => {
    const wide = Object.values(all).flatMap((grants) => grants.filter(({ resources }) => resources.includes('*')))
    for (const { actions } of wide) for (const action of actions) expect(resourcesOf(action)).toEqual(['*'])
  })

  it('grants what S3 authorises by another name by that name', () => {
    expect(actionsOf('collect')).toContain('s3:GetReplicationConfiguration')
    expect(actionsOf('collect')).not.toContain('s3:GetBucketReplication')
  })

  it('refuses to grant an action that nobody looked up', () => {
    expect(() => resourcesOf('eks:DeleteCluster')).toThrow('eks:DeleteCluster: say in scripts/gen/iam-resources.ts')
  })
})
