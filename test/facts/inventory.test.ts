// The population of a region, from what its inventory could and could not read.
import { describe, expect, it } from 'vitest'
import { answered, describedCluster, none, subjects } from '../../src/examples/example.ts'
import { found } from '../../src/facts/inventory.ts'
import type { Exchange } from '../../src/model.ts'

const { region } = subjects
const clusters = (...names: string[]) => answered('eks:ListClusters', { include: ['all'] }, { clusters: names })
const repositories = (...names: string[]) =>
  answered(
    'ecr:DescribeRepositories',
    { maxResults: 1000 },
    {
      repositories: names.map((name) => ({
        repositoryArn: `arn:aws:ecr:eu-central-1:111122223333:repository/${name}`,
        repositoryName: name,
        createdAt: 1711958400,
      })),
    },
  )
const denied = ({ action, input, at }: Exchange): Exchange => ({
  ...{ action, input, at, host: null, date: null, requestId: null },
  ...{ got: 'failed', code: 'AccessDeniedException', message: 'no' },
})

describe('the inventory of a region', () => {
  it('names every cluster and repository by ARN and birth', () => {
    expect(found([clusters('prod'), describedCluster(), repositories('app')], region)).toEqual({
      subjects: [subjects.repository, { ...subjects.cluster, bornAt: '2024-03-14T15:31:44.348Z' }],
      unidentified: [],
      complete: { cluster: true, repository: true },
    })
  })

  it('keeps a cluster whose description was denied, by the ARN that it must have', () => {
    const {
      subjects: known,
      unidentified,
      complete,
    } = found([clusters('prod'), denied(describedCluster()), repositories()], region)
    expect(known).toEqual([])
    expect(unidentified).toEqual([
      {
        scope: 'cluster',
        id: subjects.cluster.id,
        name: 'prod',
        reason: 'eks:DescribeCluster failed: AccessDeniedException: no',
      },
    ])
    expect(complete.cluster).toBe(true)
  })

  it('one denied cluster hides no other', () => {
    const second = { ...describedCluster({ name: 'second', arn: 'arn:2' }), input: { name: 'second' } }
    const all = found([clusters('prod', 'second'), denied(describedCluster()), second, repositories()], region)
    expect(all.subjects.map(({ name }) => name)).toEqual(['second'])
    expect(all.unidentified.map(({ name }) => name)).toEqual(['prod'])
  })

  it('drops a cluster that was deleted after it was listed', () => {
    const gone = none('eks:DescribeCluster', { name: 'prod' }, 'ResourceNotFoundException')
    expect(found([clusters('prod'), gone, repositories()], region)).toMatchObject({ subjects: [], unidentified: [] })
  })

  it('is incomplete for clusters where their list was denied, and complete for repositories', () => {
    const all = found([denied(clusters()), repositories('app')], region)
    expect(all.complete).toEqual({ cluster: false, repository: true })
    expect(all.subjects).toEqual([subjects.repository])
  })

  it('is incomplete where the last page is missing', () => {
    const first = answered('eks:ListClusters', { include: ['all'] }, { clusters: [], nextToken: 'more' })
    expect(found([first, repositories()], region).complete.cluster).toBe(false)
  })

  it('is incomplete where a list is not as documented', () => {
    const odd = answered('ecr:DescribeRepositories', { maxResults: 1000 }, { repositories: 'none' })
    expect(found([clusters(), odd], region).complete).toEqual({ cluster: true, repository: false })
  })

  it('cannot tell apart what has no time of birth', () => {
    const ageless = answered(
      'ecr:DescribeRepositories',
      { maxResults: 1000 },
      { repositories: [{ repositoryArn: subjects.repository.id, repositoryName: 'app' }] },
    )
    expect(found([clusters(), ageless], region).unidentified).toMatchObject([{ id: subjects.repository.id }])
  })

  it('makes ARNs of the partition that the region belongs to', () => {
    const china = { ...region, region: 'cn-north-1', name: 'cn-north-1', id: 'aws://111122223333/cn-north-1' }
    const [one] = found([clusters('prod'), denied(describedCluster())], china).unidentified
    expect(one?.id).toBe('arn:aws-cn:eks:cn-north-1:111122223333:cluster/prod')
  })
})
