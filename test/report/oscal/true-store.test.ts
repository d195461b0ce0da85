// The thirty hours of the fixture as OSCAL: valid, and of every verdict that turned an observation that links what is stored.
import { beforeAll, describe, expect, it } from 'vitest'
import { oscalOf } from '../../../src/report/oscal/oscal.ts'
import { gather } from '../../../src/report/period/gather.ts'
import type { Period } from '../../../src/report/period/period.ts'
import { catalog } from '../../prove/account.ts'
import { honest } from '../../prove/fixture.ts'
import type { Memory } from '../../prove/memory-store.ts'
import { type Document, hasSchema, schemaFaults } from './schema.ts'

let period: Period
let store: Memory
let document: Document
beforeAll(async () => {
  const at = await honest()
  store = at.store
  period = await gather({ store, pins: at.pins, catalog })
  const pieces = oscalOf({ period, catalog, by: { version: '0.1.0', commit: '0'.repeat(40) } })
  document = JSON.parse([...pieces].join(''))['assessment-results']
}, 120_000)

describe('of a true store', () => {
  it.skipIf(!hasSchema)('is valid (skipped where the shared folder is absent)', () => {
    expect(schemaFaults()({ 'assessment-results': document })).toEqual([])
  })

  it('has an observation for every turn, and a risk for every failure', () => {
    const turns = [...period.turns.values()].flat()
    const observed = document.results[0].observations.filter(({ types }) => types.includes('control-objective'))
    expect([observed.length > 100, observed.length]).toEqual([true, turns.length])
    const failed = turns.filter(({ outcome }) => outcome === 'fail')
    expect(observed.filter(({ types }) => types.includes('finding'))).toHaveLength(failed.length)
    expect(document.results[0].risks.length).toBeGreaterThan(5)
  })

  it('names each thing once', () => {
    const { observations, risks, findings } = document.results[0]
    const ids = [...observations, ...risks, ...findings].map(({ uuid }) => uuid)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('links objects that lie in the store, by their versions and digests', async () => {
    const linked = document['back-matter'].resources.slice(1)
    expect(linked.length).toBeGreaterThan(50)
    const odd = []
    for (const { rlinks } of linked) {
      const [, key = '', versionId = ''] = /^s3:\/\/[^/]+\/(.+)\?versionId=(.+)$/.exec(rlinks[0].href) ?? []
      const found = await store.get({ key, versionId: decodeURIComponent(versionId) })
      if (found?.ref.sha256 !== `sha256:${rlinks[0].hashes?.[0]?.value}`) odd.push(rlinks[0].href)
    }
    expect(odd).toEqual([])
  })

  it('calls nothing satisfied of which an observation failed or is unknown', () => {
    const { findings, observations } = document.results[0]
    const satisfied = findings.filter(({ target }) => target.status.state === 'satisfied')
    const bad = new Set(
      observations
        .filter(
          ({ title, props }) => /: (fail|unknown)$/.test(title) && !props?.some(({ name }) => name === 'superseded'),
        )
        .map(({ title }) => title.split(' ')[0]),
    )
    expect(satisfied.length).toBeGreaterThan(5)
    expect(satisfied.filter(({ target }) => bad.has(target['target-id'].toUpperCase()))).toEqual([])
  })
})
