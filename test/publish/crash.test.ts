// A publish that stops between any two calls, before the call or behind it: run again, it comes to what it comes to without a stop.
import { describe, expect, it } from 'vitest'
import { enableHub } from '../../sandbox/services/security-hub.ts'
import type { Action, Ref } from '../../src/model.ts'
import type { Send } from '../../src/wire.ts'
import { home, makeAccount } from './account.ts'
import { cluster, hit, verdict } from './examples.ts'
import { failing, judged, passing } from './standings.ts'
import { evidenceOf, incident, put, timeline } from './timelines.ts'

type Here = ReturnType<typeof makeAccount>
const elsewhere = cluster('far', 'us-east-1')
const old = verdict('fail', 'old', { since: '2025-12-01T00:00:00Z' })

/** Up to a tick that has to do all there is: changes, a resolution, an incident, an end, what was off, and all that is daily. */
const upTo = async (): Promise<{ here: Here; timelines: Ref[] }> => {
  const here = makeAccount([home], { daily: true })
  await here.run([
    judged(failing),
    judged(old, cluster('idle')),
    judged(failing, cluster('gone')),
    judged(failing, elsewhere),
  ])
  await here.run([judged([], cluster('hit'), [hit()])])
  enableHub(here.state, 'us-east-1', here.now())
  here.at('2026-01-06T00:20:00Z')
  const of = incident('first', [{ hit: hit(), evidence: evidenceOf(here, cluster('hit')) }])
  return { here, timelines: [await put(here, timeline(here.now(), of, { subject: cluster('hit') }))] }
}
const last = ({ here, timelines }: Awaited<ReturnType<typeof upTo>>, through: Send) =>
  here.run([judged(passing), judged(verdict('fail', 'other'), cluster('new'))], {
    ...{ timelines, through, retired: [cluster('gone')] },
    accepted: { 'NET-01': { id: 'A', until: '2026-01-20T00:00:00Z', state: 'ends' } },
  })
const shown = (here: Here) =>
  [home, 'us-east-1'].map((region) => here.findings(region).toSorted((a, b) => (String(a.Id) < String(b.Id) ? -1 : 1)))

const stopping = ({ send }: Here, at: number, how: 'before' | 'after'): Send => {
  let calls = 0
  return async (action: Action, input: unknown, region: string) => {
    calls++
    if (calls === at && how === 'before') throw new Error('stopped')
    const said = await send(action, input, region)
    if (calls === at) throw new Error('stopped')
    return said
  }
}

describe('a publish that stops', async () => {
  const whole = await upTo()
  const before = whole.here.send.calls.length
  const record = await last(whole, whole.here.send)
  const calls = whole.here.send.calls.length - before

  it('had all of this to do', () => {
    const told = shown(whole.here)
      .flat()
      .map(({ GeneratorId }) => String(GeneratorId))
    expect(new Set(told.map((id) => id.replace(/-[0-9]+$/, '')))).toEqual(
      new Set([
        'eks-evidence/control/NET',
        'eks-evidence/detection/DET',
        'eks-evidence/heartbeat',
        'eks-evidence/incident',
      ]),
    )
    expect([record.counts.archived, record.counts.resolved, shown(whole.here)[1]?.length, record.owed]).toEqual([
      1,
      1,
      1,
      {},
    ])
    expect(calls).toBeGreaterThan(6)
  })

  it.each(['before', 'after'] as const)('%s any of its calls, comes to the same when it is run again', async (how) => {
    for (let at = 1; at <= calls; at++) {
      const one = await upTo()
      await expect(last(one, stopping(one.here, at, how))).rejects.toThrow('stopped')
      const again = await last(one, one.here.send)
      expect({ at, shown: shown(one.here) }).toEqual({ at, shown: shown(whole.here) })
      const told = ({ counts: _, requests: __, figures, ...rest }: typeof again) => ({
        ...rest,
        failing: figures?.failing,
      })
      expect({ at, record: told(again) }).toEqual({ at, record: told(record) })
    }
  })

  it('behind its last call and before its record, comes to the same', async () => {
    const one = await upTo()
    const { putOnce } = one.here.store
    one.here.store.putOnce = async (key, body) => {
      if (key.includes('/published/')) throw new Error('stopped')
      return putOnce(key, body)
    }
    await expect(last(one, one.here.send)).rejects.toThrow('stopped')
    one.here.store.putOnce = putOnce
    await last(one, one.here.send)
    expect(shown(one.here)).toEqual(shown(whole.here))
  })
})
