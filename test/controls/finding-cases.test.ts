// Findings of GuardDuty and Security Hub that look triaged, covered or harmless, and are not, or not known to be.
import { describe, expect, it } from 'vitest'
import type { AnyControl, Settings } from '../../src/control.ts'
import dispositioned from '../../src/controls/detections-dispositioned.ts'
import runtimeProtected from '../../src/controls/runtime-protected.ts'
import { judge, type SourceOf } from '../../src/evaluate/examples.ts'
import { describedCluster } from '../../src/examples/example.ts'
import { coverageOf, detectorOf, hubFindingsOf } from '../../src/examples/guardduty.ts'
import type { Exchange, Outcome } from '../../src/model.ts'
import eksCluster from '../../src/sources/eks-cluster.ts'
import guardduty from '../../src/sources/guardduty.ts'
import hub from '../../src/sources/hub-findings.ts'

const sources = [eksCluster, guardduty, hub]
const sourceOf: SourceOf = (id) => {
  const source = sources.find((one) => one.id === id)
  if (!source) throw new Error(`no source ${id}`)
  return source
}
type Given = Record<string, Exchange[] | { settings: Settings }>
const run = (control: { id: string }, given: Given): Outcome =>
  judge(control as unknown as AnyControl, given as never, sourceOf)
const unknownBecause = (why: string) => ({ outcome: 'unknown', reason: expect.stringContaining(why) })
const cluster = [describedCluster()]

describe('a detection whose severity somebody lowered', () => {
  const hit = { id: 'h1', of: 'DET-26', at: '2025-12-20T00:00:00Z' }

  it.each(['LOW', 'INFORMATIONAL', 'MEDIUM'])('to %s is due as it was found', (severity) => {
    expect(run(dispositioned, { cluster, hub: hubFindingsOf({ ...hit, severity, found: 'HIGH' }) })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('DET-26 since 2025-12-20T00:00:00Z'),
    })
  })

  it('or raised is due as it stands', () => {
    expect(
      run(dispositioned, { cluster, hub: hubFindingsOf({ ...hit, severity: 'HIGH', found: 'LOW' }) }).outcome,
    ).toBe('fail')
  })
})

describe('runtime monitoring', () => {
  const guardDuty = detectorOf({ RUNTIME_MONITORING: 'ENABLED' })
  const of = (...coverage: Parameters<typeof coverageOf>) =>
    run(runtimeProtected, { cluster, guardDuty, coverage: coverageOf(...coverage) })

  it("of another account's cluster of the same name is not this one's", () => {
    expect(of({ name: 'prod', of: '444455556666' }).outcome).toBe('fail')
    const both = of({ name: 'prod', of: '444455556666' }, { name: 'prod', status: 'UNHEALTHY', issue: 'no endpoint' })
    expect(both).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('UNHEALTHY (no endpoint)') })
  })

  it('of a cluster that is listed twice is as the worse of the two', () => {
    expect(of({ name: 'prod' }, { name: 'prod', status: 'UNHEALTHY' }).outcome).toBe('fail')
  })

  it('in a state that nobody knows is not known', () => {
    expect(of({ name: 'prod', status: 'PARTIAL' })).toMatchObject(unknownBecause('not as documented'))
  })
})
