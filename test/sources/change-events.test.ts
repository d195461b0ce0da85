// The event history: which questions come to a region, and what of the answers counts.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lives, ofClusters, ofRepositories, tagging } from '../../src/changes/event-names.ts'
import { subjects } from '../../src/examples/example.ts'
import type { Answered, Exchange } from '../../src/model.ts'
import source from '../../src/sources/change-events.ts'
import { body, record, slot } from './record.ts'

const asked = (lines: Exchange[]): string[] =>
  lines
    .filter(({ action }) => action === 'cloudtrail:LookupEvents')
    .map(
      ({ input }) =>
        (input as { LookupAttributes: { AttributeValue: string }[] }).LookupAttributes[0]?.AttributeValue ?? '',
    )

const region = (clusters: Answered, repositories: Answered) => (action: string) =>
  action === 'eks:ListClusters' ? clusters : action === 'ecr:DescribeRepositories' ? repositories : body({ Events: [] })
const clusters = (...names: string[]) => body({ clusters: names })
const repositories = (...names: string[]) => body({ repositories: names.map((repositoryName) => ({ repositoryName })) })
const read = (...given: Parameters<typeof region>) => record(source, subjects.region, region(...given))
const lacks = (lines: Exchange[]) => source.lacks(lines, { subject: subjects.region, slot })

describe('the event history', () => {
  it('is asked for the births and deaths alone where a region holds nothing', async () => {
    const lines = await read(clusters(), repositories())
    expect(asked(lines)).toHaveLength(6)
    expect(asked(lines)).toContain('DeleteCluster')
    expect(lacks(lines)).toEqual([])
  })

  it('is asked for every write where a region holds both, each name once', async () => {
    const names = asked(await read(clusters('prod'), repositories('app')))
    expect(names).toEqual(expect.arrayContaining([...ofClusters, ...ofRepositories, ...tagging]))
    expect(new Set(names).size).toBe(names.length)
  })

  it.each([
    ['clusters', clusters('prod'), repositories()],
    ['repositories', clusters(), repositories('app')],
  ])('is asked for tags in a region of %s alone', async (_, ...given) => {
    expect(asked(await read(...given))).toEqual(expect.arrayContaining(tagging))
  })

  it('is asked in whole seconds of the slot, both ends of it', async () => {
    const [line] = (await read(clusters(), repositories())).filter(({ action }) => action === 'cloudtrail:LookupEvents')
    expect(line?.input).toMatchObject({ StartTime: 1_767_571_200, EndTime: 1_767_657_600 })
  })

  it.each([{}, { repositories: 3 }, { repositories: null }])(
    'is not whole where repositories came as %j',
    async (odd) => {
      expect(lacks(await read(clusters(), body(odd))).map(({ action }) => action)).toContain('cloudtrail:LookupEvents')
    },
  )

  it('of another slot proves nothing of this one', async () => {
    const lines = await read(clusters(), repositories())
    const next = { start: slot.end, end: '2026-01-07T00:00:00Z' }
    expect(source.lacks(lines, { subject: subjects.region, slot: next })).not.toEqual([])
  })
})

describe('the names that are asked for', () => {
  const commands = (client: string): string[] =>
    readdirSync(join(import.meta.dirname, `../../node_modules/@aws-sdk/${client}/dist-types/commands`)).flatMap(
      (file) => /^(\w+)Command\.d\.ts$/.exec(file)?.[1] ?? [],
    )
  const reads = /^(Describe|Get|List|BatchGet|BatchCheck|Validate)/
  // What they do changes no cluster and no repository.
  const aside: Record<string, string[]> = {
    'client-eks': [
      'StartInsightsRefresh',
      ...['Create', 'Delete', 'Update'].map((one) => `${one}EksAnywhereSubscription`),
    ],
    'client-ecr': [
      ...['CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'],
      ...['StartImageScan', 'StartLifecyclePolicyPreview', 'StartReplicationBackfill', 'StopReplicationBackfill'],
      ...['RegisterPullTimeUpdateExclusion', 'DeregisterPullTimeUpdateExclusion'],
    ],
  }

  it.each(['client-eks', 'client-ecr'])('are all writes of %s', (client) => {
    const known = new Set([...lives, ...ofClusters, ...ofRepositories, ...tagging, ...(aside[client] ?? [])])
    const writes = commands(client).filter((name) => !reads.test(name))
    expect(writes.length).toBeGreaterThan(20)
    expect(writes.filter((name) => !known.has(name))).toEqual([])
  })
})
