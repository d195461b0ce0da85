// What was changed in a region, from CloudTrail to Security Hub, and judged again by whoever verifies.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEndpoint } from '../../sandbox/scenario/changes.ts'
import { enableHub } from '../../sandbox/services/security-hub.ts'
import { plus, seconds } from '../../src/clock.ts'
import type { Evaluation } from '../../src/model.ts'
import { readEvaluation } from '../../src/store/documents.ts'
import { parseKey } from '../../src/store/keys.ts'
import { type Account, base, bucketStore, openAccount, stolen, tickAt } from './account.ts'
import { check, failing, pinsOf, said } from './fixture.ts'
import { forge } from './forge.ts'
import { copyOf, type Memory, memorised } from './memory-store.ts'
import { whatOf } from './threats/tools.ts'

// The window is due half an hour after its end.
const ticks = 4
const opened = plus(base, 1_800)
const config = 'regions: [eu-west-1, us-east-1]\ncadence: { collector-events: 86400 }\n'
const arn = 'arn:aws:eks:us-east-1:111122223333:cluster/analytics'

let at: Account
let memory: Memory
let publicKey: string
beforeAll(async () => {
  at = await openAccount({ config, store: bucketStore })
  enableHub(at.hub, 'us-east-1', base)
  openEndpoint({ region: 'us-east-1', cluster: 'analytics' }, ['0.0.0.0/0'])(at.world, seconds(opened))
  for (let hour = 0; hour < ticks; hour++) await at.tick(hour)
  memory = await memorised(at.store)
  publicKey = (await at.signer.describe()).publicKey
}, 120_000)
afterAll(() => at.close())

const isOfRegion = ({ subject, hits }: Evaluation): boolean =>
  subject.name === 'us-east-1' && hits.some(({ detection }) => detection === 'DET-61')
const evaluations = (): Evaluation[] =>
  [...memory.objects].flatMap(([key, [held]]) =>
    parseKey(key)?.kind === 'evaluation' && held?.body ? [readEvaluation(held.body)] : [],
  )
const verified = async (change: (store: Memory) => Promise<void>) => {
  const store = copyOf(memory)
  await change(store)
  return check(store, await pinsOf(memory, publicKey, ticks - 1))
}
const signer = async () => stolen(at.key, (await at.signer.describe()).describeKey)
const forged = (edit: (evaluation: Evaluation) => void) =>
  verified(async (store) =>
    forge(store, await signer(), { evaluation: (one) => (isOfRegion(one) ? edit(one) : undefined) }),
  )

describe('what somebody did to a cluster by the API of EKS', () => {
  it('is a hit of its region, in the tick that read the window, by the event alone', () => {
    expect(at.warnings).toEqual([])
    const [found, ...more] = evaluations().filter(isOfRegion)
    expect(more).toEqual([])
    expect(found?.tick).toBe(tickAt(2))
    expect(found?.hits).toMatchObject([
      { severity: 'high', at: opened, outcome: 'allowed', object: { arn }, slot: { start: base }, count: 1 },
    ])
    expect(found?.hits[0]?.basis[0]?.key).toContain('/change-events/')
  })

  it('is a finding in the region of the cluster, which it names', () => {
    const findings = [...(at.hub.hubs['us-east-1']?.findings.values() ?? [])].map(({ finding }) => finding)
    expect(findings.filter(({ Title }) => String(Title).startsWith('DET-61'))).toMatchObject([
      { Resources: [{ Type: 'AwsEksCluster', Id: arn }, { Type: 'Other' }], Severity: { Label: 'HIGH' } },
    ])
  })

  it('is judged again by verify, which comes to the same', async () => {
    const honest = await verified(async () => undefined)
    expect(failing(honest), said(honest).join('\n')).toEqual([])
  })

  it('cannot be left out of what was judged', async () => {
    expect(whatOf(await forged((one) => void one.hits.splice(0)), 'verdict-reproduces')).toContain('hits')
  })

  it('cannot be said of another cluster', async () => {
    const other = await forged((one) => {
      for (const hit of one.hits) hit.object = { arn: arn.replace('analytics', 'sandbox') }
    })
    expect(failing(other)).toContain('verdict-reproduces')
  })
})
