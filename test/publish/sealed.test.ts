// From a real ledger: what a few ticks of two regions come to in Security Hub, and in the record that is sealed with the next.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disableHub, enableHub } from '../../sandbox/services/security-hub.ts'
import { sha256 } from '../../src/digest.ts'
import { readAt } from '../../src/ledger/chain.ts'
import { readPublished } from '../../src/publish/published.ts'
import { failingSince } from '../../src/sla.ts'
import { isSlotLine, readEvaluation, readIndex } from '../../src/store/documents.ts'
import { indexKey, parseKey, publishedKey } from '../../src/store/keys.ts'
import { type Account, base, catalog, home, openAccount, tickAt } from '../prove/account.ts'

let at: Account
const ticks = 5
beforeAll(async () => {
  at = await openAccount()
  enableHub(at.hub, 'us-east-1', base)
  for (let hour = 0; hour < ticks; hour++) {
    // One hour in which EKS says too little, and one in which Security Hub is off.
    const denied = { kind: 'error' as const, code: 'AccessDeniedException', status: 403, message: 'no' }
    if (hour === 0) at.sandbox.faults.add({ effect: denied, service: 'eks', operation: 'ListAddons', times: 1 })
    if (hour === 2) disableHub(at.hub, 'us-east-1')
    await at.tick(hour)
    if (hour === 2) enableHub(at.hub, 'us-east-1', tickAt(hour))
  }
}, 200_000)
afterAll(() => at.close())

const findings = (region: string): AwsSecurityFinding[] =>
  [...(at.hub.hubs[region]?.findings.values() ?? [])].map(({ finding }) => finding as unknown as AwsSecurityFinding)
const of = (region: string, generator: string) =>
  findings(region).filter(({ GeneratorId }) => GeneratorId?.startsWith(generator))
const record = async (hour: number) => {
  const found = await at.store.get({ key: publishedKey(tickAt(hour + 1), tickAt(hour)) })
  return readPublished(found?.body ?? new Uint8Array())
}

it('tells one incident, hour after hour, that names its hits, which name its newest timeline', async () => {
  const [incident, ...more] = of('us-east-1', 'eks-evidence/incident')
  expect(more).toEqual([])
  const key = incident?.ProductFields?.['eks-evidence/timeline/key'] ?? ''
  expect(parseKey(key)).toMatchObject({ kind: 'timeline', tick: tickAt(ticks - 1) })
  const timeline = await at.store.get({ key })
  expect(incident?.ProductFields?.['eks-evidence/timeline/sha256']).toBe(sha256(timeline?.body ?? ''))
  const [hit] = of('us-east-1', 'eks-evidence/detection/DET-23')
  expect(incident?.RelatedFindings?.map(({ Id }) => Id)).toEqual([hit?.Id])
  expect([hit?.RelatedFindings?.[0]?.Id, hit?.ProductFields?.['eks-evidence/timeline/key']]).toEqual([
    incident?.Id,
    key,
  ])
})

it('says of a cluster what the newest reading says, in each region', () => {
  for (const region of [home, 'us-east-1']) {
    const clusters = of(region, 'eks-evidence/control/').flatMap(({ Resources = [] }) =>
      Resources.filter(({ Type }) => Type === 'AwsEksCluster'),
    )
    expect(clusters.length).toBeGreaterThan(5)
    for (const { Details, Partition, Region, Tags } of clusters)
      expect({ Details, Partition, Region, Tags }).toMatchObject({
        Details: { AwsEksCluster: { Version: expect.stringMatching(/^1\.\d\d$/), ClusterStatus: 'ACTIVE' } },
        Partition: 'aws',
        Region: region,
        Tags: { environment: expect.any(String) },
      })
  }
})

describe('the heartbeat', () => {
  it('names the entry of the first tick of the day, and its digest', async () => {
    const [beat, ...more] = of(home, 'eks-evidence/heartbeat')
    const entry = await readAt(at.store, { sequence: 1 })
    expect([more, beat?.ProductFields?.['eks-evidence/head']]).toEqual([[], entry?.sha256])
  })

  it('counts the slots of the day, each once, and what is still owed', async () => {
    const { counts } = (await readAt(at.store, { sequence: 1 }))?.tick ?? { counts: undefined }
    const [beat] = of(home, 'eks-evidence/heartbeat')
    expect(beat?.ProductFields).toMatchObject({
      'eks-evidence/slots/read': String((counts?.complete ?? 0) + (counts?.empty ?? 0)),
      'eks-evidence/slots/open': '1',
      'eks-evidence/slots/missed': '0',
    })
  })
})

describe('the record', () => {
  it('counts what a count of every newest evaluation counts', async () => {
    const newest = new Map<string, ReturnType<typeof readEvaluation>>()
    for await (const { key } of at.store.list('ticks/')) {
      const parsed = parseKey(key)
      if (parsed?.kind !== 'evaluation') continue
      newest.set(parsed.subject, readEvaluation((await at.store.get({ key }))?.body ?? new Uint8Array()))
    }
    const severities = new Map(catalog.controls.map(({ id, severity }) => [id, severity]))
    const failing = { low: 0, medium: 0, high: 0, critical: 0 }
    let unread = 0
    for (const { verdicts } of newest.values()) {
      const last = new Map(
        verdicts.toSorted((a, b) => (a.slot.start < b.slot.start ? -1 : 1)).map((one) => [one.control, one]),
      )
      for (const verdict of last.values()) {
        if (verdict.outcome === 'unknown') unread++
        if (failingSince(verdict) !== undefined) failing[severities.get(verdict.control) ?? 'low']++
      }
    }
    const { figures } = await record(ticks - 1)
    expect(figures).toMatchObject({ counted: tickAt(0), failing, unread })
  })

  it('counts what slots lack, and what Security Hub refused', async () => {
    const index = await at.store.get({ key: indexKey(tickAt(0)) })
    const lacking = readIndex(index?.body ?? new Uint8Array()).flatMap((line) => (isSlotLine(line) ? line.reasons : []))
    expect(lacking).not.toEqual([])
    expect((await record(0)).figures?.errors).toBe(lacking.length)
    const { figures, requests } = await record(2)
    const refused = requests.filter(({ code }) => code !== null)
    expect([refused.length > 0, (figures?.errors ?? 0) - refused.length]).toEqual([true, 0])
  })

  it('counts the bytes of each window once', async () => {
    const scanned = await Promise.all([0, 1, 2, 3, 4].map(async (hour) => (await record(hour)).figures?.scanned ?? -1))
    expect([scanned[0], scanned.slice(1).every((bytes) => bytes > 0)]).toEqual([0, true])
  })

  it('owes nothing, once Security Hub is on again', async () => {
    expect((await record(2)).owed['us-east-1']?.all).toBe(true)
    expect((await record(ticks - 1)).owed).toEqual({})
  })
})
